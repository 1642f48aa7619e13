//! Small components of many shapes, which do the same when they are fused.

use wasmtime::component::Val;

use crate::run::{Running, Seen, same};
use crate::{component, fuse};

/// What the main module of a component of dynamic libraries has: memory, table, an allocator, and a way to see the memory.
pub(crate) const MAIN: &str = r#"
    (memory (export "memory") 1)
    (global $heap (export "heap") (mut i32) (i32.const 4096))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
        (global.get $heap)
        (global.set $heap (i32.add (global.get $heap) (i32.and (i32.add (local.get 3) (i32.const 7)) (i32.const -8)))))
    (func (export "all") (result i32)
        (i32.store (i32.const 65528) (i32.const 0)) (i32.store (i32.const 65532) (i32.const 65536)) (i32.const 65528))"#;

/// A component of a main module and a library that is linked to it; `between` come other modules, `imports` are what those
/// have.
pub(crate) fn library(main: &str, between: &str, library: &str, imports: &str) -> Vec<u8> {
    component(&format!(
        r#"(component
            (core module $main {MAIN} {main})
            (core instance $main (instantiate $main))
            {between}
            (core module $library (import "main" "memory" (memory 0)) {library})
            (core instance $library (instantiate $library (with "main" (instance $main)) {imports}))
            (func (export "run") (param "n" u32) (result u32) (canon lift (core func $library "run")))
            (func (export "memory") (result (list u8))
                (canon lift (core func $main "all") (memory (core memory $main "memory")))))"#
    ))
}

fn numbers(seen: &Seen) -> Vec<u32> {
    let number = |result: &Result<Val, String>| match result {
        Ok(Val::U32(number)) => Some(*number),
        _ => None,
    };
    seen.results.iter().filter_map(number).collect()
}

#[test]
fn words_that_it_asks_for() {
    // At 2048 the table: the byte that `run` loads, and one beside it.
    let table = r#"(data (i32.const 2048) "component-fuse words 1\n\00\02\00\00\00\00\10\00\00abcd\fc\0f\00\00efgh")"#;
    let run = r#"(func (export "run") (param i32) (result i32) (i32.load (local.get 0)))"#;
    let fused = fuse(&library(table, "", run, "")).component;
    let mut running = Running::start(&fused).expect("an instance");
    let word = |bytes: &[u8; 4]| Ok(Val::U32(u32::from_le_bytes(*bytes)));
    for (address, bytes) in
        [(4096, b"abcd"), (4092, b"efgh"), (4100, b"\0\0\0\0"), (2048, b"\0\0\0\0"), (2092, b"\0\0\0\0")]
    {
        assert_eq!(running.call("run", &[Val::U32(address)]), word(bytes), "{address}");
    }
}

#[test]
fn addresses_from_globals() {
    let bytes = library(
        r#"(table (export "table") 4 funcref)
           (global (export "table_base") i32 (i32.const 1)) (global (export "memory_base") i32 (i32.const 1024))
           (global (export "got") (mut i32) (i32.const 2))"#,
        "",
        r#"(import "main" "table" (table 0 funcref))
           (import "main" "table_base" (global $table_base i32)) (import "main" "memory_base" (global $base i32))
           (import "main" "got" (global $got (mut i32)))
           (global $own i32 (i32.add (global.get $base) (i32.const 4)))
           (type $f (func (param i32) (result i32)))
           (elem (global.get $table_base) $one $double)
           (data (global.get $base) "\01\00\00\00\02\00\00\00")
           (data (i32.add (global.get $base) (i32.const 8)) "\09")
           (func $one (type $f) (i32.const 1))
           (func $double (type $f) (i32.mul (local.get 0) (i32.load (global.get $own))))
           (func (export "run") (type $f)
               (i32.add (call_indirect (type $f) (local.get 0) (global.get $got))
                        (call_indirect (type $f) (local.get 0) (global.get $table_base))))"#,
        "",
    );
    let (seen, fused) = same(&bytes, &[0, 5]);
    assert_eq!(numbers(&seen), [1, 11]);
    let text = printed(&fused);
    assert!(!text.contains("global.get"), "nothing sets them: {text}");
}

#[test]
fn globals_that_are_set_stay_shared() {
    let bytes = library(
        r#"(global (export "counter") (mut i64) (i64.const 40)) (global (export "never") (mut f64) (f64.const 0.5))
           (func (export "count") (result i64) (global.get 1))"#,
        "",
        r#"(import "main" "counter" (global $counter (mut i64))) (import "main" "never" (global $never (mut f64)))
           (import "main" "count" (func $count (result i64)))
           (func (export "run") (param i32) (result i32)
               (global.set $counter (i64.add (global.get $counter) (i64.extend_i32_u (local.get 0))))
               (i32.add (i32.wrap_i64 (call $count)) (i32.trunc_f64_u (f64.mul (global.get $never) (f64.const 8)))))
           (func (export "unreached") (global.set $never (f64.const 1)))"#,
        "",
    );
    let (seen, fused) = same(&bytes, &[2, 3]);
    assert_eq!(numbers(&seen), [46, 49]);
    assert!(!printed(&fused).contains("(mut f64)"));
}

#[test]
fn trampolines_lead_to_what_they_call() {
    let bytes = library(
        r#"(type $f (func (param i32 i32) (result i32)))
           (table (export "table") 5 funcref)
           (func (export "sub") (type $f) (call_indirect (type $f) (local.get 0) (local.get 1) (i32.const 1)))
           (func (export "far") (type $f) (call_indirect (type $f) (local.get 0) (local.get 1) (i32.const 2)))
           (func (export "swapped") (type $f) (call_indirect (type $f) (local.get 1) (local.get 0) (i32.const 1)))
           (func (export "null") (type $f) (call_indirect (type $f) (local.get 0) (local.get 1) (i32.const 4)))
           (func (export "wrong") (type $f) (call_indirect (type $f) (local.get 0) (local.get 1) (i32.const 3)))
           (func $circle (export "circle") (type $f) (call_indirect (type $f) (local.get 0) (local.get 1) (i32.const 0)))
           (elem (i32.const 0) $circle)"#,
        "",
        r#"(type $f (func (param i32 i32) (result i32)))
           (import "main" "table" (table 0 funcref))
           (import "main" "sub" (func $sub (type $f))) (import "main" "far" (func $far (type $f)))
           (import "main" "swapped" (func $swapped (type $f))) (import "main" "null" (func $null (type $f)))
           (import "main" "wrong" (func $wrong (type $f))) (import "main" "circle" (func $circle (type $f)))
           (elem (i32.const 1) func $do $sub $other)
           (func $do (type $f) (i32.sub (local.get 0) (local.get 1)))
           (func $other (param i32) (result i32) (local.get 0))
           (func (export "run") (param i32) (result i32)
               (if (i32.eq (local.get 0) (i32.const 1)) (then (drop (call $null (i32.const 1) (i32.const 2)))))
               (if (i32.eq (local.get 0) (i32.const 2)) (then (drop (call $wrong (i32.const 1) (i32.const 2)))))
               (if (i32.eq (local.get 0) (i32.const 3)) (then (drop (call $circle (i32.const 1) (i32.const 2)))))
               (i32.add (i32.mul (call $far (i32.const 9) (i32.const 2)) (i32.const 1000))
                        (call $swapped (i32.const 0) (call $sub (local.get 0) (i32.const 1)))))"#,
        "",
    );
    assert_eq!(numbers(&same(&bytes, &[0]).0), [6999]);
    for (argument, trap) in [
        (1, "wasm trap: uninitialized element"),
        (2, "wasm trap: indirect call type mismatch"),
        (3, "wasm trap: call stack exhausted"),
    ] {
        let (seen, _) = same(&bytes, &[argument]);
        assert_eq!(seen.results, [Err(trap.to_owned())]);
    }
}

#[test]
fn a_table_that_code_writes_to_keeps_its_trampolines() {
    let bytes = library(
        r#"(type $f (func (result i32))) (table (export "table") 2 4 funcref)
           (func $one (result i32) (i32.const 1)) (func $two (result i32) (i32.const 2))
           (elem (i32.const 0) $one) (elem declare func $two)
           (func (export "jump") (type $f) (call_indirect (type $f) (i32.const 0)))
           (func (export "change") (table.set (i32.const 0) (ref.func $two)))
           (func (export "grow") (result i32) (table.grow (ref.null func) (i32.const 1)))"#,
        "",
        r#"(import "main" "table" (table 0 funcref)) (import "main" "jump" (func $jump (result i32)))
           (import "main" "change" (func $change)) (import "main" "grow" (func $grow (result i32)))
           (func (export "run") (param i32) (result i32) (local $before i32)
               (local.set $before (call $jump))
               (if (local.get 0) (then (call $change)))
               (i32.add (i32.mul (call $jump) (i32.const 10)) (i32.add (local.get $before) (i32.mul (call $grow) (i32.const 100)))))"#,
        "",
    );
    let (seen, _) = same(&bytes, &[0, 1, 0, 0]);
    assert_eq!(numbers(&seen), [211, 321, 22_u32.wrapping_sub(100), 22_u32.wrapping_sub(100)]);
}

#[test]
fn segments_that_code_uses() {
    let bytes = library(
        r#"(table $t 3 funcref) (func $a (result i32) (i32.const 11)) (func $b (result i32) (i32.const 22))
           (data $first "0123456789") (data $active (i32.const 100) "active") (elem $first func $a $b)
           (elem $nulls funcref (ref.func $b) (ref.null func)) (elem $active (i32.const 2) func $b)
           (func (export "copy") (param i32) (memory.init $first (local.get 0) (i32.const 3) (i32.const 4)))
           (func (export "drop") (data.drop $first) (elem.drop $first))
           (func (export "empty") (memory.init $active (i32.const 0) (i32.const 0) (i32.const 0)))
           (func (export "gone") (memory.init $active (i32.const 0) (i32.const 0) (i32.const 1)))
           (func (export "functions") (result i32)
               (table.init $t $first (i32.const 0) (i32.const 0) (i32.const 2))
               (table.init $t $nulls (i32.const 1) (i32.const 1) (i32.const 1))
               (i32.add (call_indirect (result i32) (i32.const 0)) (ref.is_null (table.get $t (i32.const 1)))))"#,
        "",
        r#"(import "main" "copy" (func $copy (param i32))) (import "main" "drop" (func $drop))
           (import "main" "empty" (func $empty)) (import "main" "gone" (func $gone))
           (import "main" "functions" (func $functions (result i32)))
           (data $own "abcdef")
           (func (export "run") (param i32) (result i32)
               (call $empty)
               (if (i32.eq (local.get 0) (i32.const 1)) (then (call $drop)))
               (if (i32.eq (local.get 0) (i32.const 2)) (then (call $gone)))
               (memory.init $own (i32.const 300) (i32.const 1) (i32.const 2))
               (call $copy (i32.const 200))
               (i32.add (call $functions) (i32.load (i32.const 200))))"#,
        "",
    );
    let (seen, _) = same(&bytes, &[0]);
    assert_eq!(numbers(&seen), [12 + u32::from_le_bytes(*b"3456")]);
    for argument in [1, 2] {
        let (seen, _) = same(&bytes, &[argument]);
        assert_eq!(seen.results, [Err("wasm trap: out of bounds memory access".to_owned())]);
    }
}

#[test]
fn start_functions_run_in_their_order() {
    let bytes = library(
        r#"(func (export "add") (param i32) (i32.store8 (global.get $heap) (local.get 0))
               (global.set $heap (i32.add (global.get $heap) (i32.const 1))))
           (func $start (global.set $heap (i32.const 8000)))
           (start $start)"#,
        r#"(core module $a (import "main" "add" (func $add (param i32)))
               (func $start (call $add (i32.const 65)) (call $add (i32.const 66))) (start $start))
           (core instance (instantiate $a (with "main" (instance $main))))"#,
        r#"(import "main" "add" (func $add (param i32))) (import "main" "heap" (global $heap (mut i32)))
           (func $start (call $add (i32.const 67)))
           (start $start)
           (func (export "run") (param i32) (result i32)
               (call $add (local.get 0)) (i32.load (i32.sub (global.get $heap) (i32.const 4))))"#,
        "",
    );
    let (seen, _) = same(&bytes, &[68]);
    assert_eq!(numbers(&seen), [u32::from_le_bytes(*b"ABCD")]);
}

#[test]
fn the_memory_grows_as_before() {
    let bytes = library(
        r#"(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))"#,
        "",
        r#"(import "main" "grow" (func $grow (param i32) (result i32)))
           (func (export "run") (param i32) (result i32)
               (i32.add (i32.mul (call $grow (local.get 0)) (i32.const 1000)) (memory.size)))"#,
        "",
    );
    let (seen, _) = same(&bytes, &[0, 2, 70_000]);
    assert_eq!(numbers(&seen), [1001, 1003, 3_u32.wrapping_sub(1000)]);
}

#[test]
fn a_module_that_has_two_instances() {
    let bytes = library(
        "",
        r#"(core module $counter (global $n (mut i32) (i32.const 0))
               (func (export "next") (result i32)
                   (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n)))
           (core instance $a (instantiate $counter)) (core instance $b (instantiate $counter))"#,
        r#"(import "a" "next" (func $a (result i32))) (import "b" "next" (func $b (result i32)))
           (func (export "run") (param i32) (result i32)
               (if (local.get 0) (then (drop (call $a))))
               (i32.add (i32.mul (call $a) (i32.const 10)) (call $b)))"#,
        r#"(with "a" (instance $a)) (with "b" (instance $b))"#,
    );
    assert_eq!(numbers(&same(&bytes, &[0, 1, 0]).0), [11, 32, 43]);
}

#[test]
fn tags_and_what_catches_them() {
    let bytes = library(
        r#"(tag $t (export "tag") (param i32)) (func (export "throw") (param i32) (throw $t (local.get 0)))"#,
        "",
        r#"(import "main" "tag" (tag $t (param i32))) (import "main" "throw" (func $throw (param i32)))
           (func (export "run") (param i32) (result i32)
               (block $caught (result i32)
                   (try_table (catch $t $caught) (call $throw (local.get 0)))
                   (i32.const 0)))"#,
        "",
    );
    // The engine of these tests runs no exceptions; the result was checked to be valid.
    let text = printed(&fuse(&bytes).component);
    assert_eq!((text.matches("tag").count() > 0, text.matches("throw").count() > 0), (true, true), "{text}");
}

#[test]
fn a_component_that_exports_nothing() {
    let bytes = component(
        r#"(component
            (import "number" (func $number (param "n" u32) (result u32)))
            (core func $number (canon lower (func $number)))
            (core module $a (memory (export "memory") 1))
            (core instance $a (instantiate $a))
            (core module $b (import "a" "memory" (memory 1)) (import "" "number" (func $number (param i32) (result i32)))
                (func $start (i32.store (i32.const 0) (call $number (i32.const 3)))) (start $start))
            (core instance (instantiate $b (with "a" (instance $a)) (with "" (instance (export "number" (func $number)))))))"#,
    );
    let fused = fuse(&bytes);
    assert_eq!((fused.modules, fused.into), (2, 1));
    let running = Running::start(&fused.component).expect("an instance");
    assert_eq!(running.store.into_data(), ["number 3"]);
}

#[test]
fn names_and_producers_stay() {
    let bytes = library(
        "",
        "",
        r#"(func $helper (param i32) (result i32) (local.get 0))
        (func $run (export "run") (param i32) (result i32) (call $helper (local.get 0)))
        (@producers (language "C" "23"))"#,
        "",
    );
    let fused = fuse(&bytes).component;
    let text = printed(&fused);
    for expected in ["$helper", "$run", r#"(language "C" "23")"#, r#"(processed-by "component-fuse""#] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    let text = printed(&component_fuse::Fuse::new().names(false).fuse(&bytes).expect("it can be fused"));
    assert!(!text.contains("$helper"), "{text}");
}

pub(crate) fn printed(component: &[u8]) -> String {
    wasmprinter::print_bytes(component).expect("a valid component")
}
