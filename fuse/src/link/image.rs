//! The memory, as it is once all instances are made.

use std::collections::BTreeMap;

use wasmparser::{DataKind, MemoryType};

use super::constant::evaluate;
use super::space::{Item, Spaces};
use super::words;
use crate::error::{Error, Result};

/// Bytes of a page of the machine: what an engine maps, and copies when it is written to.
pub(crate) const PAGE: usize = 4096;

/// Pages that follow each other.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) address: u64,
    pub(crate) bytes: Vec<u8>,
}

/// Applies the active data segments of all instances in their order, and what the guest itself asks for, and
/// returns the pages that aren't zero.
pub(crate) fn of(spaces: &Spaces<'_>, memory: Item, ty: MemoryType) -> Result<Vec<Run>> {
    let size = size(ty);
    let mut pages = Pages::default();
    let mut started = None;
    for (instance, module) in spaces.instances() {
        for segment in &module.data {
            let DataKind::Active { memory_index, offset_expr } = &segment.kind else { continue };
            if spaces.of(instance).memories[*memory_index as usize] != memory {
                continue;
            }
            let offset = evaluate(spaces, instance, offset_expr, "an offset that is computed")?.offset();
            if offset.checked_add(segment.data.len() as u64).is_none_or(|end| end > size) {
                return Err(Error::OutOfBounds { module: module.name.clone(), what: "data" });
            }
            if let Some(start) = started
                && !segment.data.is_empty()
            {
                let start = spaces.module(start).name.clone();
                return Err(Error::Start { start, writes: module.name.clone(), what: "the memory" });
            }
            pages.write(offset, segment.data);
        }
        started = started.or(module.start.and(Some(instance)));
    }
    let runs = pages.runs(size);
    let Some(table) = words::find(&runs, size)? else { return Ok(runs) };
    for (address, value) in &table.words {
        pages.write(*address, value);
    }
    pages.write(table.address, &vec![0; table.length]);
    Ok(pages.runs(size))
}

/// Bytes that a memory starts with.
pub(super) fn size(ty: MemoryType) -> u64 {
    ty.initial.saturating_mul(1 << ty.page_size_log2.unwrap_or(16))
}

/// The pages that were written to, by number.
#[derive(Default)]
struct Pages(BTreeMap<u64, Box<[u8; PAGE]>>);

impl Pages {
    fn write(&mut self, mut address: u64, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let (number, at) = (address / PAGE as u64, usize::try_from(address % PAGE as u64).expect("below a page"));
            let (now, later) = bytes.split_at(bytes.len().min(PAGE - at));
            let page = self.0.entry(number).or_insert_with(|| Box::new([0; PAGE]));
            page[at..at + now.len()].copy_from_slice(now);
            address += now.len() as u64;
            bytes = later;
        }
    }

    /// A memory whose own pages are smaller may end within the last run.
    fn runs(&self, size: u64) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for (number, page) in &self.0 {
            if page.iter().all(|byte| *byte == 0) {
                continue;
            }
            let address = number * PAGE as u64;
            let rest = usize::try_from(size - address).unwrap_or(usize::MAX);
            let page = &page[..rest.min(PAGE)];
            match runs.last_mut() {
                Some(run) if run.address + run.bytes.len() as u64 == address => run.bytes.extend_from_slice(page),
                _ => runs.push(Run { address, bytes: page.to_vec() }),
            }
        }
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_that_arent_zero_make_runs() {
        let mut pages = Pages::default();
        pages.write(4095, b"ab");
        pages.write(3 * 4096, &[0; 10]);
        pages.write(5 * 4096, b"x");
        pages.write(5 * 4096, b"y");
        let runs = pages.runs(5 * 4096 + 10);
        let [first, last] = &runs[..] else { panic!("{runs:?}") };
        assert_eq!((first.address, first.bytes.len(), &first.bytes[4095..4097]), (0, 8192, &b"ab"[..]));
        assert_eq!((last.address, last.bytes.as_slice()), (5 * 4096, b"y\0\0\0\0\0\0\0\0\0".as_slice()));
    }
}
