//! `--repl` on a guest of another language.

use std::fs;

use crate::{Done, command, run_with_input};

/// A guest whose expressions are their own values. What starts with `l`, as in `let`, is none; when that is executed,
/// it raises what it says.
const ECHO: &str = r#"(component
    (core module $m
        (memory (export "memory") 1)
        (data (i32.const 16) "SyntaxError: no expression")
        (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
        (func $answer (param $case i32) (param $text i32) (param $length i32) (result i32)
            (i32.store (i32.const 0) (local.get $case))
            (i32.store (i32.const 4) (local.get $text))
            (i32.store (i32.const 8) (local.get $length))
            (i32.const 0))
        (func (export "eval") (param $text i32) (param $length i32) (result i32)
            (if (result i32) (i32.eq (i32.load8_u (local.get $text)) (i32.const 108))
                (then (call $answer (i32.const 1) (i32.const 16) (i32.const 26)))
                (else (call $answer (i32.const 0) (local.get $text) (local.get $length)))))
        (func (export "exec") (param $text i32) (param $length i32) (result i32)
            (call $answer (i32.const 1) (local.get $text) (local.get $length))))
    (core instance $i (instantiate $m))
    (func (export "eval") (param "expression" string) (result (result string (error string)))
        (canon lift (core func $i "eval") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
    (func (export "exec") (param "statements" string) (result (result (error string)))
        (canon lift (core func $i "exec") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))"#;

#[test]
fn brackets_tell_whether_input_is_complete() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    fs::write(folder.path().join("echo.wasm"), wat::parse_str(ECHO).expect("valid text")).expect("a temporary file");
    let mut repl = command(&["--repl", "--cache", "cache", "echo.wasm"]);
    repl.current_dir(folder.path());
    let done = run_with_input(repl, b"[1,\n2]\nnull\n\"(\"\nlet x = {\n}\n[3\n\n4");
    let expected =
        Done { status: Some(0), stdout: "[1,\n2]\n\"(\"\n[3\n\n4\n".to_owned(), stderr: "let x = {\n}\n".to_owned() };
    assert_eq!(done, expected);
}
