use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Inode;
use super::data::Data;

/// A point in time, since the start of 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Time {
    /// Whole seconds.
    pub(crate) seconds: u64,
    /// And these, less than 1,000,000,000.
    pub(crate) nanoseconds: u32,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Symlink,
}

/// What `stat` tells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stat {
    /// What it is.
    pub(crate) kind: Kind,
    /// How many names it has; 1 for a directory.
    pub(crate) links: u32,
    /// The bytes of a file or of a link's target; 0 for a directory.
    pub(crate) size: u64,
    /// When it was last read: when it was made, as reading leaves no trace, or what the guest has set.
    pub(crate) accessed: Time,
    /// When its content last changed.
    pub(crate) modified: Time,
    /// When anything about it last changed.
    pub(crate) changed: Time,
}

/// The names in a directory. Those that are owned were made by the guest and count against the quota.
pub(crate) type Names = BTreeMap<Cow<'static, str>, Inode>;

/// A node that the guest made or changed.
#[derive(Debug)]
pub(crate) struct Node {
    /// What it holds.
    pub(crate) content: Content,
    /// Whether it must not be changed.
    pub(crate) read_only: bool,
    /// How many names it has; with none it lives as long as a handle.
    pub(crate) links: u32,
    /// As in [`Stat`].
    pub(crate) accessed: Time,
    /// As in [`Stat`].
    pub(crate) modified: Time,
    /// As in [`Stat`].
    pub(crate) changed: Time,
}

/// What a node holds.
#[derive(Debug)]
pub(crate) enum Content {
    /// Other nodes.
    Directory(Names),
    /// Bytes.
    File(Data),
    /// A path.
    Symlink(Cow<'static, str>),
}

impl Content {
    /// What counts against the quota, apart from names.
    pub(crate) fn charged(&self) -> u64 {
        match self {
            Self::Directory(_) | Self::Symlink(Cow::Borrowed(_)) => 0,
            Self::File(data) => data.charged(),
            Self::Symlink(Cow::Owned(target)) => target.len() as u64,
        }
    }
}

impl Node {
    /// A new node, made at this time.
    pub(crate) fn new(content: Content, now: Time) -> Self {
        Self { content, read_only: false, links: 1, accessed: now, modified: now, changed: now }
    }

    /// A node as the image has it.
    pub(crate) fn from_image(node: &wasi_virt_image::Node<'static>, names: Names) -> Self {
        let content = match node.kind {
            wasi_virt_image::Kind::Directory(_) => Content::Directory(names),
            wasi_virt_image::Kind::File(bytes) => Content::File(Data::Image(bytes)),
            wasi_virt_image::Kind::Symlink(target) => Content::Symlink(Cow::Borrowed(target)),
        };
        let time = Time { seconds: node.modified, nanoseconds: 0 };
        Self { content, read_only: node.read_only, links: 1, accessed: time, modified: time, changed: time }
    }

    /// What `stat` tells of it.
    pub(crate) fn stat(&self) -> Stat {
        let (kind, size) = match &self.content {
            Content::Directory(_) => (Kind::Directory, 0),
            Content::File(data) => (Kind::File, data.len()),
            Content::Symlink(target) => (Kind::Symlink, target.len() as u64),
        };
        let Self { links, accessed, modified, changed, .. } = *self;
        Stat { kind, links, size, accessed, modified, changed }
    }
}
