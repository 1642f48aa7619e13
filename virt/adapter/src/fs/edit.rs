use std::borrow::Cow;

use super::data::{Chunks, Data};
use super::node::{Content, Names, Node};
use super::walk::{PATH, Place, check};
use super::{Error, Inode, Kind, Last, SLACK, Time, Tree, room};

/// How a file is opened.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "they are POSIX's flags, in all combinations")]
pub(crate) struct Open {
    /// It is made where it isn't there.
    pub(crate) create: bool,
    /// With `create`: it must not be there.
    pub(crate) exclusive: bool,
    /// It must be a directory.
    pub(crate) directory: bool,
    /// It is emptied.
    pub(crate) truncate: bool,
    /// It is to be written to.
    pub(crate) write: bool,
}

impl Tree {
    /// Opens what a path leads to and counts a handle to it.
    pub(crate) fn open(&mut self, base: Inode, path: &str, last: Last, open: Open) -> Result<Inode, Error> {
        if open.create && open.directory || open.truncate && !open.write {
            return Err(Error::Invalid);
        }
        let exclusive = open.create && open.exclusive;
        // A link at the end isn't followed either where a slash alone rules out that a file is made.
        let last = if exclusive || open.create && path.ends_with('/') { Last::Entry } else { last };
        let place = self.walk(base, path, last)?;
        let inode = match place.found {
            _ if open.create && place.slash => return Err(Error::IsDirectory),
            Some(_) if exclusive => return Err(Error::Exists),
            None if open.create => self.add(place, Content::File(Data::Own(Chunks::default())))?,
            _ => {
                let inode = self.existing(&place)?;
                self.check_open(inode, open)?;
                if self.kind(inode) == Kind::Directory {
                    self.note_parents(&place.above, place.directory)?;
                    if inode != place.directory {
                        self.parents.insert(inode, place.directory);
                    }
                } else if open.truncate {
                    self.resize(inode, 0)?;
                }
                inode
            }
        };
        self.hold(inode);
        Ok(inode)
    }

    fn check_open(&self, inode: Inode, open: Open) -> Result<(), Error> {
        match self.kind(inode) {
            // As on Linux, which tells so even where no link is to be followed.
            Kind::Symlink | Kind::File if open.directory => Err(Error::NotDirectory),
            Kind::Symlink => Err(Error::Loop),
            Kind::Directory if open.write || open.create => Err(Error::IsDirectory),
            Kind::File if open.write && self.read_only(inode) => Err(Error::ReadOnly),
            _ => Ok(()),
        }
    }

    /// Makes a directory.
    pub(crate) fn make_directory(&mut self, base: Inode, path: &str) -> Result<(), Error> {
        let place = self.walk(base, path, Last::Entry)?;
        let (above, parent) = (place.above.clone(), place.directory);
        self.note_parents(&above, parent)?;
        let made = self.add(place, Content::Directory(Names::new()))?;
        self.parents.insert(made, parent);
        Ok(())
    }

    /// Makes a symbolic link that holds a target, which needn't exist and is kept as it is.
    pub(crate) fn make_symlink(&mut self, target: &str, base: Inode, path: &str) -> Result<(), Error> {
        check(target)?;
        let place = self.walk(base, path, Last::Entry)?;
        if place.found.is_none() && place.slash {
            return Err(Error::NotFound);
        }
        room(PATH)?;
        self.add(place, Content::Symlink(Cow::Owned(target.to_owned()))).map(|_| ())
    }

    /// Gives what is there another name.
    pub(crate) fn make_link(&mut self, from: (Inode, &str), last: Last, to: (Inode, &str)) -> Result<(), Error> {
        let inode = self.find(from.0, from.1, last)?;
        let place = self.walk(to.0, to.1, Last::Entry)?;
        if place.found.is_some() {
            return Err(Error::Exists);
        }
        if place.slash {
            return Err(Error::NotFound);
        }
        if self.kind(inode) == Kind::Directory {
            return Err(Error::NotPermitted);
        }
        if self.read_only(inode) {
            return Err(Error::ReadOnly);
        }
        let now = self.now();
        self.own(inode)?;
        self.prepare(place.directory)?;
        self.quota.take_name(place.name.len())?;
        self.attach(place.directory, place.name, inode, now);
        let node = self.owned(inode);
        node.links += 1;
        node.changed = now;
        Ok(())
    }

    /// Removes a name of a file or of a symbolic link.
    pub(crate) fn unlink(&mut self, base: Inode, path: &str) -> Result<(), Error> {
        let place = self.walk(base, path, Last::Entry)?;
        let inode = self.existing(&place)?;
        if self.kind(inode) == Kind::Directory {
            return Err(Error::IsDirectory);
        }
        self.remove(&place, inode)
    }

    /// Removes an empty directory.
    pub(crate) fn remove_directory(&mut self, base: Inode, path: &str) -> Result<(), Error> {
        let place = self.walk(base, path, Last::Entry)?;
        let inode = self.existing(&place)?;
        if self.kind(inode) != Kind::Directory {
            return Err(Error::NotDirectory);
        }
        named(&place)?;
        if !self.is_empty(inode) {
            return Err(Error::NotEmpty);
        }
        self.remove(&place, inode)
    }

    fn remove(&mut self, place: &Place, inode: Inode) -> Result<(), Error> {
        if self.read_only(inode) {
            return Err(Error::ReadOnly);
        }
        self.own(inode)?;
        self.prepare(place.directory)?;
        let now = self.now();
        self.remove_name(place, inode, now);
        Ok(())
    }

    /// Moves what is there to another name, in place of a file or an empty directory that has it.
    pub(crate) fn rename(&mut self, from: (Inode, &str), to: (Inode, &str)) -> Result<(), Error> {
        let old = self.walk(from.0, from.1, Last::Entry)?;
        let new = self.walk(to.0, to.1, Last::Entry)?;
        let inode = self.existing(&old)?;
        named(&old)?;
        named(&new)?;
        let is_directory = self.kind(inode) == Kind::Directory;
        if new.slash && !is_directory {
            return Err(Error::NotDirectory);
        }
        if new.found == Some(inode) {
            return Ok(());
        }
        if is_directory {
            self.note_parents(&new.above, new.directory)?;
            if self.is_within(new.directory, inode) {
                return Err(Error::Invalid);
            }
        }
        if let Some(target) = new.found {
            // As on Linux, whatever is to be moved there.
            if target == old.directory || old.above.contains(&target) {
                return Err(Error::NotEmpty);
            }
            match (is_directory, self.kind(target) == Kind::Directory) {
                (true, false) => return Err(Error::NotDirectory),
                (false, true) => return Err(Error::IsDirectory),
                (true, true) if !self.is_empty(target) => return Err(Error::NotEmpty),
                _ if self.read_only(target) => return Err(Error::ReadOnly),
                _ => self.own(target).map(|_| ())?,
            }
        }
        if self.read_only(inode) {
            return Err(Error::ReadOnly);
        }
        self.own(inode)?;
        self.prepare(old.directory)?;
        self.prepare(new.directory)?;
        let charged = self.charged_name(old.directory, &old.name);
        self.quota.exchange_name(charged, new.name.len())?;
        let now = self.now();
        self.detach(old.directory, &old.name, now);
        if let Some(target) = new.found {
            self.remove_name(&new, target, now);
        }
        self.attach(new.directory, new.name, inode, now);
        self.owned(inode).changed = now;
        if is_directory {
            self.parents.insert(inode, new.directory);
        }
        Ok(())
    }

    /// Sets the times of a node; one that is missing stays.
    pub(crate) fn set_times(
        &mut self,
        inode: Inode,
        accessed: Option<Time>,
        modified: Option<Time>,
    ) -> Result<(), Error> {
        if self.read_only(inode) {
            return Err(Error::ReadOnly);
        }
        let now = self.now();
        let node = self.own(inode)?;
        node.accessed = accessed.unwrap_or(node.accessed);
        node.modified = modified.unwrap_or(node.modified);
        node.changed = now;
        Ok(())
    }

    /// Makes a node where nothing is yet.
    fn add(&mut self, place: Place, content: Content) -> Result<Inode, Error> {
        if place.found.is_some() {
            return Err(Error::Exists);
        }
        self.prepare(place.directory)?;
        let charge = content.charged();
        self.quota.take_name(place.name.len())?;
        if let Err(error) = self.quota.take(charge) {
            self.quota.give_name(place.name.len());
            return Err(error);
        }
        let (inode, now) = (self.number(), self.now());
        self.nodes.insert(inode, Node::new(content, now));
        self.attach(place.directory, place.name, inode, now);
        Ok(inode)
    }

    /// Makes sure that the names of a directory can change, and that there is memory for it.
    fn prepare(&mut self, directory: Inode) -> Result<(), Error> {
        if self.read_only(directory) {
            return Err(Error::ReadOnly);
        }
        if self.own(directory)?.links == 0 {
            return Err(Error::NotFound);
        }
        room(SLACK)
    }

    fn attach(&mut self, directory: Inode, name: String, inode: Inode, now: Time) {
        let node = self.owned(directory);
        (node.modified, node.changed) = (now, now);
        names(node).insert(Cow::Owned(name), inode);
    }

    fn detach(&mut self, directory: Inode, name: &str, now: Time) {
        let node = self.owned(directory);
        (node.modified, node.changed) = (now, now);
        names(node).remove(name);
    }

    /// Takes a name away from a node that was copied up, in a directory that was prepared.
    fn remove_name(&mut self, place: &Place, inode: Inode, now: Time) {
        if let Some(length) = self.charged_name(place.directory, &place.name) {
            self.quota.give_name(length);
        }
        self.detach(place.directory, &place.name, now);
        let node = self.owned(inode);
        node.links -= 1;
        node.changed = now;
        self.parents.remove(&inode);
        self.reap(inode);
    }

    /// The length of a name, if it counts against the quota.
    fn charged_name(&mut self, directory: Inode, name: &str) -> Option<usize> {
        let entry = names(self.owned(directory)).get_key_value(name);
        entry.and_then(|(name, _)| matches!(name, Cow::Owned(_)).then_some(name.len()))
    }

    fn owned(&mut self, inode: Inode) -> &mut Node {
        self.nodes.get_mut(&inode).expect("it was copied up before")
    }
}

fn names(node: &mut Node) -> &mut Names {
    match &mut node.content {
        Content::Directory(names) => names,
        _ => unreachable!("a path led through it"),
    }
}

/// The root, `.` and `..` are no names that could be taken away.
pub(super) fn named(place: &Place) -> Result<(), Error> {
    match place.name.as_str() {
        "" if place.directory == Tree::ROOT => Err(Error::Busy),
        "" => Err(Error::Invalid),
        _ => Ok(()),
    }
}
