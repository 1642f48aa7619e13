//! Components that can't be used: each told in one sentence.

use component_sandbox::{ComponentError, Engine, Error};
use testing::component::with_eval;

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
    let message = load_text(&with_eval("", "(param \"expression\" string)", "u32"));
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
