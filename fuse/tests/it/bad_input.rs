//! What can't be fused: one sentence each.

use component_fuse::{Error, Fuse};

use crate::{component, python, refused};

/// A component of two modules, the second of which calls the first; both have more in them.
fn pair(first: &str, second: &str) -> Vec<u8> {
    component(&format!(
        r#"(component
            (core module $first (func (export "f") (result i32) (i32.const 1)) {first})
            (core instance $first (instantiate $first))
            (core module $second (import "first" "f" (func $f (result i32))) {second})
            (core instance $second (instantiate $second (with "first" (instance $first))))
            (func (export "run") (result u32) (canon lift (core func $second "run"))))"#
    ))
}

/// A function that is exported, and calls the other module.
const RUN: &str = r#"(func (export "run") (result i32) (call $f))"#;

#[test]
fn no_webassembly() {
    for bytes in [&b""[..], b"\0as", b"2 + 2\n"] {
        assert_eq!(
            refused(bytes),
            "it isn't a WebAssembly component: it starts with neither a component's header nor a module's"
        );
    }
}

#[test]
fn a_core_module() {
    let module = component("(module)");
    assert_eq!(refused(&module), "it is a core WebAssembly module, not a component, so there is nothing to fuse");
}

#[test]
fn a_component_that_is_cut_short() {
    for length in [9, 1000, python().len() / 2, python().len() - 1] {
        let error = Fuse::new().fuse(&python()[..length]).expect_err("it isn't whole");
        assert!(matches!(error, Error::Invalid { .. }), "{length} bytes: {error}");
    }
}

#[test]
fn several_memories() {
    let text = r#"(component
        (core module $first (memory 1) (func (export "f") (result i32) (i32.load (i32.const 0))))
        (core instance $first (instantiate $first))
        (core module $second
            (import "first" "f" (func $f (result i32))) (memory 1)
            (func (export "run") (result i32) (i32.add (call $f) (i32.load (i32.const 0)))))
        (core instance $second (instantiate $second (with "first" (instance $first))))
        (func (export "run") (result u32) (canon lift (core func $second "run"))))"#;
    assert_eq!(
        refused(&component(text)),
        "its core modules use 2 memories, and only modules that share one memory can be fused"
    );
}

#[test]
fn a_core_module_from_outside_or_for_others() {
    let run = r#"(core instance $first (instantiate $first))
        (core module $second (import "first" "f" (func $f (result i32))) (func (export "run") (result i32) (call $f)))
        (core instance $second (instantiate $second (with "first" (instance $first))))
        (func (export "run") (result u32) (canon lift (core func $second "run")))"#;
    let first = r#"(core module $first (func (export "f") (result i32) (i32.const 1)))"#;
    for (text, how) in [
        (format!(r#"(import "m" (core module $first (export "f" (func (result i32))))) {run}"#), "imports"),
        (format!(r#"{first} {run} (export "m" (core module $first))"#), "exports"),
        (
            format!(
                r#"{first} {run} (component $c (import "m" (core module))) (instance (instantiate $c (with "m" (core module $first))))"#
            ),
            "passes on",
        ),
        (format!(r"{first} {run} (component (alias outer 1 $first (core module $m)))"), "gives a component within it"),
        (
            format!(
                r#"(import "i" (instance $i (export "m" (core module (export "f" (func (result i32)))))))
                   (alias export $i "m" (core module $first)) {run}"#
            ),
            "is given",
        ),
    ] {
        assert_eq!(
            refused(&component(&format!("(component {text})"))),
            format!("it {how} a core module, so its modules can't be replaced by one; link that module into it first")
        );
    }
}

#[test]
fn types_that_cant_be_merged() {
    for (declaration, what) in [
        ("(type (struct (field i32)))", "types of the garbage collection proposal"),
        ("(type (sub (func)))", "types with subtypes"),
        ("(rec (type (func)) (type (func (param i32))))", "types that are declared together"),
        ("(type $t (func)) (type (func (param (ref $t))))", "types of functions that refer to other types"),
        ("(type (shared (func)))", "shared types"),
        ("(type $t (func)) (type (cont $t))", "types of the stack switching proposal"),
    ] {
        assert_eq!(
            refused(&pair("", &format!("{declaration} {RUN}"))),
            format!("its core module `second` has {what}; expected types of functions of numbers and plain references")
        );
    }
}

#[test]
fn values_that_arent_known() {
    let get = r#"(global $g (mut funcref) (ref.func $f)) (func (export "g") (result funcref) (global.get $g))"#;
    let global = format!(r#"{get} (func (export "run") (result i32) (drop (global.get $g)) (call $f))"#);
    for (second, what) in [
        (global, "a global that holds a reference"),
        (format!("(table 3 funcref (ref.func $f)) {RUN}"), "a table full of one value"),
        (
            format!(
                "(global $r funcref (ref.null func)) (table 1 funcref) (elem (i32.const 0) funcref (global.get $r)) {RUN}"
            ),
            "an element that is computed",
        ),
    ] {
        assert_eq!(
            refused(&pair("", &second)),
            format!(
                "its core module `second` starts with {what}, and only numbers and functions are known before it runs"
            )
        );
    }
}

#[test]
fn words_that_cant_be_written() {
    const MARK: &str = r"component-fuse words 1\n\00";
    for (at, data, reason) in [
        (65500, format!(r#""{MARK}\02\00\00\00abcd\01""#), "their table ends early"),
        (65500, format!(r#""{MARK}\01\00\00\00\fd\ff\00\00abcd""#), "one is outside the memory"),
        (65400, format!(r#""{MARK}\00\00\00\00{MARK}\00\00\00\00""#), "there is more than one table of them"),
    ] {
        let data = format!(r"(data (i32.const {at}) {data})");
        let second = format!(r#"(memory 1) {data} (func (export "run") (result i32) (i32.load (call $f)))"#);
        assert_eq!(
            refused(&pair("", &second)),
            format!("it asks for words in the memory that its instances start with, but {reason}")
        );
    }
}

#[test]
fn segments_that_dont_fit() {
    for (second, what) in [
        (format!(r"(table 3 funcref) (elem (i32.const 2) $f $f) {RUN}"), "element"),
        (format!(r"(table 3 funcref) (elem (i32.const -1) $f $f) {RUN}"), "element"),
        (
            r#"(memory 1) (data (i32.const 65535) "ab") (func (export "run") (result i32) (i32.load (call $f)))"#
                .to_owned(),
            "data",
        ),
    ] {
        assert_eq!(
            refused(&pair("", &second)),
            format!("a {what} segment of its core module `second` doesn't fit, so no instance of it can be made")
        );
    }
}

#[test]
fn a_start_before_what_it_could_see() {
    let text = |second: &str| {
        format!(
            r#"(component
                (core module $first
                    (memory (export "memory") 1) (table (export "table") 2 funcref) (elem (i32.const 0) $start)
                    (func $start (i32.store (i32.const 0) (i32.const 7)))
                    (start $start))
                (core instance $first (instantiate $first))
                (core module $second
                    (import "first" "memory" (memory 1)) (import "first" "table" (table 2 funcref))
                    (func $run (export "run") (result i32) (i32.load (i32.const 0)))
                    {second})
                (core instance $second (instantiate $second (with "first" (instance $first))))
                (func (export "run") (result u32) (canon lift (core func $second "run"))))"#
        )
    };
    for (second, what) in [
        (r#"(data (i32.const 0) "a")"#, "the memory"),
        ("(elem (i32.const 0) func $run)", "a table that has entries already"),
        (
            "(elem (i32.const 1) func $run) (func (table.set (i32.const 0) (ref.null func)))",
            "a table that has entries already",
        ),
    ] {
        assert_eq!(
            refused(&component(&text(second))),
            format!(
                "its core module `first` runs code as it starts, and `second` then writes {what}, an order that one module \
                 can't keep; initialise the component first, as componentize-py and Wizer do"
            )
        );
    }
}
