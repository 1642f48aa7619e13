//! Code for the Python guest, each piece with its right answer.

use std::fmt::Debug;
use std::time::Duration;

use component_sandbox::{CancellationToken, End, Error, Overflow, Sandbox, Session, SessionBuilder, Tool, Tools};
use serde_json::{Value, json};

use crate::guests::Running;

/// Of code that ends by itself, on a machine that does other things as well.
const PATIENCE: Duration = Duration::from_secs(30);
/// Of code that doesn't.
const SHORT: Duration = Duration::from_millis(200);

/// What a run does.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Value,
    Computing,
    Output,
    OutputLimit,
    Raises,
    Syntax,
    Recursion,
    Memory,
    Files,
    Tools,
    ToolCalls,
    Exit,
    Trap,
    Endless,
    Sleep,
    Cancelled,
    Dropped,
    Secret,
}

/// Each as often as it stands here. Those that wait for their limit are rarer.
const KINDS: &[(Kind, &str, u64)] = &[
    (Kind::Value, "a value", 16),
    (Kind::Computing, "computing", 6),
    (Kind::Output, "output", 10),
    (Kind::OutputLimit, "output limit", 4),
    (Kind::Raises, "an error", 12),
    (Kind::Syntax, "no Python", 4),
    (Kind::Recursion, "deep recursion", 2),
    (Kind::Memory, "memory limit", 4),
    (Kind::Files, "files", 8),
    (Kind::Tools, "host functions", 8),
    (Kind::ToolCalls, "too many calls of host functions", 2),
    (Kind::Exit, "exit", 5),
    (Kind::Trap, "trap", 5),
    (Kind::Endless, "time limit, computing", 1),
    (Kind::Sleep, "time limit, waiting", 2),
    (Kind::Cancelled, "cancelled by a token", 3),
    (Kind::Dropped, "call dropped", 3),
    (Kind::Secret, "secrets", 10),
];

/// A run of some kind.
pub(crate) fn run(sandbox: Sandbox, has_files: bool, which: u64, number: u64) -> (&'static str, Running) {
    let mut at = which % KINDS.iter().map(|(_, _, often)| often).sum::<u64>();
    for &(kind, name, often) in KINDS {
        if at < often {
            return match kind {
                // Without files it does what the first kind does.
                Kind::Files if !has_files => (KINDS[0].1, Box::pin(check(sandbox, KINDS[0].0, number))),
                _ => (name, Box::pin(check(sandbox, kind, number))),
            };
        }
        at -= often;
    }
    unreachable!("the remainder is less than the sum");
}

/// Makes the run in a session with a secret of its own, which no other sees and which it keeps.
async fn check(sandbox: Sandbox, kind: Kind, number: u64) -> Result<(), String> {
    let builder = sandbox.session().timeout(PATIENCE).env("OWN", number.to_string());
    let token = CancellationToken::new();
    let builder = match kind {
        Kind::Endless | Kind::Sleep => builder.timeout(SHORT),
        Kind::OutputLimit => builder.output_limit(1000).overflow(Overflow::End),
        Kind::Tools | Kind::ToolCalls => tools(builder),
        Kind::Cancelled => builder.cancel(token.clone()),
        _ => builder,
    };
    let mut session = match builder.start().await {
        Ok(session) => session,
        // A limit as short as this one may strike before on a machine that is busy.
        Err(Error::Timeout { .. }) if matches!(kind, Kind::Endless | Kind::Sleep) => return Ok(()),
        Err(error) => return Err(format!("it doesn't start: {error}")),
    };
    if !matches!(kind, Kind::Endless | Kind::Sleep) {
        let clean = "['own' in globals(), hasattr(__import__('builtins'), 'own'), __import__('os').environ['OWN']]";
        is(session.eval::<Value>(clean).await, &json!([false, false, number.to_string()]))?;
        session.set("own", &number).await.map_err(|error| error.to_string())?;
    }
    act(&mut session, kind, number, token).await?;
    match session.ended() {
        None => is(session.eval::<Value>("[own, 6 * 7]").await, &json!([number, 42])),
        Some(_) => match session.eval::<Value>("own").await {
            Err(Error::Ended(_)) => Ok(()),
            other => Err(format!("the session had ended, and answers {other:?}")),
        },
    }
}

fn tools(builder: SessionBuilder) -> SessionBuilder {
    let add = Tool::new("add", async |(a, b): (u64, u64)| Ok::<_, String>(a + b));
    let fail = Tool::new("fail", async |(text,): (String,)| Err::<(), _>(text));
    let wait = Tool::new("wait", async |(): ()| {
        tokio::time::sleep(Duration::from_millis(1)).await;
        Ok::<_, String>("waited")
    });
    builder.tools(Tools::new().tool(add).tool(fail).tool(wait)).tool_calls(50)
}

async fn act(session: &mut Session, kind: Kind, number: u64, token: CancellationToken) -> Result<(), String> {
    match kind {
        Kind::Value => {
            is(session.eval(&format!("[{number} + 1, 'é' * 3, None]")).await, &json!([number + 1, "ééé", null]))
        }
        Kind::Computing => is(
            session.eval(&format!("sum(i * i for i in range({}))", number % 10_000)).await,
            &json!((0..number % 10_000).map(|i| i * i).sum::<u64>()),
        ),
        Kind::Output => {
            let code = "import sys\nfor i in range(100): print(own, i)\nprint('error', own, file=sys.stderr)";
            is(session.exec(code).await, &())?;
            let expected = lines(number, 100);
            let output = session.take_output();
            same(&*output.stdout.text(), &*expected)?;
            same(&*output.stderr.text(), &*format!("error {number}\n"))
        }
        Kind::OutputLimit => ends(session.exec("while True: print('x' * 100)").await, session, &End::Output(1000)),
        Kind::Raises => {
            raises(session.exec("def f(x): return 1 / x\nf(0)").await, "ZeroDivisionError: division by zero")
        }
        Kind::Syntax => match session.exec("def f(:\n)").await {
            Err(Error::Guest(error)) if error.kind() == "SyntaxError" => Ok(()),
            other => Err(format!("{other:?}")),
        },
        Kind::Recursion => match session.exec("def f(x): return f(x + 1)\nf(0)").await {
            Err(Error::Guest(error)) if error.kind() == "RecursionError" => Ok(()),
            other => Err(format!("{other:?}")),
        },
        Kind::Memory => raises(session.exec("x = bytes(1 << 30)").await, "MemoryError"),
        Kind::Files => files(session, number).await,
        Kind::Tools => {
            session.exec("import tools").await.map_err(|error| error.to_string())?;
            is(session.eval(&format!("tools.add({number}, 1)")).await, &json!(number + 1))?;
            is(session.eval("tools.wait()").await, &json!("waited"))?;
            match session.eval::<Value>("tools.fail('no')").await {
                Err(Error::Guest(error)) if error.message().contains("no") => Ok(()),
                other => Err(format!("{other:?}")),
            }
        }
        Kind::ToolCalls => {
            ends(session.exec("import tools\nwhile True: tools.add(1, 2)").await, session, &End::ToolCalls(50))
        }
        Kind::Exit => ends(session.exec("import os; os._exit(1)").await, session, &End::Exit(1)),
        Kind::Trap => match session.exec("import os; os.abort()").await {
            Err(Error::Trap { .. }) => Ok(()),
            other => Err(format!("{other:?}")),
        },
        Kind::Endless => ends(
            session.exec("while True:\n try:\n  while True: pass\n except BaseException: pass").await,
            session,
            &End::Timeout(SHORT),
        ),
        Kind::Sleep => ends(session.exec("import time; time.sleep(60)").await, session, &End::Timeout(SHORT)),
        Kind::Cancelled => {
            let later = tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(number % 20)).await;
                token.cancel();
            });
            let result = session.exec("while True: pass").await;
            later.await.map_err(|error| error.to_string())?;
            ends(result, session, &End::Cancelled)
        }
        Kind::Dropped => {
            let call = session.exec("import time\nwhile True: time.sleep(0.001)");
            match tokio::time::timeout(Duration::from_millis(number % 20), call).await {
                Err(_) => same(&session.ended(), &Some(&End::Cancelled)),
                Ok(result) => Err(format!("{result:?}")),
            }
        }
        Kind::Secret => {
            let keep = "import builtins, os, sys\nbuiltins.own = own\nsys.modules['own'] = own\nos.environ['SECRET'] = str(own)";
            is(session.exec(keep).await, &())?;
            is(
                session.eval("[builtins.own, sys.modules['own'], os.environ['SECRET']]").await,
                &json!([number, number, number.to_string()]),
            )
        }
    }
}

async fn files(session: &mut Session, number: u64) -> Result<(), String> {
    let told = |error: Error| error.to_string();
    let none: Vec<String> =
        session.list_files("/tmp").await.map_err(told)?.into_iter().map(|entry| entry.name).collect();
    same(&none, &Vec::new())?;
    session.write_file("/tmp/in/own.txt", number.to_string().as_bytes()).await.map_err(told)?;
    is(session.exec("open('/tmp/out', 'w').write(open('/tmp/in/own.txt').read() * 1000)").await, &())?;
    let found = session.read_file("/tmp/out").await.map_err(told)?;
    same(&*String::from_utf8_lossy(&found), &*number.to_string().repeat(1000))?;
    session.remove_file("/tmp/in").await.map_err(told)?;
    match session.read_file("/tmp/in/own.txt").await {
        Err(Error::File(_)) => Ok(()),
        other => Err(format!("it was removed: {other:?}")),
    }
}

/// What is printed by a loop: the run's number and the round's.
pub(crate) fn lines(number: u64, rounds: u32) -> String {
    let lines: Vec<String> = (0..rounds).map(|round| format!("{number} {round}")).collect();
    lines.join("\n") + "\n"
}

/// Fails unless these are the same.
pub(crate) fn same<T: PartialEq + Debug + ?Sized>(found: &T, expected: &T) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{found:?} isn't {expected:?}")) }
}

/// Fails unless a call returned this.
pub(crate) fn is<T: PartialEq + Debug>(found: component_sandbox::Result<T>, expected: &T) -> Result<(), String> {
    found.map_err(|error| error.to_string()).and_then(|found| same(&found, expected))
}

/// Fails unless the code raised this.
pub(crate) fn raises<T: Debug>(found: component_sandbox::Result<T>, expected: &str) -> Result<(), String> {
    match found {
        Err(Error::Guest(error)) => same(&*error.to_string(), expected),
        other => Err(format!("{other:?} isn't {expected}")),
    }
}

/// Fails unless the call failed and ended the session in this way.
pub(crate) fn ends<T: Debug>(
    found: component_sandbox::Result<T>,
    session: &Session,
    expected: &End,
) -> Result<(), String> {
    match found {
        Err(_) => same(&session.ended(), &Some(expected)).map_err(|fault| format!("{found:?}: {fault}")),
        Ok(value) => Err(format!("{value:?}, but the session should have ended: {expected}")),
    }
}
