//! Components of the world `sandbox`: those that `./build.sh` makes, and small ones in text.

use std::path::{Path, PathBuf};

/// A component that `./build.sh` makes.
///
/// # Panics
///
/// Where it hasn't been made.
#[must_use]
pub fn dist(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist").join(name);
    assert!(path.exists(), "dist/{name} is missing; run ./build.sh, or ./build.sh test for other guests than Python's");
    path
}

/// A small component that exports the world and answers `7` to everything.
///
/// # Panics
///
/// Never: its text is valid.
#[must_use]
pub fn seven() -> Vec<u8> {
    wat::parse_str(
        r#"(component
            (core module $m
                (memory (export "memory") 1)
                (data (i32.const 4) "\10\00\00\00\01\00\00\00\00\00\00\007")
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
                (func (export "f") (param i32 i32) (result i32) i32.const 0))
            (core instance $i (instantiate $m))
            (func (export "eval") (param "expression" string) (result (result string (error string)))
                (canon lift (core func $i "f") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
            (func (export "exec") (param "statements" string) (result (result (error string)))
                (canon lift (core func $i "f") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))"#,
    )
    .expect("valid text")
}

/// The text of a component whose `eval` has another type, which needs these types; each call of it traps.
#[must_use]
pub fn with_eval(types: &str, parameters: &str, result: &str) -> String {
    format!(
        r#"(component {types}
            (core module $m
                (memory (export "memory") 1)
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable)
                (func (export "eval") (param i32 i32) (result i32) unreachable)
                (func (export "exec") (param i32 i32) (result i32) unreachable))
            (core instance $i (instantiate $m))
            (func (export "eval") {parameters} (result {result})
                (canon lift (core func $i "eval") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
            (func (export "exec") (param "statements" string) (result (result (error string)))
                (canon lift (core func $i "exec") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))"#
    )
}

/// The part of a component's text that exports the interface `arrays`: the functions `get` and `set` of its core instance
/// `$i`, which exports `realloc`, with the memory of this core instance.
#[must_use]
pub fn arrays(memory: &str) -> String {
    let options = format!("(memory (core memory {memory} \"memory\")) (realloc (core func $i \"realloc\"))");
    format!(
        r#"
        (type $element (enum "boolean" "int8" "int16" "int32" "int64" "uint8" "uint16" "uint32" "uint64" "float32"
            "float64" "complex64" "complex128"))
        (type $array (record (field "element" $element) (field "shape" (list u64)) (field "data" (list u8))))
        (func $set (param "name" string) (param "value" $array) (result (result (error string)))
            (canon lift (core func $i "set") {options}))
        (func $get (param "expression" string) (result (result $array (error string)))
            (canon lift (core func $i "get") {options}))
        (instance $arrays (export "element" (type $element)) (export "array" (type $array)) (export "set" (func $set))
            (export "get" (func $get)))
        (export "local:sandbox/arrays" (instance $arrays))"#
    )
}
