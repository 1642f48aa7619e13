//! Changes to bytes and texts that are right, so that what comes of them is nearly so.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

/// One change; places are relative, so that it fits whatever it is made to.
#[derive(Clone, Debug)]
pub enum Change {
    /// Puts something else in the place of a few bytes.
    Replace(Index, usize, Vec<u8>),
    /// Flips a bit.
    Flip(Index, u32),
    /// Cuts everything off.
    Cut(Index),
    /// Says something twice, or many times.
    Repeat(Index, usize, usize),
    /// Moves something elsewhere.
    Move(Index, usize, Index),
}

impl Change {
    fn make(&self, bytes: &mut Vec<u8>) {
        let end = |at: usize, length: usize, bytes: &[u8]| bytes.len().min(at + length);
        let place = |index: &Index, bytes: &[u8]| index.index(bytes.len() + 1);
        match self {
            Self::Replace(index, length, new) => {
                let at = place(index, bytes);
                let end = end(at, *length, bytes);
                bytes.splice(at..end, new.iter().copied());
            }
            Self::Flip(index, bit) if !bytes.is_empty() => {
                let at = index.index(bytes.len());
                bytes[at] ^= 1 << (bit % 8);
            }
            Self::Flip(..) => {}
            Self::Cut(index) => bytes.truncate(place(index, bytes)),
            Self::Repeat(index, length, times) => {
                let at = place(index, bytes);
                let part = bytes[at..end(at, *length, bytes)].repeat(*times);
                bytes.splice(at..at, part);
            }
            Self::Move(from, length, to) => {
                let at = place(from, bytes);
                let part: Vec<u8> = bytes.drain(at..end(at, *length, bytes)).collect();
                let to = place(to, bytes);
                bytes.splice(to..to, part);
            }
        }
    }
}

/// Bytes with some changes made to them.
#[must_use]
pub fn changed(whole: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for change in changes {
        change.make(&mut bytes);
    }
    bytes
}

/// Changes to bytes, up to four.
pub fn bytes() -> impl Strategy<Value = Vec<Change>> {
    // What formats count in: nothing, much, and all bits.
    let number = prop_oneof![Just(vec![0; 4]), Just(vec![255; 4]), any::<[u8; 4]>().prop_map(Vec::from)];
    let change = prop_oneof![
        4 => (any::<Index>(), 0..8_usize, vec(any::<u8>(), 0..8)).prop_map(|(at, n, new)| Change::Replace(at, n, new)),
        2 => (any::<Index>(), number).prop_map(|(at, new)| Change::Replace(at, 4, new)),
        4 => (any::<Index>(), any::<u32>()).prop_map(|(at, bit)| Change::Flip(at, bit)),
        1 => any::<Index>().prop_map(Change::Cut),
        1 => (any::<Index>(), 1..64_usize, 1..4_usize).prop_map(|(at, n, times)| Change::Repeat(at, n, times)),
        1 => (any::<Index>(), 1..64_usize, any::<Index>()).prop_map(|(from, n, to)| Change::Move(from, n, to)),
    ];
    vec(change, 1..5)
}
