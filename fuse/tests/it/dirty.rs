//! Pages that instances write to when they are called first.

use component_fuse::{Error, Fuse};
use wasmtime::component::Val;

use crate::memory::with_memory;
use crate::pool::Running as Guest;
use crate::run::{Running, observe};
use crate::shapes::library;
use crate::{fused_python, optimized_python, python};

const RUN: &str = r#"(func (export "run") (param i32) (result i32) (i32.load (local.get 0)))"#;

#[test]
fn they_hold_what_they_held() {
    // The first and the last byte of a page, a page of zeros, and one that is listed twice.
    let data = r#"(data (i32.const 4095) "\ff\01") (data (i32.const 32768) "\fe")"#;
    let bytes = library(data, "", RUN, "");
    let dirty = Fuse::new().dirty([8, 0, 1, 15, 0]).fuse(&bytes).expect("it can be fused");
    let arguments = [4094, 32768, 61440];
    assert_eq!(observe(&dirty, &arguments), observe(&bytes, &arguments));
    let mut running = Running::start(&dirty).expect("an instance");
    assert_eq!(running.call("run", &[Val::U32(4094)]), Ok(Val::U32(0x0001_ff00)));
    assert!(dirty != Fuse::new().fuse(&bytes).expect("it can be fused"), "there is code that writes to them");
}

#[test]
fn a_start_function_comes_after() {
    let start = r"(func $start (i32.store8 (i32.const 8192) (i32.const 7))) (start $start)";
    let bytes = library(r#"(data (i32.const 8192) "\05")"#, "", &format!("{RUN} {start}"), "");
    let dirty = Fuse::new().dirty([2]).fuse(&bytes).expect("it can be fused");
    assert_eq!(observe(&dirty, &[8192]), observe(&bytes, &[8192]));
}

#[test]
fn those_that_arent_there_are_refused() {
    let bytes = library("", "", RUN, "");
    for page in [16, u64::MAX / 4096, u64::MAX] {
        let error = Fuse::new().dirty([page]).fuse(&bytes).expect_err("the memory has 16 pages");
        assert!(matches!(error, Error::Dirty { page: refused } if refused == page), "{error}");
        assert!(error.to_string().contains(&page.to_string()), "{error}");
    }
}

#[test]
fn they_are_of_one_module() {
    let text = wasmprinter::print_bytes(library("", "", RUN, "")).expect("a component");
    let two = wat::parse_str(format!("(component {text} {text})")).expect("a component");
    let error = Fuse::new().dirty([0]).fuse(&two).expect_err("there are two");
    assert!(matches!(error, Error::Several { count: 2 }), "{error}");
    assert_eq!(Fuse::new().dirty([0]).fuse(b"\0asm\x0d\0\x01\0").expect("nothing to fuse"), b"\0asm\x0d\0\x01\0");
}

#[test]
fn the_python_guest_starts_from_the_same_memory() {
    let memory = |component: &[u8]| Guest::of(&with_memory(component)).memory();
    let last = Fuse::new().dirty([0, 300]).fuse(python()).expect("it can be fused");
    let expected = memory(fused_python());
    assert!(memory(&last) == expected);
    // With those that the build finds.
    assert!(memory(optimized_python()) == expected);
}
