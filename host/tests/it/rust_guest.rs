//! The Rust guest, which runs Rhai: what is particular to it, and a language that the library doesn't know.

use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use component_sandbox::{Engine, Error, Language, Sandbox, Session};
use serde_json::{Value, json};

use crate::raised;

/// The guest, wrapped; none where there was no compiler for it, of which `just test` has told.
fn rust() -> Option<&'static Sandbox> {
    static RUST: LazyLock<Option<Sandbox>> = LazyLock::new(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist/sandbox-rust-virt.wasm");
        let engine = Engine::new().expect("an engine");
        path.exists().then(|| engine.load(path).expect("the Rust guest"))
    });
    RUST.as_ref()
}

async fn session() -> Option<Session> {
    let language = Language::new("parse_json({})").bind("let {name} = {value};");
    Some(rust()?.session().language(language).start().await.expect("a session"))
}

#[tokio::test]
async fn variables_and_functions_stay() {
    let Some(mut session) = session().await else { return };
    session.exec("let a = 1; fn double(x) { x * 2 }").await.expect("both are defined");
    session.exec("fn double(x) { x * 20 } let b = double(a);").await.expect("a function of the same name");
    assert_eq!(
        raised(session.exec("let c = 3; nope;").await),
        "NameError: Variable not found: nope (line 1, position 12)"
    );
    assert_eq!(session.eval::<Value>("[a, b, c, double(2)]").await.expect("an array"), json!([1, 20, 3, 40]));
}

#[tokio::test]
async fn values_of_the_host() {
    let Some(mut session) = session().await else { return };
    let value = json!({"text": "é😀\u{2028}\"\\", "list": [1, null, 2.5]});
    session.set("given", &value).await.expect("a name and a value");
    assert_eq!(session.eval::<Value>("given").await.expect("the same"), value);
    assert_eq!(session.call::<i64>("max", (1, 3)).await.expect("a number"), 3);
}

#[tokio::test]
async fn errors_tell_the_calls_that_led_to_them() {
    let Some(mut session) = session().await else { return };
    session.exec("fn inverse(x) { 1 / x }\nfn twice(x) { 2 * inverse(x) }").await.expect("two functions");
    let error = "ArithmeticError: Division by zero: 1 / 0 (line 1, position 19)";
    assert_eq!(raised(session.exec("twice(0);").await), error);
    assert_eq!(
        session.take_output().stderr.text(),
        format!(
            "{error}\n    in a call of inverse (line 2, position 19)\n    in a call of twice (line 1, position 1)\n"
        )
    );
}

#[tokio::test]
async fn neither_recursion_nor_nesting_is_a_trap() {
    let Some(mut session) = session().await else { return };
    for recursion in ["fn f(n) { 1 + f(n + 1) } f(0)", "fn f(n) { let x = [1, (2 * (3 + f(n)))]; x[0] } f(0)"] {
        assert!(raised(session.exec(recursion).await).starts_with("RecursionError: too much recursion"), "{recursion}");
    }
    session.exec("fn g(n) { if n == 0 { 0 } else { 1 + g(n - 1) } }").await.expect("a function");
    assert_eq!(session.eval::<i64>("g(1000)").await.expect("deep, but not endless"), 1000);
    for (open, close) in [("(", ")"), ("[", "]"), ("if true {", "}"), ("|x| ", ""), ("- ", "")] {
        let nested = format!("{}1{}", open.repeat(5000), close.repeat(5000));
        assert!(raised(session.exec(&nested).await).starts_with("SyntaxError: "), "{open}");
    }
}

#[tokio::test]
async fn output_is_written_by_line() {
    let Some(mut session) = session().await else { return };
    session.exec("for i in 0..1000 { print(i) } debug(\"oops\");").await.expect("it prints");
    let output = session.take_output();
    let numbers: Vec<String> = (0..1000).map(|i| i.to_string()).collect();
    assert_eq!(output.stdout.text(), numbers.join("\n") + "\n");
    assert_eq!(output.stderr.text(), "1:31 | \"oops\"\n");
}

#[tokio::test]
async fn memory_is_the_hosts_affair() {
    let Some(rust) = rust() else { return };
    // A busy machine takes its time to fill it.
    let mut session = rust.session().timeout(Duration::from_mins(1)).start().await.expect("a session");
    let error = session.exec("let all = []; loop { all.push(blob(100000, 1)) }").await;
    assert!(matches!(error, Err(Error::OutOfMemory { .. })), "{error:?}");
}
