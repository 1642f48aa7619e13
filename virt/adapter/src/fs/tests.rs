//! What the tree does, operation by operation; `against_disk` compares it with a real filesystem.

mod against_disk;
mod limits;
mod paths;
mod unlinked;

use wasi_virt_image::{Builder, Image, Settings};

use super::{Error, Inode, Last, Open, Time, Tree};

pub(super) const ROOT: Inode = Tree::ROOT;

pub(super) fn now() -> Time {
    Time { seconds: 1_000, nanoseconds: 7 }
}

/// A tree with `/data/sub/file` and `/data/link` read-only, `/rw/file` writable, and `/tmp`.
pub(super) fn tree(settings: &Settings) -> Tree {
    let mut builder = Builder::new(settings.clone());
    builder.directory("/data", true, 5).expect("a new path");
    builder.directory("/data/sub", true, 5).expect("a new path");
    builder.file("/data/sub/file", b"read only".to_vec(), true, 5).expect("a new path");
    builder.symlink("/data/link", "/rw/../rw/file", true, 5).expect("a new path");
    builder.file("/rw/file", b"from the image".to_vec(), false, 5).expect("a new path");
    let image = Image::new(builder.build().leak()).expect("it was just built");
    Tree::new(image, settings, now)
}

impl Tree {
    pub(super) fn put(&mut self, path: &str, content: &[u8]) -> Result<(), Error> {
        let open = Open { create: true, truncate: true, write: true, ..Open::default() };
        let inode = self.open(ROOT, path, Last::Follow, open)?;
        let written = self.write(inode, 0, content);
        self.release(inode);
        written
    }

    pub(super) fn get(&self, path: &str) -> Result<Vec<u8>, Error> {
        self.read(self.find(ROOT, path, Last::Follow)?, 0, usize::MAX)
    }

    pub(super) fn names(&self, path: &str) -> Vec<String> {
        let directory = self.find(ROOT, path, Last::Follow).expect("it is there");
        self.entries(directory).expect("a directory").into_iter().map(|(name, _)| name).collect()
    }
}
