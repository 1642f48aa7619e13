//! Reading an image, in place.

use core::ops::Range;

use crate::wire::Cursor;
use crate::{Error, MAGIC, NODE, Settings};

/// An image in memory. Node numbers are those of the builder: 0 is the root.
#[derive(Clone, Copy, Debug)]
pub struct Image<'a> {
    bytes: &'a [u8],
    settings: &'a [u8],
    nodes: &'a [u8],
}

/// A file, a directory or a symbolic link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node<'a> {
    /// Its name in its directory; the root's is empty.
    pub name: &'a str,
    /// What it is.
    pub kind: Kind<'a>,
    /// Whether it must not be changed.
    pub read_only: bool,
    /// When it was last modified, in seconds since 1970.
    pub modified: u64,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind<'a> {
    /// A directory, with the numbers of its children, sorted by name.
    Directory(Range<u32>),
    /// A file, with its content.
    File(&'a [u8]),
    /// A symbolic link, with its target.
    Symlink(&'a str),
}

impl<'a> Image<'a> {
    /// The number of the root directory.
    pub const ROOT: u32 = 0;

    /// Opens an image; its nodes are looked at only when they are asked for.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] where the bytes aren't an image.
    pub fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut header = Cursor(bytes);
        if header.take(MAGIC.len())? != MAGIC {
            return Err(Error::Damaged);
        }
        let (settings_at, settings_len) = (header.size()?, header.size()?);
        let (nodes_at, nodes) = (header.size()?, header.size()?);
        let part = |at: usize, length: usize| {
            bytes.get(at..at.checked_add(length).ok_or(Error::Damaged)?).ok_or(Error::Damaged)
        };
        let nodes = part(nodes_at, nodes.checked_mul(NODE).ok_or(Error::Damaged)?)?;
        Ok(Self { bytes, settings: part(settings_at, settings_len)?, nodes })
    }

    /// The settings.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] where they aren't whole.
    pub fn settings(&self) -> Result<Settings, Error> {
        Settings::decode(self.settings)
    }

    /// How many nodes there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        crate::wire::len(self.nodes.len() / NODE)
    }

    /// A node by its number.
    ///
    /// # Panics
    ///
    /// Where there is no such node, or the image is damaged; see [`get`](Self::get).
    #[must_use]
    pub fn node(&self, number: u32) -> Node<'a> {
        self.read(number).expect("a whole image")
    }

    /// The child of a directory that has this name.
    #[must_use]
    pub fn child(&self, directory: u32, name: &str) -> Option<u32> {
        let Kind::Directory(children) = self.node(directory).kind else {
            return None;
        };
        let (mut low, mut high) = (children.start, children.end);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.node(middle).name.cmp(name) {
                core::cmp::Ordering::Equal => return Some(middle),
                core::cmp::Ordering::Less => low = middle + 1,
                core::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    fn read(&self, number: u32) -> Result<Node<'a>, Error> {
        let at = usize::try_from(number).map_err(|_| Error::Damaged)?.checked_mul(NODE).ok_or(Error::Damaged)?;
        let mut record = Cursor(self.nodes.get(at..at + NODE).ok_or(Error::Damaged)?);
        let [tag, read_only, _, _] = record.array()?;
        let (first, count) = (record.u32()?, record.u32()?);
        let (name_at, name_len) = (record.u32()?, record.u32()?);
        let kind = match tag {
            0 => Kind::Directory(first..first.checked_add(count).ok_or(Error::Damaged)?),
            1 => Kind::File(self.slice(first, count)?),
            2 => Kind::Symlink(self.text(first, count)?),
            _ => return Err(Error::Damaged),
        };
        Ok(Node { name: self.text(name_at, name_len)?, kind, read_only: read_only != 0, modified: record.u64()? })
    }

    fn slice(&self, at: u32, length: u32) -> Result<&'a [u8], Error> {
        let number = |number: u32| usize::try_from(number).map_err(|_| Error::Damaged);
        let (at, length) = (number(at)?, number(length)?);
        self.bytes.get(at..at.checked_add(length).ok_or(Error::Damaged)?).ok_or(Error::Damaged)
    }

    fn text(&self, at: u32, length: u32) -> Result<&'a str, Error> {
        core::str::from_utf8(self.slice(at, length)?).map_err(|_| Error::Damaged)
    }

    /// A node by its number, of an image that may be damaged. Not for WebAssembly, where the image is the component's own.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] where there is no such node, or it isn't whole.
    #[cfg(not(target_family = "wasm"))]
    pub fn get(&self, number: u32) -> Result<Node<'a>, Error> {
        self.read(number)
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::vec::Vec;

    use super::*;
    use crate::Builder;

    #[test]
    fn what_was_built_is_read() {
        let mut builder = Builder::new(Settings::default());
        builder.directory("/tmp", false, 1).expect("a new path");
        builder.symlink("/link", "tmp/x", true, 2).expect("a new path");
        for i in 0..100 {
            builder.file(&format!("/many/{i}"), format!("content {i}").into_bytes(), true, 3).expect("a new path");
        }
        let bytes = builder.build();
        let image = Image::new(&bytes).expect("an image");
        assert_eq!(image.settings(), Ok(Settings::default()));
        let names = |directory| match image.node(directory).kind {
            Kind::Directory(children) => children.map(|child| image.node(child).name).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(names(Image::ROOT), ["link", "many", "tmp"]);
        let link = image.node(image.child(Image::ROOT, "link").expect("it is there"));
        assert_eq!(link, Node { name: "link", kind: Kind::Symlink("tmp/x"), read_only: true, modified: 2 });
        let many = image.child(Image::ROOT, "many").expect("it is there");
        for i in 0..100 {
            let file = image.node(image.child(many, &format!("{i}")).expect("it is there"));
            assert_eq!(file.kind, Kind::File(format!("content {i}").as_bytes()));
        }
        assert_eq!(image.child(many, "100"), None);
        assert_eq!(image.child(many, ""), None);
        let tmp = image.child(Image::ROOT, "tmp").expect("it is there");
        assert!(names(tmp).is_empty() && !image.node(tmp).read_only);
        assert_eq!(image.count(), 104);
    }

    #[test]
    fn what_isnt_an_image_is_damaged() {
        let whole = Builder::new(Settings::default()).build();
        for length in 0..whole.len() {
            let cut = Image::new(&whole[..length]).and_then(|image| image.settings().map(|_| image.count()));
            assert!(cut.is_err(), "{length} bytes");
        }
        assert!(Image::new(b"something else entirely, long enough").is_err());
    }
}
