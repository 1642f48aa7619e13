//! Arrays that aren't what they say: shapes that lie, bytes that aren't there, and more of them than there is room for.

use component_sandbox::{ArrayError, Element, Error};
use testing::component::arrays;
use testing::memory::{forget_peak, peak};

use crate::growth::GROW;
use crate::guest::{Guest, as_error, locals_first, much, result};
use crate::host::{Host, exactly};
use crate::{Asks, Attack, CONSTANT, End, MEMORY, attack};

/// What it means that a number of the interface's enum is: `f64`.
const FLOAT64: u8 = 10;

/// A guest with arrays, whose `get` and `set` have these bodies.
fn with_arrays(get: &str, set: &str) -> Guest {
    let (get, set) = (locals_first(get), locals_first(set));
    Guest {
        more: format!(
            r#"(func (export "get") (param i32 i32) (result i32) {get})
            (func (export "set") (param i32 i32 i32 i32 i32 i32 i32) (result i32) {set})"#
        ),
        after: arrays("$libc"),
        ..Guest::default()
    }
}

/// A body that answers with an array of these elements, whose shape and bytes are at these addresses, of these lengths.
fn array(element: u8, shape: (u32, u32), data: (u32, u32)) -> String {
    format!(
        "(i32.store8 (i32.const 0) (i32.const 0)) (i32.store8 (i32.const 4) (i32.const {element}))
         (i32.store (i32.const 8) (i32.const {})) (i32.store (i32.const 12) (i32.const {}))
         (i32.store (i32.const 16) (i32.const {})) (i32.store (i32.const 20) (i32.const {})) (i32.const 0)",
        shape.0, shape.1, data.0, data.1
    )
}

/// The same with these lengths of its dimensions.
fn shaped(element: u8, shape: &[u64], data: (u32, u32)) -> String {
    let lengths = shape.iter().enumerate();
    let stores: Vec<_> =
        lengths.map(|(i, length)| format!("(i64.store (i32.const {}) (i64.const {length}))", 1024 + 8 * i)).collect();
    let length = u32::try_from(shape.len()).expect("a few dimensions");
    format!("{} {}", stores.join(" "), array(element, (1024, length), data))
}

/// A body that has done all that it was asked for.
const DONE: &str = "(i32.store8 (i32.const 0) (i32.const 0)) (i32.const 0)";

/// Room for 50 MiB, from the second page on.
const ROOM: &str = "(drop (memory.grow (i32.const 900)))";

pub(crate) fn attacks() -> Vec<Attack> {
    let get = |name, body: &str, end| Attack { asks: Asks::Array, ..Attack::new(name, &with_arrays(body, DONE), end) };
    let set = |name, guest: &Guest, end| Attack { asks: Asks::ToTakeAnArray, ..Attack::new(name, guest, end) };
    let shape = |name, shape: &[u64], bytes, end| get(name, &shaped(FLOAT64, shape, (2048, bytes)), end);
    let takes = |set: &str| with_arrays("unreachable", set);
    let realloc = |body: &str| Guest { realloc: body.to_owned(), ..takes(DONE) };
    let trap = |part| End::Call("Trap", part);
    let too_large = || End::Call("Array(TooLarge", "no memory can hold an array");
    let transfer = || End::Call("Transfer", "handed over more in one call than the limit of 32 MiB");
    let outside = "out of bounds";
    vec![
        shape("an array, honestly", &[7], 56, End::Value),
        shape("an array of no elements whose shape is huge", &[0, u64::MAX], 0, too_large()),
        shape("an array of no elements, and some bytes", &[0], 8, End::Call("Array(Bytes", "has 0 bytes, found 8")),
        shape("fewer bytes than the shape says", &[7], 55, End::Call("Array(Bytes", "has 56 bytes, found 55")),
        shape("more bytes than the shape says", &[7], 64, End::Call("Array(Bytes", "has 56 bytes, found 64")),
        shape("4 GiB by its shape", &[1 << 29], 8, End::Call("Array(Bytes", "has 4294967296 bytes, found 8")),
        shape("bytes that are 0 modulo 2 to the 64th", &[1 << 61], 0, too_large()),
        shape("elements that are 0 modulo 2 to the 64th", &[1 << 32, 1 << 32], 0, too_large()),
        shape("elements that are 7 modulo 2 to the 64th", &[7, u64::MAX, u64::MAX], 56, too_large()),
        shape("64 dimensions of the greatest length", &[u64::MAX; 64], 8, too_large()),
        shape("65 dimensions", &[1; 65], 8, End::Call("Array(Dimensions", "found 65")),
        get("elements of another type", &shaped(0, &[7], (2048, 7)), End::Call("Array(Element", "are bool")),
        get("elements of a type that there isn't", &shaped(13, &[7], (2048, 56)), trap("discriminant")),
        get("an answer that isn't there", "(i32.const -4)", trap(outside)),
        get("a shape between words", &array(FLOAT64, (1025, 1), (2048, 8)), trap("aligned")),
        get("a shape outside memory", &array(FLOAT64, (0xffff_fff0, 1), (2048, 8)), trap(outside)),
        get("bytes outside memory", &shaped(FLOAT64, &[7], (65_000, 65_000)), trap(outside)),
        get("bytes whose end overflows", &shaped(FLOAT64, &[7], (u32::MAX, u32::MAX)), trap(outside)),
        get("4 GiB of bytes", &shaped(FLOAT64, &[1 << 29], (0, u32::MAX)), trap(outside)),
        get("4 billion dimensions", &array(FLOAT64, (1024, u32::MAX), (2048, 8)), trap(outside)),
        get("4 million dimensions", &format!("{ROOM} {}", array(FLOAT64, (65536, 4 << 20), (2048, 8))), transfer()),
        get(
            "a million dimensions",
            &format!("{ROOM} {}", array(FLOAT64, (65536, 1 << 20), (2048, 8))),
            End::Call("Array(Dimensions", "found 1048576"),
        ),
        get(
            "more bytes than may be handed over",
            &format!("{ROOM} {}", shaped(FLOAT64, &[50 << 17], (65536, 50 << 20))),
            transfer(),
        ),
        get(
            "a shape and bytes that are too much together",
            &format!("{ROOM} {}", array(FLOAT64, (65536, 20 << 17), (65536, 20 << 20))),
            transfer(),
        ),
        get("an error in place of an array", &as_error(&result(16, 1)), End::Call("Guest", "7")),
        get("an array that never comes", "(loop $l (br $l)) (i32.const 0)", End::Call("Timeout", "1s")),
        get("a trap in place of an array", "unreachable", trap("unreachable")),
        set("an array is taken, honestly", &takes(DONE), End::Value),
        set("an array isn't taken", &takes("unreachable"), trap("unreachable")),
        set("an array is never taken", &takes("(loop $l (br $l)) (i32.const 0)"), End::Call("Timeout", "1s")),
        set("a place for an array outside memory", &realloc("(i32.const -65536)"), trap("beyond end of memory")),
        set("a place for an array at its end", &realloc("(i32.const 65528)"), trap("beyond end of memory")),
        set("a place for an array between words", &realloc("(i32.const 4097)"), trap("aligned")),
        set("no place for an array", &realloc("unreachable"), trap("unreachable")),
        set(
            "a place for an array that never comes",
            &realloc("(loop $l (br $l)) (i32.const 0)"),
            End::Start("Timeout", "1s"),
        ),
        set(
            "a place for an array that takes all memory",
            &realloc("(drop (memory.grow (i32.const 100000))) (drop (memory.grow (i32.const 900))) (i32.const 4096)"),
            End::Start("Memory", "the memory limit of 64 MiB is too small"),
        ),
        set(
            "an answer to an array that isn't UTF-8",
            &takes(&format!("(i32.store8 (i32.const 64) (i32.const 0xff)) {}", as_error(&result(64, 1)))),
            trap("utf-8"),
        ),
        set("an error in place of nothing", &takes(&as_error(&result(16, 1))), End::Call("Guest", "7")),
        set(
            "all memory that there is, before the limit on it is known to be enough",
            &Guest {
                before: "(core module $large (memory 2000)
                        (func $s (memory.fill (i32.const 0) (i32.const 1) (i32.const 131072000))) (start $s))
                    (core instance (instantiate $large))"
                    .to_owned(),
                eval: format!("{GROW} {}", result(16, 1)),
                ..takes(DONE)
            },
            End::Start("Memory", "the memory limit of 64 MiB is too small: the component needs at least"),
        ),
    ]
}

#[tokio::test]
async fn are_found_out() {
    attack(attacks()).await;
}

/// The memory limit of those below: a multiple of what may be handed over.
const LARGE: usize = 256 << 20;

/// What a call may hand over, less what else belongs to it.
const MOST: u32 = 31 << 20;

/// Asks for an array a few times, and looks at what the host held meanwhile.
async fn flood<T: Element>(host: &Host, name: &str, get: &str) {
    let get =
        format!("(if (i32.lt_u (memory.size) (i32.const 600)) (then (drop (memory.grow (i32.const 600))))) {get}");
    let component = with_arrays(&get, DONE).encode();
    let sandbox = host.engine().load_bytes(component).expect("the world");
    let before = forget_peak();
    let mut session = sandbox.session().memory(LARGE).start().await.expect("a session");
    let mut outcomes = Vec::new();
    for _ in 0..3 {
        outcomes.push(match session.get_array::<T>("x").await {
            Ok(array) => format!("{:?}", array.shape()),
            // Not its whole text, which would be more memory of this test's.
            Err(Error::Guest(error)) => format!("an error of {} bytes", error.kind().len()),
            Err(error) => error.to_string(),
        });
    }
    let held = session.report().memory_peak as u64;
    let grown = peak().saturating_sub(before);
    println!("{name}: {} MiB, {outcomes:?}", (grown - held.min(grown)) >> 20);
    assert!(grown < held + CONSTANT, "{name}: {} MiB beside the guest's", (grown - held) >> 20);
}

#[test]
fn of_all_that_may_be_handed_over_stay_below_the_limit_and_a_constant() {
    exactly("arrays::of_all_that_may_be_handed_over_stay_below_the_limit_and_a_constant", async {
        let host = Host::alone().await;
        let most = |element, size: u32| shaped(element, &[u64::from(MOST / size)], (65536, MOST));
        flood::<bool>(&host, "truth values", &most(0, 1)).await;
        flood::<u8>(&host, "bytes", &most(5, 1)).await;
        flood::<u16>(&host, "short numbers", &most(6, 2)).await;
        flood::<f64>(&host, "floats", &most(FLOAT64, 8)).await;
        flood::<[f32; 2]>(&host, "short complex numbers", &most(11, 8)).await;
        flood::<[f64; 2]>(&host, "complex numbers", &shaped(12, &[1 << 20], (65536, 16 << 20))).await;
        flood::<i64>(&host, "another type", &most(FLOAT64, 8)).await;
        flood::<f64>(&host, "a byte too many", &shaped(FLOAT64, &[1], (65536, MOST))).await;
        flood::<f64>(&host, "dimensions", &array(FLOAT64, (65536, MOST / 8), (2048, 8))).await;
        flood::<f64>(&host, "dimensions and bytes", &array(FLOAT64, (65536, MOST / 16), (65536, MOST / 2))).await;
        flood::<f64>(&host, "errors", &as_error(&much('x', "x", 'x'))).await;
        flood::<f64>(&host, "errors of two bytes for each", &as_error(&much('x', "\u{7f}", 'x'))).await;
    });
}

/// Arrays that are given take no more than they are, wherever the guest says that they shall be.
#[test]
fn that_are_given_stay_below_it_too() {
    exactly("arrays::that_are_given_stay_below_it_too", async {
        let host = Host::alone().await;
        let answer = as_error(&much('x', "x", 'x'));
        let same_place = "(drop (memory.grow (i32.const 600))) (i32.const 4096)";
        let new_place =
            "(i32.shl (memory.grow (i32.add (i32.shr_u (local.get 3) (i32.const 16)) (i32.const 1))) (i32.const 16))";
        for (name, realloc, set) in [
            ("in the same place", same_place, DONE),
            ("in new places", new_place, DONE),
            ("answered at length", same_place, &answer),
        ] {
            let component = Guest { realloc: realloc.to_owned(), ..with_arrays("unreachable", set) }.encode();
            let sandbox = host.engine().load_bytes(component).expect("the world");
            let before = forget_peak();
            let mut session = sandbox.session().memory(LARGE).start().await.expect("a session");
            for _ in 0..8 {
                let outcome = session.set_array("x", vec![0.5; MOST as usize / 8]).await;
                let is_told = matches!(
                    outcome,
                    Ok(()) | Err(Error::Guest(_) | Error::OutOfMemory { .. } | Error::Trap { .. } | Error::Ended(_))
                );
                assert!(is_told, "{name}: {outcome:?}");
            }
            let held = session.report().memory_peak as u64;
            let grown = peak().saturating_sub(before);
            println!("{name}: {} MiB, {:?}", (grown - held.min(grown)) >> 20, session.ended());
            assert!(grown < held + CONSTANT, "{name}: {} MiB beside the guest's", (grown - held) >> 20);
        }
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_thousand_in_a_row_leave_nothing_behind() {
    let mut host = Host::alone().await;
    for (name, get, lie) in [
        ("honest ones", shaped(FLOAT64, &[1000], (2048, 8000)), None),
        (
            "ones of too many dimensions",
            shaped(FLOAT64, &[1; 65], (2048, 8)),
            Some(ArrayError::Dimensions { found: 65 }),
        ),
    ] {
        let sandbox = host.engine().load_bytes(with_arrays(&get, DONE).encode()).expect("the world");
        host.begin();
        let mut session = sandbox.session().memory(MEMORY).start().await.expect("a session");
        for _ in 0..50_000 {
            match (session.get_array::<f64>("x").await, &lie) {
                (Ok(array), None) => assert_eq!(array.shape(), [1000]),
                (Err(Error::Array(error)), Some(lie)) => assert_eq!(error, *lie),
                (other, _) => panic!("{name}: {other:?}"),
            }
        }
        drop(session);
        assert_eq!(host.check(name).await, None);
    }
}
