use core::ops::Bound;

use wasi_virt_image::Kind as ImageKind;

use super::{Content, Error, Inode, Kind, Tree};

impl Tree {
    /// The entry of a directory that comes next after a name, in order; the first one without a name.
    ///
    /// A reader that goes on from the last name sees what stays throughout exactly once, whatever else comes and goes.
    pub(crate) fn entry_after(&self, directory: Inode, name: Option<&str>) -> Result<Option<(String, Inode)>, Error> {
        if let Some(node) = self.nodes.get(&directory) {
            let Content::Directory(names) = &node.content else { return Err(Error::NotDirectory) };
            let after = name.map_or(Bound::Unbounded, Bound::Excluded);
            let next = names.range::<str, _>((after, Bound::Unbounded)).next();
            return Ok(next.map(|(name, inode)| (name.clone().into_owned(), *inode)));
        }
        let ImageKind::Directory(children) = self.in_image(directory).kind else { return Err(Error::NotDirectory) };
        let (mut low, mut high) = (children.start, children.end);
        while let Some(name) = name.filter(|_| low < high) {
            let middle = low + (high - low) / 2;
            if self.image.node(middle).name <= name {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok((low < children.end).then(|| (self.image.node(low).name.to_owned(), Inode::from(low))))
    }

    /// Whether a directory has no entries.
    pub(super) fn is_empty(&self, directory: Inode) -> bool {
        self.entry_after(directory, None).is_ok_and(|entry| entry.is_none())
    }

    /// All entries of a directory, by name.
    pub(crate) fn entries(&self, directory: Inode) -> Result<Vec<(String, Inode)>, Error> {
        let mut entries: Vec<(String, Inode)> = Vec::new();
        while let Some(entry) = self.entry_after(directory, entries.last().map(|(name, _)| name.as_str()))? {
            entries.try_reserve(1).map_err(|_| Error::NoMemory)?;
            entries.push(entry);
        }
        Ok(entries)
    }

    /// What a symbolic link holds.
    pub(crate) fn read_link(&self, base: Inode, path: &str) -> Result<String, Error> {
        let inode = self.find(base, path, super::Last::Keep)?;
        if self.kind(inode) != Kind::Symlink {
            return Err(Error::Invalid);
        }
        Ok(self.target(inode).expect("a symbolic link").to_owned())
    }
}
