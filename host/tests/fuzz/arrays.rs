//! Arrays: any goes in and comes out as it is, and a guest may answer with whatever it likes.

use std::fmt::Debug;
use std::sync::LazyLock;

use component_sandbox::{Array, Element, ElementType, Error, Result, Sandbox, Session};
use fuzz::fuzz;
use proptest::collection::vec;
use proptest::prelude::*;
use testing::component::arrays;

use crate::{engine, runtime};

/// Where that guest puts its answer, and the bytes of one without shape and elements.
const AT: u32 = 65536;
const RECORD: usize = 24;

/// A guest that answers with the array that it was given last or, where the expression isn't empty, with the bytes that
/// this spells, whatever they are: two letters from `a` to `p` for each.
fn speller() -> &'static Sandbox {
    static SPELLER: LazyLock<Sandbox> = LazyLock::new(|| {
        let text = format!(
            r#"(component
            (core module $m
                (memory (export "memory") 4)
                (global $free (mut i32) (i32.const 131072))
                (func (export "realloc") (param i32 i32 i32 i32) (result i32)
                    (local $at i32)
                    (local.set $at (i32.and (i32.add (global.get $free) (i32.const 15)) (i32.const -16)))
                    (global.set $free (i32.add (local.get $at) (local.get 3)))
                    (if (i32.gt_u (global.get $free) (i32.mul (memory.size) (i32.const 65536)))
                        (then (drop (memory.grow (i32.const 16)))))
                    (local.get $at))
                (func $done (param i32 i32) (result i32) (i32.store8 (i32.const 16) (i32.const 0)) (i32.const 16))
                (func $nibble (param i32) (result i32) (i32.sub (i32.load8_u (local.get 0)) (i32.const 97)))
                (func (export "get") (param $at i32) (param $length i32) (result i32)
                    (local $to i32)
                    (if (i32.eqz (local.get $length)) (then (return (i32.const 1024))))
                    (local.set $to (i32.const {AT}))
                    (local.set $length (i32.add (local.get $at) (local.get $length)))
                    (loop $l
                        (i32.store8 (local.get $to) (i32.or (i32.shl (call $nibble (local.get $at)) (i32.const 4))
                            (call $nibble (i32.add (local.get $at) (i32.const 1)))))
                        (local.set $to (i32.add (local.get $to) (i32.const 1)))
                        (local.set $at (i32.add (local.get $at) (i32.const 2)))
                        (br_if $l (i32.lt_u (local.get $at) (local.get $length))))
                    (i32.const {AT}))
                (func (export "set") (param i32 i32) (param $element i32) (param i32 i32 i32 i32) (result i32)
                    (i32.store8 (i32.const 1024) (i32.const 0)) (i32.store8 (i32.const 1028) (local.get $element))
                    (i32.store (i32.const 1032) (local.get 3)) (i32.store (i32.const 1036) (local.get 4))
                    (i32.store (i32.const 1040) (local.get 5)) (i32.store (i32.const 1044) (local.get 6))
                    (call $done (i32.const 0) (i32.const 0)))
                (export "f" (func $done)))
            (core instance $i (instantiate $m))
            (func (export "eval") (param "expression" string) (result (result string (error string)))
                (canon lift (core func $i "f") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
            (func (export "exec") (param "statements" string) (result (result (error string)))
                (canon lift (core func $i "f") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
            {})"#,
            arrays("$i")
        );
        engine().load_bytes(wat::parse_str(text).expect("valid text")).expect("it has the exports")
    });
    &SPELLER
}

async fn session() -> Session {
    speller().session().start().await.expect("a session")
}

/// What a guest answers with.
#[derive(Clone, Debug)]
struct Answer {
    is_error: u8,
    element: u8,
    shape: Vec<u64>,
    data: Vec<u8>,
    /// Numbers of the record that aren't what they should be: where the shape is, its length, and those of the elements.
    lies: Vec<(usize, u32)>,
    /// The bytes that are there.
    spelt: Option<usize>,
}

impl Answer {
    fn bytes(&self) -> Vec<u8> {
        let after = |length: usize| AT + u32::try_from(length).expect("a short answer");
        let number = |length: usize| u32::try_from(length).expect("a short answer");
        let data = RECORD + 8 * self.shape.len();
        let mut numbers = [after(RECORD), number(self.shape.len()), after(data), number(self.data.len())];
        for (index, lie) in &self.lies {
            numbers[*index] = *lie;
        }
        let mut bytes = vec![self.is_error, 0, 0, 0, self.element, 0, 0, 0];
        bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        bytes.extend(self.shape.iter().flat_map(|length| length.to_le_bytes()));
        bytes.extend(&self.data);
        bytes.truncate(self.spelt.unwrap_or(bytes.len()).max(1));
        bytes
    }

    fn expression(&self) -> String {
        let letter = |nibble: u8| char::from(b'a' + nibble);
        self.bytes().iter().flat_map(|byte| [letter(byte >> 4), letter(byte & 15)]).collect()
    }

    fn is_honest(&self) -> bool {
        self.is_error == 0 && self.lies.is_empty() && self.spelt.is_none()
    }
}

/// Lengths of dimensions: small ones, and those at which numbers and memory end.
fn length() -> impl Strategy<Value = u64> {
    let edges: Vec<u64> = (0..64).flat_map(|bit| [(1 << bit) - 1, 1 << bit, (1 << bit) + 1]).collect();
    prop_oneof![6 => 0..5_u64, 1 => proptest::sample::select(edges), 1 => any::<u64>()]
}

/// The bytes of an element of each type, in the order of the interface.
const SIZES: [usize; 13] = [1, 1, 2, 4, 8, 1, 2, 4, 8, 4, 8, 8, 16];

fn answer() -> impl Strategy<Value = Answer> {
    let shape = prop_oneof![8 => vec(length(), 0..5), 1 => vec(length(), 60..70), 1 => vec(Just(1_u64), 0..100)];
    let element = prop_oneof![20 => 0..13_u8, 1 => any::<u8>()];
    let place = prop_oneof![any::<u32>(), 0..300_000_u32, (0..64_u32).prop_map(|less| u32::MAX - less)];
    let lies = prop_oneof![3 => Just(Vec::new()), 1 => vec((0..4_usize, place), 1..4)];
    let more = prop_oneof![4 => Just(0_isize), 1 => -20..20_isize];
    let is_error = prop_oneof![20 => Just(0_u8), 1 => Just(1_u8), 1 => any::<u8>()];
    let spelt = prop_oneof![4 => Just(None), 1 => (0..200_usize).prop_map(Some)];
    (is_error, element, shape, any::<u8>(), more, lies, spelt).prop_map(
        |(is_error, element, shape, byte, more, lies, spelt)| {
            // As many bytes as the shape says, if that can be, or almost.
            let size = SIZES.get(usize::from(element)).copied().unwrap_or(8) as u64;
            let bytes = shape.iter().try_fold(size, |product, length| product.checked_mul(*length));
            let bytes = bytes.and_then(|bytes| usize::try_from(bytes).ok()).filter(|bytes| *bytes < 20_000);
            let data = vec![byte; bytes.unwrap_or(64).saturating_add_signed(more)];
            Answer { is_error, element, shape, data, lies, spelt }
        },
    )
}

/// What came of an answer is an array that is one, or an error that says so in a line.
fn check<T: Element>(answer: &Answer, result: Result<Array<T>>) -> Result<(), TestCaseError> {
    match result {
        Ok(array) => {
            prop_assert_eq!(array.shape().iter().product::<usize>(), array.data().len());
            if answer.is_honest() {
                let shape: Vec<u64> = array.shape().iter().map(|length| *length as u64).collect();
                prop_assert_eq!(&shape, &answer.shape);
                prop_assert_eq!(size_of_val(array.data()), answer.data.len());
            }
        }
        // Its text is the guest's.
        Err(Error::Guest(_)) => prop_assert!(!answer.is_honest()),
        Err(error @ (Error::Array(_) | Error::Trap { .. } | Error::Transfer { .. })) => {
            let text = error.to_string();
            prop_assert!(text.lines().count() == 1 && text.len() < 4096, "{}", text);
            // No element of a kind that there isn't, and no address outside, is the honest's.
            let is_known = usize::from(answer.element) < SIZES.len();
            prop_assert!(!(answer.is_honest() && is_known) || matches!(error, Error::Array(_)), "{}", text);
        }
        Err(error) => prop_assert!(false, "{error:?}"),
    }
    Ok(())
}

#[test]
fn any_answer_is_an_array_or_refused() {
    async fn ask<T: Element>(answer: &Answer, session: &mut Session) -> Result<(), TestCaseError> {
        if session.ended().is_some() {
            *session = self::session().await;
        }
        check(answer, session.get_array::<T>(&answer.expression()).await)
    }
    let runtime = runtime();
    fuzz("arrays", 500, &answer(), |answer| {
        runtime.block_on(async {
            let mut session = session().await;
            ask::<bool>(&answer, &mut session).await?;
            ask::<i8>(&answer, &mut session).await?;
            ask::<u16>(&answer, &mut session).await?;
            ask::<f32>(&answer, &mut session).await?;
            ask::<i64>(&answer, &mut session).await?;
            ask::<f64>(&answer, &mut session).await?;
            ask::<[f32; 2]>(&answer, &mut session).await?;
            ask::<[f64; 2]>(&answer, &mut session).await?;
            if session.ended().is_none() {
                session.exec("").await.expect("the session goes on");
            }
            Ok(())
        })
    });
}

#[test]
fn arrays_arrive_as_they_are() {
    async fn pass<T: Element + PartialEq + Debug>(
        shape: &[usize],
        data: impl Fn(usize) -> T,
    ) -> Result<(), TestCaseError> {
        let mut session = session().await;
        let length = shape.iter().product();
        let array = Array::new(shape, (0..length).map(data).collect()).expect("a small array");
        session.set_array("x", array.clone()).await.expect("it is taken");
        let found = session.get_array::<T>("").await.expect("it is given back");
        prop_assert_eq!(found, array, "{}", T::TYPE);
        let other = if T::TYPE == ElementType::Int8 {
            session.get_array::<u8>("").await.err()
        } else {
            session.get_array::<i8>("").await.err()
        };
        prop_assert!(matches!(other, Some(Error::Array(_))), "{:?}", other);
        Ok(())
    }
    let runtime = runtime();
    fuzz("given arrays", 50, &(vec(0..6_usize, 0..6), any::<u64>()), |(shape, seed)| {
        let bits = move |index: usize| seed.wrapping_mul(index as u64 + 1);
        let small = move |index: usize| bits(index).to_le_bytes()[0];
        runtime.block_on(async {
            pass(&shape, |index| small(index).is_multiple_of(2)).await?;
            pass(&shape, |index| small(index).cast_signed()).await?;
            pass(&shape, |index| i16::from(small(index)) - 128).await?;
            pass(&shape, |index| i32::from(small(index)) << 20).await?;
            pass(&shape, |index| bits(index).cast_signed()).await?;
            pass(&shape, small).await?;
            pass(&shape, |index| u16::from(small(index)) << 7).await?;
            pass(&shape, |index| u32::from(small(index)) << 24).await?;
            pass(&shape, bits).await?;
            pass(&shape, |index| f32::from(small(index)) / 3.0).await?;
            pass(&shape, |index| f64::from(small(index)) / 3.0).await?;
            pass(&shape, |index| [f32::from(small(index)), -0.5]).await?;
            pass(&shape, |index| [f64::from(small(index)), f64::INFINITY]).await
        })
    });
}
