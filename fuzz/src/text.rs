//! Texts in some language: pieces of it in any order, deep nesting, and changes to texts that are right.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::{Change, changed};

/// What breaks those who read text without care.
const ODD: &[&str] = &[
    "\0",
    "\u{feff}",
    "\u{2028}",
    "\u{202e}",
    "\r",
    "\x0c",
    "\x1a",
    "\u{fffd}",
    "é",
    "😀",
    "𝕏",
    "\\ud800",
    "\\",
    "\"",
    "'",
    "\t",
    "\n",
    "\u{85}",
    "\u{7f}",
    "9999999999999999999999",
];

/// Texts of a language, given its words, what nests in it (what opens and what closes), and texts that are right.
pub fn text(
    words: &'static [&'static str],
    nested: &'static [(&'static str, &'static str)],
    right: Vec<String>,
) -> impl Strategy<Value = String> {
    let word = prop_oneof![8 => select(words), 1 => select(ODD)];
    let piece = prop_oneof![
        word.clone().prop_map(str::to_owned),
        "[a-z]{1,3}",
        (0..1000_i32).prop_map(|number| number.to_string()),
    ];
    let words = vec((piece.clone(), select(&["", " ", " ", "\n", "\n    "][..])), 0..30)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(piece, space)| [piece, space.to_owned()]).collect::<String>());
    let deep =
        (select(nested), 1..6_u32, any::<bool>(), piece.clone()).prop_map(|((open, close), power, whole, inner)| {
            // Some hundred thousand at most: deeper than any stack, and still a moment's work.
            let depth = 11_usize.pow(power);
            let close = if whole { close.repeat(depth) } else { String::new() };
            open.repeat(depth) + &inner + &close
        });
    let change = (any::<Index>(), 0..12_usize, piece)
        .prop_map(|(at, length, new)| Change::Replace(at, length, new.into_bytes()));
    let changes = prop_oneof![3 => vec(change, 1..4), 1 => crate::bytes()];
    let nearly = (select(right), changes)
        .prop_map(|(right, changes)| String::from_utf8_lossy(&changed(right.as_bytes(), &changes)).into_owned());
    let any_bytes = vec(any::<u8>(), 0..200).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    prop_oneof![4 => words, 1 => deep, 6 => nearly, 1 => any_bytes, 1 => any::<String>()]
}
