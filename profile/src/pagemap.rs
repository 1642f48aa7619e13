//! The state of each page of this process: <https://docs.kernel.org/admin-guide/mm/pagemap.html>.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;

/// Bytes of a page.
const PAGE: u64 = 4096;

const SWAPPED: u64 = 1 << 62;
const OF_FILE: u64 = 1 << 61;
/// Mapped here and nowhere else, which isn't so for the page of zeros that all share.
const EXCLUSIVE: u64 = 1 << 56;

/// The pages in this range of addresses that are this process's own, counted from the first.
pub(crate) fn own(addresses: Range<u64>) -> io::Result<Vec<u64>> {
    let count = usize::try_from((addresses.end - addresses.start) / PAGE).expect("it is mapped");
    let mut entries = vec![0; count * size_of::<u64>()];
    File::open("/proc/self/pagemap")?.read_exact_at(&mut entries, addresses.start / PAGE * size_of::<u64>() as u64)?;
    let (entries, _) = entries.as_chunks();
    let is_own = |entry: u64| entry & OF_FILE == 0 && entry & (SWAPPED | EXCLUSIVE) != 0;
    Ok((0..).zip(entries).filter(|(_, entry)| is_own(u64::from_ne_bytes(**entry))).map(|(page, _)| page).collect())
}
