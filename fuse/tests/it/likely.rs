//! Calls by an index of a table, which are counted, and which look first whether they go where they likely do.

use component_fuse::{Counts, Error, Fuse};
use wasmtime::component::Val;

use crate::component;
use crate::memory::with_memory;
use crate::run::{Running, assert_same, observe};
use crate::shapes::library;

/// A table of three functions, a null, and one of another type.
const TABLE: &str = r#"
    (table (export "table") 5 5 funcref)
    (func $one (param i32) (result i32) (i32.const 1))
    (func $two (param i32) (result i32) (i32.const 2))
    (func $next (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
    (func $other (result i32) (i32.const 5))
    (elem (i32.const 0) $one $two $next) (elem (i32.const 4) $other)"#;

/// Two calls by the index that it is called with, the second by the next one.
const RUN: &str = r#"
    (import "main" "table" (table 5 funcref))
    (type $unary (func (param i32) (result i32)))
    (func (export "run") (param i32) (result i32) (local $sum i32)
        (local.set $sum (call_indirect (type $unary) (i32.const 40) (local.get 0)))
        (i32.add (local.get $sum) (call_indirect (type $unary) (i32.const 50) (i32.add (local.get 0) (i32.const 1)))))"#;

fn guest() -> Vec<u8> {
    library(TABLE, "", RUN, "")
}

fn guided(component: &[u8], calls: &[(u32, u32)]) -> Vec<u8> {
    Fuse::new().likely(calls.iter().copied()).fuse(component).unwrap_or_else(|error| panic!("{error}"))
}

/// Where the calls of one instance went, unless it traps.
pub(crate) fn counts(component: &[u8], arguments: &[u32]) -> Option<Counts> {
    let counted = Fuse::new().count_calls().fuse(component).expect("it can be fused");
    let mut running = Running::start(&with_memory(&counted)).ok()?;
    for argument in arguments {
        running.call("run", &[Val::U32(*argument)]).ok()?;
    }
    let Ok(Val::List(memory)) = running.call("whole-memory", &[]) else { panic!("it has a memory") };
    let byte = |value: &Val| if let Val::U8(byte) = value { *byte } else { panic!("a byte") };
    let mut counts = Counts::new();
    assert!(counts.add(&memory.iter().map(byte).collect::<Vec<_>>()), "it counts");
    Some(counts)
}

#[test]
fn wherever_they_go_they_do_the_same() {
    let guest = guest();
    // Through the ends of the table, a null and a function of another type.
    for calls in [&[(0, 0)][..], &[(1, 2)], &[(0, 2), (0, 1), (0, 0), (1, 1)], &[(0, 1), (0, 1)]] {
        let guided = guided(&guest, calls);
        assert!(guided != Fuse::new().fuse(&guest).expect("it can be fused"), "{calls:?} changes something");
        for index in [0, 1, 2, 3, 4, 5, u32::MAX] {
            assert_same(&observe(&guest, &[index]), &observe(&guided, &[index]));
        }
        let mut running = Running::start(&guided).expect("an instance");
        assert_eq!(running.call("run", &[Val::U32(0)]), Ok(Val::U32(3)));
        assert_eq!(running.call("run", &[Val::U32(1)]), Ok(Val::U32(53)));
    }
}

#[test]
fn they_are_counted() {
    let guest = guest();
    let counts = counts(&guest, &[1, 0, 0, 1, 0, 0]).expect("no trap");
    assert_eq!(counts.total(), 12);
    assert_eq!(counts.likely().collect::<Vec<_>>(), [(0, 0), (0, 1), (1, 1), (1, 2)]);
    let counted = Fuse::new().count_calls().fuse(&guest).expect("it can be fused");
    for index in [0, 1, 2, u32::MAX] {
        assert_same(&observe(&guest, &[index, index]), &observe(&counted, &[index, index]));
    }
}

#[test]
fn what_goes_to_many_places_is_likely_to_go_to_none() {
    let many = r#"(table (export "table") 12 12 funcref) (func $f (param i32) (result i32) (local.get 0))
        (elem (i32.const 0) $f $f $f $f $f $f $f $f $f $f $f $f)"#;
    let run = RUN.replace("(table 5 funcref)", "(table 12 funcref)");
    let bytes = library(many, "", &run, "");
    let counts = counts(&bytes, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).expect("no trap");
    assert_eq!((counts.total(), counts.likely().count()), (22, 0));
}

#[test]
fn a_memory_of_64_bits_has_counts() {
    let main = r#"module $main (memory (export "memory") i64 1) (table (export "table") 1 1 funcref)
        (func $f (result i32) (i32.const 7)) (elem (i32.const 0) $f)"#;
    let library = r#"module $library (import "main" "memory" (memory i64 1)) (import "main" "table" (table 1 funcref))
        (func (export "run") (param i32) (result i32) (i64.store (i64.const 8) (i64.const 1))
            (call_indirect (result i32) (i32.const 0)))
        (func (export "word") (param i32) (result i32)
            (i32.load (i64.extend_i32_u (local.get 0))))"#;
    let bytes = component(&format!(
        r#"(component (core {main}) (core instance $main (instantiate $main))
            (core {library}) (core instance $library (instantiate $library (with "main" (instance $main))))
            (func (export "run") (param "n" u32) (result u32) (canon lift (core func $library "run")))
            (func (export "word") (param "n" u32) (result u32) (canon lift (core func $library "word"))))"#
    ));
    let counted = Fuse::new().count_calls().fuse(&bytes).expect("it can be fused");
    let mut running = Running::start(&counted).expect("an instance");
    for _ in 0..3 {
        assert_eq!(running.call("run", &[Val::U32(0)]), Ok(Val::U32(7)));
    }
    let mut memory = vec![0; 1 << 16];
    for address in (1 << 16..(1 << 16) + 104).step_by(4) {
        let Ok(Val::U32(word)) = running.call("word", &[Val::U32(address)]) else { panic!("a word") };
        memory.extend(word.to_le_bytes());
    }
    let mut counts = Counts::new();
    assert!(counts.add(&memory));
    assert_eq!((counts.total(), counts.likely().collect()), (3, vec![(0, 0)]));
}

#[test]
fn calls_that_arent_there_are_refused() {
    let guest = guest();
    // No such call, a null, one of another type, and one beyond the end.
    for (call, entry) in [(2, 0), (u32::MAX, 0), (0, 3), (0, 4), (1, 5)] {
        let error = Fuse::new().likely([(0, 0), (call, entry)]).fuse(&guest).expect_err("it can't go there");
        let is_that = matches!(error, Error::Likely { call: c, entry: e } if (c, e) == (call, entry));
        assert!(is_that && error.to_string().contains(&format!("call {call} ")), "{error}");
    }
}

#[test]
fn a_table_that_code_writes_to_is_left_alone() {
    let writes = RUN.replace("(local.set $sum", "(table.set (i32.const 0) (table.get (i32.const 1))) (local.set $sum");
    let bytes = library(TABLE, "", &writes, "");
    let error = Fuse::new().likely([(0, 0)]).fuse(&bytes).expect_err("nobody knows where it goes");
    assert!(matches!(error, Error::Likely { call: 0, entry: 0 }), "{error}");
    let counts = counts(&bytes, &[0, 1]).expect("no trap");
    assert_eq!(counts, Counts::new());
}

#[test]
fn counts_need_room() {
    let text = wasmprinter::print_bytes(guest()).expect("a component");
    let (full, none) = (text.replace("(memory (;0;) 1)", "(memory (;0;) 65536)"), "(memory (;0;) 65536)");
    assert!(full.contains(none), "{full}");
    let error = Fuse::new().count_calls().fuse(&component(&full)).expect_err("all addresses are taken");
    assert!(matches!(error, Error::Counts { bytes: 104 }), "{error}");
}

#[test]
fn they_are_of_one_module() {
    let text = wasmprinter::print_bytes(guest()).expect("a component");
    let two = component(&format!("(component {text} {text})"));
    for fuse in [Fuse::new().likely([(0, 0)]), Fuse::new().count_calls()] {
        let error = fuse.fuse(&two).expect_err("there are two");
        assert!(matches!(error, Error::Several { count: 2 }), "{error}");
    }
}

/// The last that is said of them holds.
#[test]
fn what_is_said_last_holds() {
    let guest = guest();
    let fuse = |fuse: Fuse| fuse.fuse(&guest).expect("it can be fused");
    assert!(fuse(Fuse::new().count_calls().likely([])) == fuse(Fuse::new()));
    assert!(fuse(Fuse::new().likely([(0, 0)]).count_calls()) == fuse(Fuse::new().count_calls()));
}
