//! Where the memory of an instance is, from the list of what this process has mapped.

use std::ops::Range;
use std::path::Path;

use anyhow::{Context, ensure};
use component_sandbox::{Engine, Sandbox};

/// What the engine calls the file that holds what memories start with.
const IMAGE: &str = "/memfd:wasm-memory-image";

/// One mapping.
struct Mapping<'a> {
    addresses: Range<u64>,
    is_writable: bool,
    name: &'a str,
}

/// Loads a component of which there is one session at a time: one place in the pool is one memory to find.
pub(crate) fn sandbox(component: &Path) -> component_sandbox::Result<Sandbox> {
    Engine::builder().sessions(1).no_cache().build()?.load(component)
}

/// The addresses of the memory of the only session in this process; of several memories it is the one with the largest image.
pub(crate) fn addresses() -> anyhow::Result<Range<u64>> {
    ensure!(cfg!(target_os = "linux"), "only Linux tells what a session does with its memory");
    let maps = std::fs::read_to_string("/proc/self/maps").context("can't read `/proc/self/maps`")?;
    find(&maps)
}

/// Finds the addresses of the memory with the largest image, which holds what isn't zero: what can be written to around it.
fn find(maps: &str) -> anyhow::Result<Range<u64>> {
    let mappings = maps.lines().map(|line| parse(line).with_context(|| format!("what is mapped reads {line:?}")));
    let mappings = mappings.collect::<anyhow::Result<Vec<_>>>()?;
    let is_image = |mapping: &Mapping<'_>| mapping.is_writable && mapping.name.starts_with(IMAGE);
    let images = mappings.iter().enumerate().filter(|(_, mapping)| is_image(mapping));
    let largest = images.max_by_key(|(_, mapping)| mapping.addresses.end - mapping.addresses.start);
    let (index, _) = largest.context("it has no memory that starts with anything but zeros")?;
    let Range { mut start, mut end } = mappings[index].addresses;
    let is_more = |mapping: &Mapping<'_>| mapping.is_writable && mapping.name.is_empty();
    // Beyond those is what no instance can access.
    for mapping in mappings[..index].iter().rev().take_while(|mapping| is_more(mapping)) {
        if mapping.addresses.end == start {
            start = mapping.addresses.start;
        }
    }
    for mapping in mappings[index + 1..].iter().take_while(|mapping| is_more(mapping)) {
        if mapping.addresses.start == end {
            end = mapping.addresses.end;
        }
    }
    Ok(start..end)
}

/// `START-END PERMISSIONS OFFSET DEVICE INODE NAME`, the numbers in hexadecimal.
fn parse(line: &str) -> Option<Mapping<'_>> {
    let mut parts = line.splitn(6, ' ');
    let (start, end) = parts.next()?.split_once('-')?;
    let permissions = parts.next()?;
    Some(Mapping {
        addresses: u64::from_str_radix(start, 16).ok()?..u64::from_str_radix(end, 16).ok()?,
        is_writable: permissions.starts_with("rw"),
        name: parts.nth(3).unwrap_or_default().trim(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMAGE: &str = "7f0000400000-7f0000900000 rw-p 00000000 00:01 2054 /memfd:wasm-memory-image (deleted)\n";

    #[test]
    fn a_memory_is_what_can_be_written_to_around_its_image() {
        let maps = format!(
            "7d0000000000-7e0000000000 rw-p 00000000 00:00 0 \n7e0000000000-7f0000000000 ---p 00000000 00:00 0 \n\
             7f0000000000-7f0000400000 rw-p 00000000 00:00 0 \n{IMAGE}7f0000900000-7f0001000000 rw-p 00000000 00:00 0 \n\
             7f0001000000-7f0002000000 ---p 00000000 00:00 0 \n7fff00000000-7fff00021000 rw-p 00000000 00:00 0    [stack]\n"
        );
        assert_eq!(find(&maps).expect("a memory"), 0x7f00_0000_0000..0x7f00_0100_0000);
        let alone = format!("7e0000000000-7f0000400000 ---p 00000000 00:00 0\n{IMAGE}");
        assert_eq!(find(&alone).expect("a memory"), 0x7f00_0040_0000..0x7f00_0090_0000);
    }

    #[test]
    fn the_largest_memory_is_meant() {
        let smaller = IMAGE.replace("7f0000900000", "7f0000600000").replace("7f", "7d");
        assert_eq!(find(&format!("{smaller}{IMAGE}")).expect("a memory").start, 0x7f00_0040_0000);
    }

    #[test]
    fn what_is_no_memory_is_told() {
        let reason = |maps: &str| find(maps).expect_err("it isn't one").to_string();
        assert!(reason("7e0000000000-7f0000400000 r--p 00000000 00:00 0 /lib/c\n").contains("no memory"));
        assert!(reason("mapped").contains("reads \"mapped\""));
    }
}
