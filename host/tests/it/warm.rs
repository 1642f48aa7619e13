//! Sessions that are started ahead: the same as any other, only sooner.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use component_sandbox::{Clock, End, Engine, Error, Overflow, Random, Sandbox, Tool, Tools};

use crate::{dist, guest, raised};

fn engine(sessions: u32, warm: u32) -> Engine {
    Engine::builder().sessions(sessions).warm(warm).build().expect("an engine")
}

/// A component whose next sessions have been started ahead.
async fn warm(name: &str) -> Sandbox {
    let sandbox = engine(4, 2).load(dist(name)).expect("the guest");
    warmed_up(&sandbox).await;
    sandbox
}

/// Waits until sessions are started ahead: the start of such a one takes none of its own time.
async fn warmed_up(sandbox: &Sandbox) {
    for _ in 0..1_000 {
        if sandbox.session().start().await.expect("a session").report().wall.is_zero() {
            // So that the next one finds one, too.
            tokio::time::sleep(Duration::from_millis(20)).await;
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("none was started ahead");
}

#[tokio::test]
async fn a_session_is_as_any_other() {
    for name in ["sandbox.wasm", "sandbox-virt.wasm"] {
        let sandbox = warm(name).await;
        let mut session = sandbox.session().prelude("limit = 10").start().await.expect("a session");
        session.exec("import sys\nprint('out')\nprint('err', file=sys.stderr)\nn = limit").await.expect("it runs");
        let output = session.take_output();
        assert_eq!((output.stdout.text().as_ref(), output.stderr.text().as_ref()), ("out\n", "err\n"));
        assert_eq!(session.eval::<i64>("n + 1").await.expect("a number"), 11);
        assert_eq!(raised(session.exec("1 / 0").await), "ZeroDivisionError: division by zero");
        let stderr = session.take_output().stderr;
        assert!(stderr.text().contains("\"<exec 4>\""), "strings are counted as ever: {}", stderr.text());
        let report = session.report();
        assert_eq!((report.calls, report.stdout), (5, 4), "{report:?}");
        assert!(report.memory > 0 && report.memory == report.memory_peak, "{report:?}");
    }
}

#[tokio::test]
async fn each_is_used_once_and_has_random_numbers_of_its_own() {
    let sandbox = warm("sandbox-virt.wasm").await;
    let mut seen = HashSet::new();
    for round in 0..40 {
        let mut session = sandbox.session().start().await.expect("a session");
        let left: Vec<String> = session
            .eval("[n for n in globals() if n.startswith('secret')] + __import__('os').listdir('/tmp')")
            .await
            .expect("a list");
        assert!(left.is_empty(), "{left:?}");
        session.exec(&format!("secret_{round} = 1; open('/tmp/secret', 'w').write('x')")).await.expect("it runs");
        let numbers: (f64, String) =
            session.eval("(__import__('random').random(), __import__('os').urandom(8).hex())").await.expect("numbers");
        assert!(seen.insert(format!("{numbers:?}")), "{numbers:?} came twice");
        if round % 3 == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

#[tokio::test]
async fn limits_hold() {
    let sandbox = warm("sandbox-virt.wasm").await;
    let settle = || tokio::time::sleep(Duration::from_millis(100));

    let short = Duration::from_millis(200);
    let mut session = sandbox.session().timeout(short).start().await.expect("a session");
    let error = session.exec("while True: pass").await.expect_err("its time is up");
    assert!(matches!(error, Error::Timeout { limit } if limit == short), "{error:?}");
    settle().await;

    let mut session = sandbox.session().memory(48 << 20).start().await.expect("a session");
    assert_eq!(raised(session.exec("x = bytes(32 << 20)").await), "MemoryError");
    session.exec("x = bytes(1 << 20)").await.expect("room for it");
    assert!(session.report().memory_peak <= 48 << 20);
    settle().await;

    let error = sandbox.session().memory(8 << 20).start().await.err().expect("less than it starts with");
    assert!(matches!(error, Error::Memory { .. }), "{error:?}");
    settle().await;
    let error = sandbox.session().table_elements(10).start().await.err().expect("fewer than it starts with");
    assert!(matches!(error, Error::Limit { .. }), "{error:?}");
    settle().await;
    let error = sandbox.session().instances(1).start().await.err().expect("fewer than it has");
    assert!(matches!(error, Error::Limit { .. }), "{error:?}");
    settle().await;

    let session = sandbox.session().output_limit(10).overflow(Overflow::End);
    let run = session.run("while True: print('x')").await;
    assert_eq!(run.report.end, Some(End::Output(10)));
    settle().await;

    let mut session = sandbox.session().file_quota(1000, 10).start().await.expect("a session");
    assert!(raised(session.exec("with open('/tmp/f', 'w') as f: f.write('x' * 2000)").await).starts_with("OSError"));
    settle().await;

    let tools = Tools::new().tool(Tool::new("one", async |()| Ok::<_, String>(1)));
    let mut session = sandbox.session().tools(tools).tool_calls(2).start().await.expect("a session");
    assert_eq!(session.eval::<i64>("__import__('tools').one() + __import__('tools').one()").await.expect("twice"), 2);
    let error = session.eval::<i64>("__import__('tools').one()").await.expect_err("once too often");
    assert!(matches!(error, Error::ToolCalls { limit: 2 }), "{error:?}");
}

#[tokio::test]
async fn output_goes_where_the_session_wants_it() {
    let sandbox = warm("sandbox-virt.wasm").await;
    let chunks = Arc::new(Mutex::new(String::new()));
    let told = Arc::clone(&chunks);
    let session = sandbox.session().on_output(move |chunk| told.lock().expect("no panic").push_str(&chunk.text()));
    session.run("print('to the callback')").await.result.expect("it runs");
    assert_eq!(*chunks.lock().expect("no panic"), "to the callback\n");
}

#[tokio::test]
async fn what_a_start_can_see_is_what_was_set() {
    let sandbox = warm("sandbox-virt.wasm").await;
    let mut session = sandbox.session().env("NAME", "value").arg("--fast").start().await.expect("a session");
    let seen: (String, Vec<String>) =
        session.eval("(__import__('os').environ['NAME'], __import__('sys').argv[1:])").await.expect("both");
    assert_eq!(seen, ("value".to_owned(), vec!["--fast".to_owned()]));

    let run = sandbox.session().stdin(std::io::Cursor::new("typed\n")).run("input()").await;
    assert_eq!(run.result.expect("a line"), Some("typed".into()));
    let clock = Clock::Fixed(UNIX_EPOCH + Duration::from_secs(1_000_000_000));
    let run = sandbox.session().clock(clock).run("import datetime\ndatetime.date.today().year").await;
    assert_eq!(run.result.expect("a year"), Some(2001.into()));
    let random = || sandbox.session().random(Random::Seeded(1)).run("import random\nrandom.random()");
    assert_eq!(random().await.result.expect("a number"), random().await.result.expect("the same"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_sessions_than_were_started_ahead() {
    let sandbox = engine(16, 2).load(dist("sandbox-virt.wasm")).expect("the guest");
    for _ in 0..5 {
        let runs: Vec<_> = (0..16)
            .map(|number| {
                let sandbox = sandbox.clone();
                tokio::spawn(async move { sandbox.run(&format!("n = {number}\nn * 2")).await.result })
            })
            .collect();
        for (number, run) in runs.into_iter().enumerate() {
            assert_eq!(run.await.expect("no panic").expect("it runs"), Some((number * 2).into()));
        }
    }
}

#[tokio::test]
async fn components_take_turns() {
    let engine = engine(4, 2);
    let plain = engine.load(guest()).expect("the guest");
    let wrapped = engine.load(dist("sandbox-virt.wasm")).expect("the wrapped guest");
    for _ in 0..3 {
        for (sandbox, is_wrapped) in [(&plain, false), (&wrapped, true)] {
            warmed_up(sandbox).await;
            let run = sandbox.run("import os\nos.path.exists('/python')").await;
            assert_eq!(run.result.expect("it runs"), Some(is_wrapped.into()));
        }
    }
}

#[tokio::test]
async fn a_guest_that_cannot_run_an_empty_string_starts_as_ever() {
    let text = r#"(component
        (core module $m
            (memory (export "memory") 1)
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
            (func (export "run") (param i32 i32) (result i32)
                (if (i32.eqz (local.get 1)) (then unreachable))
                i32.const 0))
        (core instance $i (instantiate $m))
        (func (export "eval") (param "expression" string) (result (result string (error string)))
            (canon lift (core func $i "run") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
        (func (export "exec") (param "statements" string) (result (result (error string)))
            (canon lift (core func $i "run") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))"#;
    let sandbox = engine(2, 2).load_bytes(wat::parse_str(text).expect("valid text")).expect("the right exports");
    for _ in 0..3 {
        let mut session = sandbox.session().start().await.expect("a session");
        tokio::time::sleep(Duration::from_millis(50)).await;
        session.exec("x").await.expect("it isn't empty");
        assert!(matches!(session.exec("").await, Err(Error::Trap { .. })));
    }
}

#[tokio::test]
async fn an_engine_that_counts_fuel_starts_every_session_the_same() {
    let engine = Engine::builder().sessions(2).warm(2).fuel(true).build().expect("an engine");
    let sandbox = engine.load(guest()).expect("the guest");
    let mut used = HashSet::new();
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let session = sandbox.session().fuel(1 << 40).clock(Clock::Fixed(UNIX_EPOCH)).random(Random::Seeded(1));
        used.insert(session.run("sum(range(1000))").await.report.fuel);
    }
    assert_eq!(used.len(), 1, "{used:?}");
}
