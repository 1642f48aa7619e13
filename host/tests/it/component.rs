//! Components that can't be used: each told in one sentence.

use component_sandbox::{ComponentError, Engine, Error};

use crate::guest;

fn load(bytes: &[u8]) -> String {
    let engine = Engine::builder().sessions(1).no_cache().build().expect("an engine");
    let error = engine.load_bytes(bytes).err().expect("it can't be used");
    assert!(matches!(error, Error::Component(_)), "{error:?}");
    let message = error.to_string();
    assert!(!message.contains('\n'), "{message}");
    message
}

fn load_text(text: &str) -> String {
    load(&wat::parse_str(text).expect("valid text"))
}

#[test]
fn a_missing_file() {
    let error = Engine::new().and_then(|engine| engine.load("no/such.wasm")).err().expect("there is none");
    assert!(matches!(error, Error::Component(ComponentError::Read { .. })), "{error:?}");
    assert_eq!(error.to_string(), "can't read `no/such.wasm`: No such file or directory (os error 2)");
}

#[test]
fn what_is_no_component() {
    let no_wasm =
        "the component isn't a WebAssembly component: it starts with neither a component's header nor a module's";
    assert_eq!(load(b""), no_wasm);
    assert_eq!(load(b"print('hello')"), no_wasm);
    assert_eq!(load(b"\0asm"), no_wasm);
    let module = load_text("(module)");
    assert!(module.starts_with("the component is a core WebAssembly module, not a component; "), "{module}");
}

#[test]
fn a_truncated_component() {
    let whole = std::fs::read(guest()).expect("the Python guest");
    for length in [9, 1000, whole.len() / 2, whole.len() - 1] {
        let message = load(&whole[..length]);
        assert!(message.starts_with("the component isn't a valid component: "), "{length} bytes: {message}");
    }
}

#[test]
fn exports_that_are_missing() {
    assert_eq!(
        load_text("(component)"),
        "the component doesn't export the world `local:sandbox/sandbox`: the export `eval` is missing, expected \
         `func(expression: string) -> result<string, string>`; the export `exec` is missing, expected \
         `func(statements: string) -> result<_, string>`"
    );
}

#[test]
fn exports_that_differ() {
    let message = load_text(
        r#"(component
            (core module $m
                (memory (export "memory") 1)
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable)
                (func (export "eval") (param i32 i32) (result i32) unreachable)
                (func (export "exec") (param i32 i32) (result i32) unreachable))
            (core instance $i (instantiate $m))
            (func (export "eval") (param "expression" string) (result u32)
                (canon lift (core func $i "eval") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
            (func (export "exec") (param "statements" string) (result (result (error string)))
                (canon lift (core func $i "exec") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))"#,
    );
    assert_eq!(
        message,
        "the component doesn't export the world `local:sandbox/sandbox`: the export `eval` differs, expected \
         `func(expression: string) -> result<string, string>`, found `func(expression: string) -> u32`"
    );
}

#[test]
fn more_memories_than_the_engine_sets_aside() {
    let memories = "(core module $m (memory 1)) ".to_owned() + &"(core instance (instantiate $m)) ".repeat(8);
    let message = load_text(&format!("(component {memories})"));
    assert!(
        message.starts_with("the component needs more than the engine sets aside for one component: "),
        "{message}"
    );
}

#[test]
fn imports_that_the_host_doesnt_offer() {
    let message = load_text(
        r#"(component
            (import "acme:secrets/vault" (instance (export "open" (func))))
            (core module $m
                (memory (export "memory") 1)
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable)
                (func (export "f") (param i32 i32) (result i32) unreachable))
            (core instance $i (instantiate $m))
            (func (export "eval") (param "expression" string) (result (result string (error string)))
                (canon lift (core func $i "f") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
            (func (export "exec") (param "statements" string) (result (result (error string)))
                (canon lift (core func $i "f") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))"#,
    );
    assert!(message.starts_with("the component imports what the sandbox doesn't offer: "), "{message}");
    assert!(message.contains("`acme:secrets/vault`"), "{message}");
}

/// A guest of somebody else's that has the right exports and does the wrong things.
fn hostile(eval: &str) -> Vec<u8> {
    let text = format!(
        r#"(component
            (core module $m
                (memory (export "memory") 1)
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
                (func (export "eval") (param i32 i32) (result i32) {eval})
                (func (export "exec") (param i32 i32) (result i32) unreachable))
            (core instance $i (instantiate $m))
            (func (export "eval") (param "expression" string) (result (result string (error string)))
                (canon lift (core func $i "eval") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
            (func (export "exec") (param "statements" string) (result (result (error string)))
                (canon lift (core func $i "exec") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))"#
    );
    wat::parse_str(text).expect("valid text")
}

#[tokio::test]
async fn a_guest_that_breaks_the_contract_ends_only_its_session() {
    let engine = Engine::builder().sessions(1).no_cache().build().expect("an engine");
    for (what, eval) in [
        ("a trap", "unreachable"),
        ("a result outside memory", "i32.const -4"),
        (
            "a string outside memory",
            "(i32.store8 (i32.const 0) (i32.const 0)) (i32.store (i32.const 4) (i32.const 65000)) (i32.store (i32.const 8) (i32.const 65000)) i32.const 0",
        ),
        (
            "a string that isn't UTF-8",
            "(i32.store (i32.const 4) (i32.const 16)) (i32.store (i32.const 8) (i32.const 1)) (i32.store8 (i32.const 16) (i32.const 255)) i32.const 0",
        ),
        ("an unknown case", "(i32.store8 (i32.const 0) (i32.const 9)) i32.const 0"),
    ] {
        let sandbox = engine.load_bytes(hostile(eval)).expect("the right exports");
        let mut session = sandbox.session().start().await.expect("a session");
        let error = session.eval_json("1").await.expect_err(what);
        assert!(matches!(error, Error::Trap { .. }), "{what}: {error:?}");
        assert!(!error.to_string().contains('\n'), "{what}: {error}");
        assert!(session.ended().is_some(), "{what}");
    }
}

#[tokio::test]
async fn a_result_that_isnt_json_is_told() {
    let engine = Engine::builder().sessions(1).no_cache().build().expect("an engine");
    let eval = "(i32.store (i32.const 4) (i32.const 16)) (i32.store (i32.const 8) (i32.const 1)) (i32.store8 (i32.const 16) (i32.const 42)) i32.const 0";
    let sandbox = engine.load_bytes(hostile(eval)).expect("the right exports");
    let mut session = sandbox.session().start().await.expect("a session");
    let error = session.eval::<serde_json::Value>("1").await.expect_err("`*` isn't JSON");
    assert!(matches!(error, Error::Value(_)), "{error:?}");
}
