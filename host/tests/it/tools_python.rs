//! The module `tools` of the Python guest.

use component_sandbox::{Session, Tool, Tools};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{raised, wrapped};

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
        .add(
            Tool::new("add", |(a, b): (i64, i64)| async move { Ok::<_, String>(a + b) })
                .description("Adds two numbers."),
        )
        .add(Tool::new("echo", |arguments: Value| async move { Ok::<_, String>(arguments) }))
        .add(Tool::new("fail", |(): ()| async { Err::<(), _>("it always fails") }))
        .add(
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
