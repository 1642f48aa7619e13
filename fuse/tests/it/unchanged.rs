//! Components that have nothing to fuse are returned as they are.

use crate::{component, fuse, fused_python};

fn is_unchanged(component: &[u8]) {
    let fused = fuse(component);
    assert_eq!((fused.modules, fused.into), (0, 0));
    assert!(fused.component == component);
}

#[test]
fn no_modules() {
    is_unchanged(&component("(component)"));
    is_unchanged(&component(r#"(component (import "f" (func $f)) (export "g" (func $f)))"#));
}

#[test]
fn one_module() {
    is_unchanged(&component(
        r#"(component
            (core module $m (memory 1) (func (export "run") (result i32) (i32.load (i32.const 0))))
            (core instance $m (instantiate $m))
            (func (export "run") (result u32) (canon lift (core func $m "run"))))"#,
    ));
}

#[test]
fn one_module_that_takes_a_core_module_from_outside() {
    is_unchanged(&component(r#"(component (import "m" (core module $m)) (core instance (instantiate $m)))"#));
}

#[test]
fn modules_of_which_one_is_used() {
    is_unchanged(&component(
        r#"(component
            (core module $unused (memory 1) (func (export "f") (result i32) (i32.load (i32.const 0))))
            (core instance (instantiate $unused))
            (core module $m (memory 1) (func (export "run") (result i32) (i32.load (i32.const 0))))
            (core instance $m (instantiate $m))
            (func (export "run") (result u32) (canon lift (core func $m "run"))))"#,
    ));
}

#[test]
fn what_is_fused_already() {
    is_unchanged(fused_python());
}
