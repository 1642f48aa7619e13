//! How often calls by an index of a table go where, as a component that counts them has it in its memory.

use std::collections::BTreeMap;

/// What the counts lie behind: this, the number of calls in the code, and four bytes of nothing.
pub(crate) const MARK: &[u8; 24] = b"component-fuse calls 1\n\0";

/// Bytes before the first call's counts.
pub(crate) const HEADER: usize = 32;

/// How many entries of the table are told apart at each call: for each, its index and one, four bytes of nothing, and how often.
pub(crate) const ENTRIES: usize = 4;

/// Bytes that each of those takes, and where in it the number is.
pub(crate) const ENTRY: usize = 16;
pub(crate) const COUNT: usize = 8;

/// Bytes of one call's counts: those entries, and how often it went to others.
pub(crate) const CALL: usize = ENTRIES * ENTRY + 8;

/// The mark is at a multiple of this, whatever size a memory's pages have.
pub(crate) const PAGE: usize = 1 << 16;

/// Of the calls that went to no likelier entry, how many have to go to one for it to be likely: one of so many.
const ONE_OF: u64 = 5;

/// How often the calls in a component's code went where, in one session or several.
///
/// The component is one that [`Fuse::count_calls`](crate::Fuse::count_calls) made, and the sessions do what those will
/// that the component is made fast for. [`Fuse::likely`](crate::Fuse::likely) takes what comes of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// By call, how often it went to which entry, or to one that wasn't told apart.
    calls: BTreeMap<u32, BTreeMap<Option<u32>, u64>>,
}

impl Counts {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what a session counted, from all that is in its memory when it is done. Returns whether there were counts.
    pub fn add(&mut self, memory: &[u8]) -> bool {
        let Some(page) = memory.chunks(PAGE).position(|page| page.starts_with(MARK)) else { return false };
        let counts = &memory[page * PAGE..];
        let (header, calls) = counts.split_at(counts.len().min(HEADER));
        for (call, counts) in (0..word(&header[MARK.len()..])).zip(calls.chunks_exact(CALL)) {
            let (entries, others) = counts.split_at(ENTRIES * ENTRY);
            for entry in entries.chunks(ENTRY) {
                // An entry that none was counted for has no index.
                if let Some(index) = word(entry).checked_sub(1) {
                    self.count(call, Some(index), long(&entry[COUNT..]));
                }
            }
            self.count(call, None, long(others));
        }
        true
    }

    fn count(&mut self, call: u32, entry: Option<u32>, times: u64) {
        if times > 0 {
            let count = self.calls.entry(call).or_default().entry(entry).or_default();
            *count = count.saturating_add(times);
        }
    }

    /// How many calls were made.
    #[must_use]
    pub fn total(&self) -> u64 {
        sum(self.calls.values().flat_map(BTreeMap::values))
    }

    /// Where calls likely go: the number of a call in the code, and an entry of its table. Entries of one call are in the
    /// order in which it is to try them: to each went at least a fifth of the calls that didn't go to those before.
    pub fn likely(&self) -> impl Iterator<Item = (u32, u32)> {
        self.calls.iter().flat_map(|(call, entries)| {
            let mut rest = sum(entries.values());
            let mut sorted: Vec<_> = entries.iter().filter_map(|(entry, count)| Some(((*entry)?, *count))).collect();
            sorted.sort_by_key(|(entry, count)| (std::cmp::Reverse(*count), *entry));
            let often = sorted.into_iter().take_while(move |(_, count)| {
                let is_often = count.saturating_mul(ONE_OF) >= rest;
                rest = rest.saturating_sub(*count);
                is_often
            });
            often.map(|(entry, _)| (*call, entry))
        })
    }
}

/// Sums what a guest may have written over, which can be anything.
fn sum<'a>(counts: impl Iterator<Item = &'a u64>) -> u64 {
    counts.fold(0, |sum, count| sum.saturating_add(*count))
}

/// The number that bytes start with; 0 where there are too few.
fn word(bytes: &[u8]) -> u32 {
    bytes.first_chunk().copied().map_or(0, u32::from_le_bytes)
}

fn long(bytes: &[u8]) -> u64 {
    bytes.first_chunk().copied().map_or(0, u64::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A memory with one page of something else, and then these counts of two calls.
    fn memory(first: &[(u32, u64)], others: u64, second: &[(u32, u64)]) -> Vec<u8> {
        let mut memory = vec![7; PAGE];
        memory.extend(MARK);
        memory.extend([2, 0, 0, 0, 0, 0, 0, 0]);
        for (entries, others) in [(first, others), (second, 0)] {
            let start = memory.len();
            for (index, count) in entries {
                memory.extend((index + 1).to_le_bytes());
                memory.extend([0; 4]);
                memory.extend(count.to_le_bytes());
            }
            memory.resize(start + ENTRIES * ENTRY, 0);
            memory.extend(others.to_le_bytes());
        }
        memory
    }

    fn likely(counts: &Counts) -> Vec<(u32, u32)> {
        counts.likely().collect()
    }

    #[test]
    fn where_a_fifth_of_the_rest_goes_is_likely() {
        let mut counts = Counts::new();
        assert!(counts.add(&memory(&[(3, 20), (0, 70), (9, 2)], 8, &[])));
        assert_eq!(counts.total(), 100);
        // Of the ten that are left, two.
        assert_eq!(likely(&counts), [(0, 0), (0, 3), (0, 9)]);
        assert!(counts.add(&memory(&[], 1, &[(5, 1)])));
        assert_eq!(likely(&counts), [(0, 0), (0, 3), (1, 5)]);
    }

    #[test]
    fn of_entries_that_are_as_likely_the_first_comes_first() {
        let mut counts = Counts::new();
        assert!(counts.add(&memory(&[(4, 1), (2, 1), (3, 1)], 0, &[])));
        assert_eq!(likely(&counts), [(0, 2), (0, 3), (0, 4)]);
    }

    #[test]
    fn a_memory_without_counts_has_none() {
        let mut counts = Counts::new();
        assert!(!counts.add(b"") && !counts.add(&vec![0; 2 * PAGE]));
        assert_eq!(counts, Counts::new());
    }

    #[test]
    fn what_a_guest_wrote_over_does_no_harm() {
        let whole = memory(&[(3, u64::MAX), (2, u64::MAX)], u64::MAX, &[(1, 1)]);
        for length in PAGE..=whole.len() {
            let mut counts = Counts::new();
            assert!(counts.add(&whole[..length]) == (length >= PAGE + MARK.len()));
            counts.add(&whole[..length]);
            assert!(counts.likely().count() <= 3);
        }
    }
}
