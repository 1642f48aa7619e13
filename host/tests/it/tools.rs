//! The module `tools` of the Python guest.

use std::time::Duration;

use component_sandbox::{CancellationToken, End, Error, Session, Tool, Tools};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::{both, raised, wrapped};

#[derive(Deserialize)]
struct Greeting {
    name: String,
    #[serde(default)]
    greeting: Option<String>,
}

fn tools() -> Tools {
    // In JSON, as a writer that sorts the names of an object gives it: the order is that of `required`.
    let schema = json!({
        "type": "object",
        "properties": {
            "greeting": {"type": "string", "description": "What to say.", "default": "hello"},
            "name": {"type": "string"},
        },
        "required": ["name"],
    });
    Tools::new()
        .tool(
            Tool::new("add", |(a, b): (i64, i64)| async move { Ok::<_, String>(a + b) })
                .description("Adds two numbers."),
        )
        .tool(Tool::new("echo", |arguments: Value| async move { Ok::<_, String>(arguments) }))
        .tool(Tool::new("fail", |(): ()| async { Err::<(), _>("it always fails") }))
        .tool(
            Tool::new("greet", |Greeting { name, greeting }: Greeting| async move {
                Ok::<_, String>(format!("{}, {name}", greeting.as_deref().unwrap_or("hello")))
            })
            .description("Greets somebody.")
            .schema(schema),
        )
}

/// A session that has imported the module.
async fn session() -> Session {
    let mut session = wrapped().session().tools(tools()).start().await.expect("a session");
    session.exec("import inspect, tools").await.expect("the module");
    session
}

#[tokio::test]
async fn arguments_by_position_by_name_and_both() {
    let mut session = session().await;
    for (expression, expected) in [
        ("tools.add(1, 2)", json!(3)),
        ("tools.greet('Ada')", json!("hello, Ada")),
        ("tools.greet(greeting='bye', name='Ada')", json!("bye, Ada")),
        ("tools.greet('Ada', greeting='bye')", json!("bye, Ada")),
        ("tools.echo()", json!([])),
        ("tools.echo((1, 'ü'), {'a': None})", json!([[1, "ü"], {"a": null}])),
        ("tools.echo(**{'from': 1.5})", json!({"from": 1.5})),
    ] {
        assert_eq!(session.eval::<Value>(expression).await.expect(expression), expected, "{expression}");
    }
}

#[tokio::test]
async fn arguments_that_no_tool_is_given() {
    let mut session = session().await;
    for (expression, expected) in [
        ("tools.echo({1})", "TypeError: Object of type set is not JSON serializable"),
        ("tools.echo(float('nan'))", "ValueError: Out of range float values are not JSON compliant: nan"),
        (
            "tools.echo(1, a=2)",
            "TypeError: echo() takes arguments by position or by name, not both, because its schema names none",
        ),
        ("tools.greet('Ada', name='Eva')", "TypeError: greet() got two values for the argument 'name'"),
        ("tools.greet(1, 2, 3, a=4)", "TypeError: greet() takes 2 arguments by position, but 3 were given"),
    ] {
        assert_eq!(raised(session.eval_json(expression).await), expected, "{expression}");
    }
}

#[tokio::test]
async fn what_a_tool_reports_is_an_error_for_the_code_to_handle() {
    let mut session = session().await;
    assert_eq!(raised(session.exec("tools.fail()").await), "ToolError: it always fails");
    let stderr = session.take_output().stderr;
    let expected = "Traceback (most recent call last):
  File \"<exec 2>\", line 1, in <module>
    tools.fail()
    ~~~~~~~~~~^^
tools.ToolError: it always fails
";
    assert_eq!(stderr.text(), expected);
    let script = "
try:
    tools.fail()
except tools.ToolError as error:
    caught = str(error), error.__context__
";
    session.exec(script).await.expect("it is an exception like others");
    assert_eq!(session.eval::<Value>("caught").await.expect("a value"), json!(["it always fails", null]));
}

#[tokio::test]
async fn the_module_tells_what_there_is() {
    let mut session = session().await;
    for (expression, expected) in [
        ("dir(tools)", json!(["ToolError", "add", "echo", "fail", "greet"])),
        ("tools.add.__doc__", json!("Adds two numbers.")),
        ("tools.greet.__doc__", json!("Greets somebody.\n\ngreeting: What to say.")),
        ("str(inspect.signature(tools.add))", json!("(*args, **kwargs)")),
        ("str(inspect.signature(tools.greet))", json!("(name: str, greeting: str = 'hello')")),
        ("hasattr(tools, '__path__')", json!(false)),
    ] {
        assert_eq!(session.eval::<Value>(expression).await.expect(expression), expected, "{expression}");
    }
    let unknown = "AttributeError: module 'tools' has no tool 'ad'; there are: add, echo, fail, greet";
    assert_eq!(raised(session.eval_json("tools.ad").await), unknown);
    session.exec("help(tools.greet)").await.expect("the help");
    let help = session.take_output().stdout;
    assert!(help.text().contains("greet(name: str, greeting: str = 'hello')\n    Greets somebody."), "{help:?}");
    session.exec("from tools import add, ToolError").await.expect("names of the module");
    assert_eq!(session.eval::<i64>("add(20, 22)").await.expect("a number"), 42);
}

#[tokio::test]
async fn a_host_without_tools_has_an_empty_module() {
    let mut session = wrapped().session().start().await.expect("a session");
    session.exec("import tools").await.expect("the module");
    assert_eq!(session.eval::<Value>("dir(tools)").await.expect("names"), json!(["ToolError"]));
    let unknown = "AttributeError: module 'tools' has no tool 'add'; there are none";
    assert_eq!(raised(session.eval_json("tools.add(1, 2)").await), unknown);
}

#[tokio::test]
async fn the_limit_on_calls_obeyed_and_violated() {
    for sandbox in both() {
        let builder = || sandbox.session().tools(tools()).tool_calls(3);
        let run = builder().run("import tools\nfor _ in range(3): tools.add(1, 2)").await;
        run.result.expect("exactly the limit");
        assert_eq!(run.report.tool_calls, 3);

        let run = builder().run("import tools\ntry:\n  while True: tools.add(1, 2)\nexcept BaseException: pass").await;
        let error = run.result.expect_err("beyond the limit");
        assert!(matches!(error, Error::ToolCalls { limit: 3 }), "{error:?}");
        assert_eq!(error.to_string(), "the limit of 3 calls of host functions was exceeded");
        assert_eq!((run.report.tool_calls, run.report.end), (3, Some(End::ToolCalls(3))));
    }
}

/// A function that tells when it has started, and when it was ended before its end.
fn sleepy() -> (Tools, mpsc::UnboundedReceiver<&'static str>) {
    struct Ended(mpsc::UnboundedSender<&'static str>);
    impl Drop for Ended {
        fn drop(&mut self) {
            // The receiver is gone where a test has failed.
            let _ = self.0.send("ended");
        }
    }
    let (sender, receiver) = mpsc::unbounded_channel();
    let sleep = Tool::new("sleep", move |(seconds,): (u64,)| {
        let ended = Ended(sender.clone());
        async move {
            let _ = ended.0.send("started");
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            Ok::<_, String>(())
        }
    });
    (Tools::new().tool(sleep), receiver)
}

#[tokio::test]
async fn a_function_that_sleeps_ends_with_the_call() {
    let (tools, mut told) = sleepy();
    let timeout = Duration::from_millis(300);
    let mut session = wrapped().session().timeout(timeout).tools(tools.clone()).start().await.expect("a session");
    let error = session.exec("import tools; tools.sleep(60)").await.expect_err("the time is up");
    assert!(matches!(error, Error::Timeout { limit } if limit == timeout), "{error:?}");
    assert_eq!((told.recv().await, told.recv().await), (Some("started"), Some("ended")));
    assert!(session.report().wall < timeout * 20);

    let token = CancellationToken::new();
    let mut session = wrapped().session().cancel(token.clone()).tools(tools.clone()).start().await.expect("a session");
    let calling = tokio::spawn(async move { session.exec("import tools; tools.sleep(60)").await });
    assert_eq!(told.recv().await, Some("started"));
    token.cancel();
    assert_eq!(told.recv().await, Some("ended"));
    assert!(matches!(calling.await.expect("no panic"), Err(Error::Cancelled)));

    let mut session = wrapped().session().tools(tools).start().await.expect("a session");
    let calling = tokio::spawn(async move { session.exec("import tools; tools.sleep(60)").await });
    assert_eq!(told.recv().await, Some("started"));
    calling.abort();
    assert_eq!(told.recv().await, Some("ended"));
}

#[tokio::test]
async fn time_in_functions_is_reported() {
    let (tools, _told) = sleepy();
    let run = wrapped().session().tools(tools).run("import tools\ntools.sleep(0)\ntools.sleep(0)").await;
    run.result.expect("it returns");
    assert_eq!(run.report.tool_calls, 2);
    assert!(run.report.tool_time > Duration::ZERO && run.report.tool_time <= run.report.wall);
}

#[tokio::test]
async fn a_function_that_panics_ends_the_session_and_nothing_else() {
    let panicking =
        Tools::new().tool(Tool::new("panic", |(): ()| async { panic!("/home/secret") as Result<(), String> }));
    let mut session = wrapped().session().tools(panicking.clone()).start().await.expect("a session");
    let error = session.exec("import tools; tools.panic()").await.expect_err("it panics");
    assert_eq!(error.to_string(), "the engine failed: the host function `panic` panicked");
    assert!(matches!(session.ended(), Some(End::Host(_))));
    wrapped().session().tools(panicking).run("1 + 1").await.result.expect("other sessions go on");
}

#[tokio::test]
async fn arguments_that_dont_fit_and_results_that_cant_be_shown() {
    let bad = Tool::new("bad", |(): ()| async { Ok::<_, String>(std::collections::BTreeMap::from([((1, 2), 3)])) });
    let mut session = wrapped().session().tools(tools().tool(bad)).start().await.expect("a session");
    session.exec("import tools").await.expect("the module");
    for (expression, expected) in [
        ("tools.add(1)", "ToolError: the arguments don't fit: invalid length 1, expected a tuple of size 2"),
        ("tools.add('a', 'b')", "ToolError: the arguments don't fit: invalid type: string \"a\", expected i64"),
        (
            "tools.add(1, 2, 3)",
            "ToolError: the arguments don't fit: invalid length 3, expected fewer elements in array",
        ),
        ("tools.bad()", "ToolError: the result has no form in JSON: key must be a string"),
    ] {
        assert_eq!(raised(session.eval_json(expression).await), expected, "{expression}");
    }
}

#[tokio::test]
async fn names_that_no_guest_could_write() {
    let tool = |name: &str| Tool::new(name, |(): ()| async { Ok::<_, String>(()) });
    for (tools, expected) in [
        (
            Tools::new().tool(tool("a-b")),
            "a host function can't have the name `a-b`; it must be letters, digits and `_`, no digit first",
        ),
        (
            Tools::new().tool(tool("a")).tool(tool("a")),
            "there are two host functions of the name `a`; each needs its own",
        ),
    ] {
        match wrapped().session().tools(tools).start().await.map(|_| ()) {
            Err(Error::Config(sentence)) => assert_eq!(sentence, expected),
            other => panic!("{other:?}"),
        }
    }
}
