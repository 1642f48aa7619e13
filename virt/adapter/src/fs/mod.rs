//! The filesystem: a tree of files, directories and links, in memory.
//!
//! It starts as what the image holds, which is read in place. A node is copied up when it first changes; the nodes of the
//! image keep their numbers, new ones get numbers that are never used twice. Nothing here knows of WASI, so that it is
//! tested on its own.

mod data;
mod edit;
mod error;
mod file;
mod list;
mod memory;
mod node;
mod quota;
mod recursive;
#[cfg(test)]
mod tests;
mod walk;

use std::borrow::Cow;
use std::collections::BTreeMap;

use wasi_virt_image::{Image, Settings};

pub(crate) use edit::Open;
pub(crate) use error::Error;
pub(crate) use memory::room;
pub(crate) use node::{Kind, Stat, Time};
pub(crate) use walk::Last;

use node::{Content, Names, Node};
use quota::Quota;

/// The number of a node.
pub(crate) type Inode = u64;

/// More than an entry of a map takes, with its share of the map.
const ENTRY: usize = 64;

/// More than what one operation allocates apart from contents: nodes of maps, names, a target.
const SLACK: usize = 16 << 10;

/// The tree.
#[derive(Debug)]
pub(crate) struct Tree {
    image: Image<'static>,
    /// What isn't as the image has it.
    nodes: BTreeMap<Inode, Node>,
    /// The number of the next new node.
    next: Inode,
    /// The directory above, of those directories whose `..` may be asked for: opened, made or moved ones, and all above.
    parents: BTreeMap<Inode, Inode>,
    /// How many handles there are to a node.
    handles: BTreeMap<Inode, u32>,
    quota: Quota,
    clock: fn() -> Time,
}

impl Tree {
    /// The root directory.
    pub(crate) const ROOT: Inode = Image::ROOT as Inode;

    /// The tree that an image holds, with its quota.
    pub(crate) fn new(image: Image<'static>, settings: &Settings, clock: fn() -> Time) -> Self {
        let mut tree = Self {
            image,
            nodes: BTreeMap::new(),
            next: Inode::from(image.count()),
            parents: BTreeMap::new(),
            handles: BTreeMap::new(),
            quota: Quota::new(settings.quota, settings.files),
            clock,
        };
        if image.child(Image::ROOT, "tmp").is_none() {
            tree.add_tmp();
        }
        tree
    }

    /// Sets what the guest may store from now on: bytes, and files, directories and links.
    pub(crate) fn set_quota(&mut self, bytes: u64, names: u32) {
        self.quota.set(bytes, names);
    }

    /// Temporary files have a place in any tree, also in one whose root is read-only.
    fn add_tmp(&mut self) {
        let tmp = self.number();
        self.nodes.insert(tmp, Node::new(Content::Directory(Names::new()), Time::default()));
        let root = self.own(Self::ROOT).expect("memory for the first node");
        if let Content::Directory(names) = &mut root.content {
            names.insert(Cow::Borrowed("tmp"), tmp);
        }
    }

    /// What `stat` tells of a node.
    pub(crate) fn stat(&self, inode: Inode) -> Stat {
        match self.nodes.get(&inode) {
            Some(node) => node.stat(),
            None => Node::from_image(&self.in_image(inode), Names::new()).stat(),
        }
    }

    /// What a node is.
    pub(crate) fn kind(&self, inode: Inode) -> Kind {
        self.stat(inode).kind
    }

    /// Whether a node must not be changed.
    pub(crate) fn read_only(&self, inode: Inode) -> bool {
        self.nodes.get(&inode).map_or_else(|| self.in_image(inode).read_only, |node| node.read_only)
    }

    /// Counts a handle, which keeps the node alive.
    pub(crate) fn hold(&mut self, inode: Inode) {
        *self.handles.entry(inode).or_insert(0) += 1;
    }

    /// Drops a handle; the last one of a node without a name takes it along.
    pub(crate) fn release(&mut self, inode: Inode) {
        let count = self.handles.get_mut(&inode).expect("a handle was counted when it was made");
        *count -= 1;
        if *count == 0 {
            self.handles.remove(&inode);
            self.reap(inode);
        }
    }

    /// Removes a node that has neither a name nor a handle, and gives its space back.
    fn reap(&mut self, inode: Inode) {
        let gone = self.nodes.get(&inode).is_some_and(|node| node.links == 0) && !self.handles.contains_key(&inode);
        if let Some(node) = gone.then(|| self.nodes.remove(&inode)).flatten() {
            self.quota.give(node.content.charged());
            self.parents.remove(&inode);
        }
    }

    /// A node for changing, copied from the image where that is needed.
    fn own(&mut self, inode: Inode) -> Result<&mut Node, Error> {
        if !self.nodes.contains_key(&inode) {
            let node = self.in_image(inode);
            let mut names = Names::new();
            if let wasi_virt_image::Kind::Directory(children) = &node.kind {
                room(children.len().saturating_mul(ENTRY))?;
                let name = |child| (Cow::Borrowed(self.image.node(child).name), Inode::from(child));
                names = children.clone().map(name).collect();
            }
            room(SLACK)?;
            self.nodes.insert(inode, Node::from_image(&node, names));
        }
        Ok(self.nodes.get_mut(&inode).expect("it is there by now"))
    }

    fn number(&mut self) -> Inode {
        let number = self.next;
        self.next += 1;
        number
    }

    fn in_image(&self, inode: Inode) -> wasi_virt_image::Node<'static> {
        self.image.node(u32::try_from(inode).expect("what isn't in the map is in the image"))
    }

    fn now(&self) -> Time {
        (self.clock)()
    }
}
