//! Writing an image.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use crate::wire::{len, put_u32, put_u64};
use crate::{Error, HEADER, MAGIC, NODE, Settings};

/// Collects what an image holds. The same content gives the same bytes, in whatever order it was added.
#[derive(Debug)]
pub struct Builder {
    settings: Settings,
    root: Entry,
}

#[derive(Debug)]
struct Entry {
    content: Content,
    read_only: bool,
    modified: u64,
    /// Made because something lies below it, not named itself.
    implied: bool,
}

#[derive(Debug)]
enum Content {
    Directory(BTreeMap<String, Entry>),
    File(Vec<u8>),
    Symlink(String),
}

impl Entry {
    fn directory(read_only: bool, modified: u64, implied: bool) -> Self {
        Self { content: Content::Directory(BTreeMap::new()), read_only, modified, implied }
    }
}

impl Builder {
    /// An image with these settings and an empty, writable root directory.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings, root: Entry::directory(false, 0, true) }
    }

    /// Adds a directory; directories above it that aren't there are made, writable. `modified` is in seconds since 1970.
    ///
    /// # Errors
    ///
    /// Where the path can't be one, or something else has it.
    pub fn directory(&mut self, path: &str, read_only: bool, modified: u64) -> Result<(), Error> {
        self.add(path, Entry::directory(read_only, modified, false))
    }

    /// Adds a file.
    ///
    /// # Errors
    ///
    /// As [`directory`](Self::directory).
    pub fn file(&mut self, path: &str, content: Vec<u8>, read_only: bool, modified: u64) -> Result<(), Error> {
        self.add(path, Entry { content: Content::File(content), read_only, modified, implied: false })
    }

    /// Adds a symbolic link.
    ///
    /// # Errors
    ///
    /// As [`directory`](Self::directory).
    pub fn symlink(&mut self, path: &str, target: &str, read_only: bool, modified: u64) -> Result<(), Error> {
        self.add(path, Entry { content: Content::Symlink(target.to_owned()), read_only, modified, implied: false })
    }

    fn add(&mut self, path: &str, mut entry: Entry) -> Result<(), Error> {
        let invalid = || Error::Path(path.to_owned());
        let relative = path.strip_prefix('/').ok_or_else(invalid)?;
        let mut at = &mut self.root;
        if !relative.is_empty() {
            let names: Vec<&str> = relative.split('/').collect();
            if names.iter().any(|name| matches!(*name, "" | "." | "..")) {
                return Err(invalid());
            }
            for name in names {
                let Content::Directory(children) = &mut at.content else {
                    return Err(Error::NotDirectory(path.to_owned()));
                };
                at = children.entry(name.to_owned()).or_insert_with(|| Entry::directory(false, 0, true));
            }
        }
        if !at.implied {
            return Err(Error::Twice(path.to_owned()));
        }
        if let (Content::Directory(new), Content::Directory(below)) = (&mut entry.content, &mut at.content) {
            *new = core::mem::take(below);
        } else if matches!(&at.content, Content::Directory(below) if !below.is_empty()) || relative.is_empty() {
            return Err(Error::NotDirectory(path.to_owned()));
        }
        *at = entry;
        Ok(())
    }

    /// The bytes of the files, which a quota has to leave room for if it counts them.
    #[must_use]
    pub fn size(&self) -> u64 {
        fn size(entry: &Entry) -> u64 {
            match &entry.content {
                Content::Directory(children) => children.values().map(size).sum(),
                Content::File(content) => content.len() as u64,
                Content::Symlink(target) => target.len() as u64,
            }
        }
        size(&self.root)
    }

    /// Writes the image.
    ///
    /// # Panics
    ///
    /// Where it would be larger than the 4 GiB that a 32-bit memory holds.
    #[must_use]
    pub fn build(&self) -> Vec<u8> {
        // Breadth first, so that the children of a directory lie side by side.
        let mut nodes: Vec<(&str, &Entry)> = alloc::vec![("", &self.root)];
        let mut at = 0;
        while at < nodes.len() {
            if let Content::Directory(children) = &nodes[at].1.content {
                nodes.extend(children.iter().map(|(name, entry)| (name.as_str(), entry)));
            }
            at += 1;
        }

        let settings = self.settings.encode();
        let nodes_at = HEADER + settings.len();
        let mut heap = Heap { start: nodes_at + nodes.len() * NODE, bytes: Vec::new() };
        let mut records = Vec::with_capacity(nodes.len() * NODE);
        let mut next_child = 1;
        for (name, entry) in &nodes {
            let (tag, offset, count) = match &entry.content {
                Content::Directory(children) => {
                    let first = next_child;
                    next_child += children.len();
                    (0u8, len(first), len(children.len()))
                }
                Content::File(content) => heap.put(1, content),
                Content::Symlink(target) => heap.put(2, target.as_bytes()),
            };
            let (_, name_at, name_len) = heap.put(0, name.as_bytes());
            records.extend_from_slice(&[tag, u8::from(entry.read_only), 0, 0]);
            for number in [offset, count, name_at, name_len] {
                put_u32(&mut records, number);
            }
            put_u64(&mut records, entry.modified);
            records.resize(records.len().next_multiple_of(NODE), 0);
        }

        let mut out = Vec::with_capacity(heap.start + heap.bytes.len());
        out.extend_from_slice(&MAGIC);
        for number in [HEADER, settings.len(), nodes_at, nodes.len(), 0] {
            put_u32(&mut out, len(number));
        }
        out.extend_from_slice(&settings);
        out.extend_from_slice(&records);
        out.extend_from_slice(&heap.bytes);
        out
    }
}

/// What the records point to.
struct Heap {
    start: usize,
    bytes: Vec<u8>,
}

impl Heap {
    fn put(&mut self, tag: u8, bytes: &[u8]) -> (u8, u32, u32) {
        let offset = len(self.start + self.bytes.len());
        self.bytes.extend_from_slice(bytes);
        (tag, offset, len(bytes.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_adding_doesnt_matter() {
        let build = |paths: &[&str]| {
            let mut builder = Builder::new(Settings::default());
            for path in paths {
                builder.file(path, path.as_bytes().to_vec(), false, 7).expect("a new path");
            }
            builder.build()
        };
        assert_eq!(build(&["/a/b", "/c", "/a/a"]), build(&["/c", "/a/a", "/a/b"]));
    }

    #[test]
    fn what_cant_be_there_is_refused() {
        let mut builder = Builder::new(Settings::default());
        builder.file("/a/file", Vec::new(), false, 0).expect("a new path");
        builder.directory("/a", true, 0).expect("implied so far, now named");
        assert_eq!(builder.directory("/a", true, 0), Err(Error::Twice("/a".into())));
        assert_eq!(
            builder.file("/a/file/below", Vec::new(), false, 0),
            Err(Error::NotDirectory("/a/file/below".into()))
        );
        for path in ["relative", "/a/../b", "/a//b", "/./a", ""] {
            assert_eq!(builder.file(path, Vec::new(), false, 0), Err(Error::Path(path.into())));
        }
        builder.file("/d/below", Vec::new(), false, 0).expect("a new path");
        assert_eq!(builder.file("/d", Vec::new(), false, 0), Err(Error::NotDirectory("/d".into())));
    }
}
