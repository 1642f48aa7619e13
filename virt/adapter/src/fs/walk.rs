use super::{Content, ENTRY, Error, Inode, Kind, SLACK, Tree, room};

/// Symbolic links that one path may lead through, as on Linux.
const LINKS: usize = 40;

/// Bytes of a name.
const NAME: usize = 255;

/// Bytes of a path, and of what a symbolic link holds.
pub(super) const PATH: usize = 4096;

/// What happens where the last name of a path is a symbolic link.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Last {
    /// It is followed.
    Follow,
    /// It is meant itself, unless a slash comes after it.
    Keep,
    /// It is meant itself: for what makes, removes or moves names.
    Entry,
}

/// Where a path leads.
pub(super) struct Place {
    /// The directory that holds the last name.
    pub(super) directory: Inode,
    /// The last name; empty where the path means the directory itself, as `.` does.
    pub(super) name: String,
    /// What is there.
    pub(super) found: Option<Inode>,
    /// The directories that were gone down through, which are above `directory`.
    pub(super) above: Vec<Inode>,
    /// Whether a slash comes last, so that only a directory will do.
    pub(super) slash: bool,
}

impl Tree {
    /// The node that a path leads to.
    ///
    /// A path is relative to a directory that is open. It may go up, to the root at most, where it stays; an absolute
    /// symbolic link starts from the root.
    pub(crate) fn find(&self, base: Inode, path: &str, last: Last) -> Result<Inode, Error> {
        let place = self.walk(base, path, last)?;
        self.existing(&place)
    }

    /// What is at a place.
    pub(super) fn existing(&self, place: &Place) -> Result<Inode, Error> {
        let found = place.found.ok_or(Error::NotFound)?;
        if place.slash && self.kind(found) != Kind::Directory {
            return Err(Error::NotDirectory);
        }
        Ok(found)
    }

    /// Follows a path to its last name, which needn't exist.
    pub(super) fn walk<'t>(&'t self, base: Inode, path: &'t str, last: Last) -> Result<Place, Error> {
        check(path)?;
        if path.starts_with('/') {
            return Err(Error::NotPermitted);
        }
        let mut at = base;
        let mut above = Vec::new();
        // What is still to be walked, the nearest last; none of it is empty.
        let mut rest = vec![path];
        let mut links = 0;
        let mut slash = false;
        while let Some(text) = rest.pop() {
            let text = text.trim_start_matches('/');
            let (name, tail) = text.split_once('/').unwrap_or((text, ""));
            let tail = tail.trim_start_matches('/');
            let is_last = tail.is_empty() && rest.is_empty();
            slash |= is_last && name.len() < text.len();
            if !tail.is_empty() {
                rest.push(tail);
            }
            if name.len() > NAME {
                return Err(Error::NameTooLong);
            }
            let found = match name {
                // Nothing but slashes, which an absolute link to the root is.
                "" | "." => self.child(at, "").map(|_| at)?,
                ".." => {
                    self.child(at, "")?;
                    at = above.pop().map_or_else(|| self.parent(at), Ok)?;
                    at
                }
                name => match self.child(at, name)? {
                    Some(found) => found,
                    None if is_last => {
                        return Ok(Place { directory: at, name: name.to_owned(), found: None, above, slash });
                    }
                    None => return Err(Error::NotFound),
                },
            };
            let follow = !is_last || last == Last::Follow || (last == Last::Keep && slash);
            if let Some(target) = follow.then(|| self.target(found)).flatten() {
                links += 1;
                if links > LINKS {
                    return Err(Error::Loop);
                }
                if target.is_empty() {
                    return Err(Error::NotFound);
                }
                if target.starts_with('/') {
                    at = Self::ROOT;
                    above.clear();
                }
                rest.push(target);
            } else if found != at {
                if is_last {
                    return Ok(Place { directory: at, name: name.to_owned(), found: Some(found), above, slash });
                }
                if self.kind(found) != Kind::Directory {
                    return Err(Error::NotDirectory);
                }
                above.push(at);
                at = found;
            }
        }
        Ok(Place { directory: at, name: String::new(), found: Some(at), above, slash })
    }

    /// The entry of a directory with this name; none has the empty name.
    pub(super) fn child(&self, directory: Inode, name: &str) -> Result<Option<Inode>, Error> {
        match self.nodes.get(&directory) {
            Some(node) => match &node.content {
                Content::Directory(names) => Ok(names.get(name).copied()),
                _ => Err(Error::NotDirectory),
            },
            None => match u32::try_from(directory).expect("what isn't in the map is in the image") {
                number if name.is_empty() => match self.image.node(number).kind {
                    wasi_virt_image::Kind::Directory(_) => Ok(None),
                    _ => Err(Error::NotDirectory),
                },
                number => match self.image.child(number, name) {
                    Some(child) => Ok(Some(Inode::from(child))),
                    None => self.child(directory, ""),
                },
            },
        }
    }

    /// What a symbolic link holds; nothing for anything else.
    pub(super) fn target(&self, inode: Inode) -> Option<&str> {
        match self.nodes.get(&inode) {
            Some(node) => match &node.content {
                Content::Symlink(target) => Some(target),
                _ => None,
            },
            None => match self.in_image(inode).kind {
                wasi_virt_image::Kind::Symlink(target) => Some(target),
                _ => None,
            },
        }
    }

    /// The directory above; the root's is the root, and one that was removed has none.
    fn parent(&self, directory: Inode) -> Result<Inode, Error> {
        if directory == Self::ROOT {
            return Ok(directory);
        }
        self.parents.get(&directory).copied().ok_or(Error::NotFound)
    }

    /// Notes which directory is above which: `above` is the way down to `directory`.
    pub(super) fn note_parents(&mut self, above: &[Inode], directory: Inode) -> Result<(), Error> {
        room(SLACK + above.len() * ENTRY)?;
        let below = above.iter().skip(1).chain([&directory]);
        for (&above, &below) in above.iter().zip(below) {
            self.parents.insert(below, above);
        }
        Ok(())
    }

    /// Whether a directory is the other or lies below it. Its parents are noted.
    pub(super) fn is_within(&self, mut directory: Inode, other: Inode) -> bool {
        while directory != other && directory != Self::ROOT {
            match self.parents.get(&directory) {
                Some(&parent) => directory = parent,
                None => return false,
            }
        }
        directory == other
    }
}

/// What can't be a path, nor the target of a symbolic link.
pub(super) fn check(path: &str) -> Result<(), Error> {
    match path {
        "" => Err(Error::NotFound),
        _ if path.len() > PATH => Err(Error::NameTooLong),
        _ if path.contains('\0') => Err(Error::Invalid),
        _ => Ok(()),
    }
}
