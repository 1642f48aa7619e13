//! Words that a guest wants in the memory that its instances start with, because its own language can't write them there.
//!
//! The guest leaves one table anywhere in its memory, in little-endian order: [`MARK`], how many words there are as a `u32`,
//! and of each its address and its value, each a `u32`. The words are written, and the table is cleared. CPython asks so for
//! objects whose references aren't counted: a session then needn't copy the pages that they are in.

use super::image::Run;
use crate::error::{Error, Result};

/// What the table begins with.
pub(super) const MARK: &[u8] = b"component-fuse words 1\n\0";

/// A table that was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) address: u64,
    /// Its bytes, with the mark.
    pub(super) length: usize,
    /// Addresses and values.
    pub(super) words: Vec<(u64, [u8; 4])>,
}

/// Finds the table in a memory of this size, if there is one.
pub(super) fn find(image: &[Run], size: u64) -> Result<Option<Table>> {
    let mut tables = image.iter().flat_map(|run| places(&run.bytes).map(move |at| (run, at)));
    let Some((run, at)) = tables.next() else { return Ok(None) };
    if tables.next().is_some() {
        return Err(Error::Words { reason: "there is more than one table of them" });
    }
    let ends_early = Error::Words { reason: "their table ends early" };
    let body = &run.bytes[at + MARK.len()..];
    let Some((count, body)) = body.split_first_chunk() else { return Err(ends_early) };
    let length = usize::try_from(u32::from_le_bytes(*count)).ok().and_then(|count| count.checked_mul(8));
    let Some(entries) = length.and_then(|length| body.get(..length)) else { return Err(ends_early) };
    let (entries, _) = entries.as_chunks::<8>();
    let words = entries.iter().map(|&[a, b, c, d, value @ ..]| (u64::from(u32::from_le_bytes([a, b, c, d])), value));
    let words: Vec<_> = words.collect();
    if words.iter().any(|(address, _)| address + 4 > size) {
        return Err(Error::Words { reason: "one is outside the memory" });
    }
    let address = run.address + at as u64;
    Ok(Some(Table { address, length: MARK.len() + 4 + words.len() * 8, words }))
}

fn places(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    bytes.windows(MARK.len()).enumerate().filter_map(|(at, window)| (window == MARK).then_some(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(words: &[(u32, u32)], count: usize) -> Run {
        let numbers = words.iter().flat_map(|(address, value)| [*address, *value]);
        let count = u32::try_from(count).expect("few");
        let table = std::iter::once(count).chain(numbers).flat_map(u32::to_le_bytes);
        Run { address: 8192, bytes: b"xy".iter().chain(MARK).copied().chain(table).collect() }
    }

    #[test]
    fn a_table_is_found() {
        let found = find(&[run(&[(4, 7), (65532, 1 << 24)], 2)], 65536).expect("a table").expect("one");
        assert_eq!(
            found,
            Table { address: 8194, length: MARK.len() + 20, words: vec![(4, [7, 0, 0, 0]), (65532, [0, 0, 0, 1])] }
        );
        assert_eq!(find(&[Run { address: 0, bytes: MARK[1..].to_vec() }], 65536).expect("none"), None);
    }

    #[test]
    fn a_damaged_table_is_refused() {
        let reason = |runs: &[Run]| find(runs, 65536).expect_err("it is damaged").to_string();
        assert!(reason(&[run(&[(4, 7)], 2)]).contains("ends early"));
        assert!(reason(&[run(&[(4, 7)], usize::try_from(u32::MAX).expect("64 bits"))]).contains("ends early"));
        assert!(reason(&[Run { address: 0, bytes: MARK.to_vec() }]).contains("ends early"));
        assert!(reason(&[run(&[(65533, 7)], 1)]).contains("outside the memory"));
        assert!(reason(&[run(&[], 0), run(&[], 0)]).contains("more than one"));
    }
}
