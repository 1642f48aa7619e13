//! A component whose types and imports need functions that the fused module defines.

use wasmtime::component::Val;

use crate::component;
use crate::run::{Running, same};
use crate::shapes::{MAIN, printed};

/// A component whose resource has a destructor, and whose imports use its memory: both go through a shim.
const RESOURCE: &str = r#"(component
    (import "number" (func $number (param "n" u32) (result u32)))
    (import "reverse" (func $reverse (param "bytes" (list u8)) (result (list u8))))
    (core module $shim
        (table (export "$imports") 2 2 funcref)
        (func (export "0") (param i32) (call_indirect (param i32) (local.get 0) (i32.const 0)))
        (func (export "1") (param i32 i32 i32)
            (call_indirect (param i32 i32 i32) (local.get 0) (local.get 1) (local.get 2) (i32.const 1))))
    (core instance $shim (instantiate $shim))
    (type $thing (resource (rep i32) (dtor (core func $shim "0"))))
    (core func $new (canon resource.new $thing))
    (core func $drop (canon resource.drop $thing))
    (core func $number (canon lower (func $number)))
    (core module $main MAIN
        (global $dropped (mut i32) (i32.const 0))
        (func (export "dtor") (param i32) (global.set $dropped (i32.add (global.get $dropped) (local.get 0))))
        (func (export "dropped") (result i32) (global.get $dropped)))
    (core instance $main (instantiate $main))
    (core module $library
        (import "main" "memory" (memory 1))
        (import "env" "new" (func $new (param i32) (result i32)))
        (import "env" "drop" (func $drop (param i32)))
        (import "env" "number" (func $number (param i32) (result i32)))
        (import "env" "reverse" (func $reverse (param i32 i32 i32)))
        (import "main" "dropped" (func $dropped (result i32)))
        (data (i32.const 16) "abcd")
        (func (export "make") (param i32) (result i32) (call $new (i32.add (local.get 0) (i32.const 1))))
        (func (export "get") (param i32) (result i32) (local.get 0))
        (func (export "run") (param i32) (result i32)
            (call $drop (call $new (i32.const 1000)))
            (call $reverse (i32.const 16) (i32.const 4) (i32.const 8))
            (i32.add (call $dropped) (i32.add (call $number (local.get 0)) (i32.load (i32.load (i32.const 8)))))))
    (core instance $library (instantiate $library (with "main" (instance $main)) (with "env" (instance
        (export "new" (func $new)) (export "drop" (func $drop)) (export "number" (func $number))
        (export "reverse" (func $shim "1"))))))
    (core func $lowered (canon lower (func $reverse)
        (memory (core memory $main "memory")) (realloc (core func $main "realloc"))))
    (core module $fixup
        (import "" "0" (func $0 (param i32))) (import "" "1" (func $1 (param i32 i32 i32)))
        (import "" "$imports" (table 2 2 funcref))
        (elem (i32.const 0) func $0 $1))
    (core instance (instantiate $fixup (with "" (instance
        (export "0" (func $main "dtor")) (export "1" (func $lowered)) (export "$imports" (table $shim "$imports"))))))
    (func $make (param "start" u32) (result (own $thing)) (canon lift (core func $library "make")))
    (func $get (param "self" (borrow $thing)) (result u32) (canon lift (core func $library "get")))
    (component $named
        (import "type" (type $thing (sub resource)))
        (import "make" (func $make (param "start" u32) (result (own $thing))))
        (import "get" (func $get (param "self" (borrow $thing)) (result u32)))
        (export $named "thing" (type $thing))
        (export "[constructor]thing" (func $make) (func (param "start" u32) (result (own $named))))
        (export "[method]thing.get" (func $get) (func (param "self" (borrow $named)) (result u32))))
    (instance $things (instantiate $named
        (with "type" (type $thing)) (with "make" (func $make)) (with "get" (func $get))))
    (export "test:test/things" (instance $things))
    (func (export "run") (param "n" u32) (result u32) (canon lift (core func $library "run")))
    (func (export "memory") (result (list u8))
        (canon lift (core func $main "all") (memory (core memory $main "memory")))))"#;

#[test]
fn resources_with_destructors_and_imports_that_use_the_memory() {
    let bytes = component(&RESOURCE.replace("MAIN", MAIN));
    let (seen, fused) = same(&bytes, &[1, 2]);
    let Val::U32(_) = seen.results[0].as_ref().expect("no trap") else { panic!("{seen:?}") };
    assert_eq!(seen.host, ["reverse [97, 98, 99, 100]", "number 1", "reverse [97, 98, 99, 100]", "number 2"]);

    for component in [&bytes, &fused] {
        let mut running = Running::start(component).expect("an instance");
        let thing = running.call("test:test/things#[constructor]thing", &[Val::U32(41)]).expect("a thing");
        let got = running.call("test:test/things#[method]thing.get", std::slice::from_ref(&thing));
        assert_eq!(got, Ok(Val::U32(42)));
        let before = running.call("run", &[Val::U32(0)]);
        let Val::Resource(thing) = thing else { panic!("{thing:?}") };
        thing.resource_drop(&mut running.store).expect("it is there");
        let (Ok(Val::U32(before)), Ok(Val::U32(after))) = (before, running.call("run", &[Val::U32(0)])) else {
            panic!("it trapped")
        };
        assert_eq!(after.wrapping_sub(before), 1000 + 42, "the destructor counted it");
    }
}

#[test]
fn components_within() {
    let inner = RESOURCE.replace("MAIN", MAIN).replacen("(component", "(component $inner", 1);
    let bytes = component(&format!(
        r#"(component
            (import "number" (func $number (param "n" u32) (result u32)))
            (import "reverse" (func $reverse (param "bytes" (list u8)) (result (list u8))))
            {inner}
            (instance $i (instantiate $inner (with "number" (func $number)) (with "reverse" (func $reverse))))
            (export "run" (func $i "run")) (export "memory" (func $i "memory")))"#
    ));
    let (seen, _) = same(&bytes, &[7]);
    assert_eq!(seen.results.len(), 2);
}

/// A component whose second module imports what is made of the first one's function.
const LOOP: &str = r#"(component
    (core module $main MAIN (func (export "double") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2))))
    (core instance $main (instantiate $main))
    (func $double (param "n" u32) (result u32) (canon lift (core func $main "double")))
    (component $named (import "double" (func $double (param "n" u32) (result u32))) (export "again" (func $double)))
    (instance $named (instantiate $named (with "double" (func $double))))
    (core func $again (canon lower (func $named "again")))
    (core module $library
        (import "main" "memory" (memory 1))
        (import "" "again" (func $again (param i32) (result i32)))
        (import "main" "double" (func $double (param i32) (result i32)))
        (func (export "run") (param i32) (result i32)
            (if (i32.eq (local.get 0) (i32.const 9)) (then (return (call $again (i32.const 1)))))
            (i32.add (call $double (local.get 0)) (i32.load8_u (i32.const 0)))))
    (core instance $library (instantiate $library
        (with "main" (instance $main)) (with "" (instance (export "again" (func $again))))))
    (func (export "run") (param "n" u32) (result u32) (canon lift (core func $library "run")))
    (func (export "memory") (result (list u8))
        (canon lift (core func $main "all") (memory (core memory $main "memory")))))"#;

#[test]
fn an_import_that_is_made_of_an_export() {
    let bytes = component(&LOOP.replace("MAIN", MAIN));
    assert_eq!(same(&bytes, &[4]).0.results[0], Ok(Val::U32(8)));
    let (seen, _) = same(&bytes, &[9]);
    assert_eq!(seen.results, [Err("wasm trap: cannot enter component instance".to_owned())]);
}

#[test]
fn imports_that_use_the_memory_share_a_table_that_code_only_reads() {
    let table = r"(table 3 3 funcref) (elem (i32.const 1) func $twice)";
    assert_eq!(tables_of_the_fused_module(table), ["(table (;0;) 4 4 funcref)"]);
}

#[test]
fn imports_that_use_the_memory_leave_alone_a_table_that_code_writes_to() {
    let table = r#"(table 3 3 funcref) (elem (i32.const 1) func $twice)
        (func (export "set") (table.set (i32.const 2) (ref.null func)))"#;
    assert_eq!(tables_of_the_fused_module(table), ["(table (;0;) 3 3 funcref)", "(table (;1;) 1 1 funcref)"]);
}

/// The tables of the module that a component is fused into, of which one module has this table and calls its entry 1.
fn tables_of_the_fused_module(table: &str) -> Vec<String> {
    let calls = "(call_indirect (param i32) (result i32) (local.get 0) (i32.const 1))";
    let library = format!(
        r#"{table} (func $twice (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
        (data (i32.const 16) "abcd")"#
    );
    let text = RESOURCE.replace(r#"(data (i32.const 16) "abcd")"#, &library);
    let text = text.replace("(call $number (local.get 0))", &format!("(call $number {calls})"));
    let (seen, fused) = same(&component(&text.replace("MAIN", MAIN)), &[3]);
    assert_eq!(seen.host, ["reverse [97, 98, 99, 100]", "number 6"]);
    let text = printed(&fused);
    let module = text.split("(core module").find(|module| module.contains("i32.mul"));
    let lines = module.expect("the fused module").lines().map(str::trim);
    lines.filter(|line| line.starts_with("(table ")).map(str::to_owned).collect()
}
