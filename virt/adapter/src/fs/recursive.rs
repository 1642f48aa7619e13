use super::edit::named;
use super::{Error, Inode, Kind, Last, Open, Tree};

impl Tree {
    /// Writes a file whole and makes the directories above it where they are missing.
    pub(crate) fn replace(&mut self, path: &str, content: &[u8]) -> Result<(), Error> {
        for (at, _) in path.match_indices('/').filter(|(at, _)| *at > 0) {
            match self.make_directory(Self::ROOT, &path[..at]) {
                Ok(()) | Err(Error::Exists) => {}
                Err(error) => return Err(error),
            }
        }
        let is_new = self.find(Self::ROOT, path, Last::Entry) == Err(Error::NotFound);
        let open = Open { create: true, write: true, ..Open::default() };
        let inode = self.open(Self::ROOT, path, Last::Follow, open)?;
        // First the length: where there is no room for the new content, the old one stays whole.
        let written = self.resize(inode, content.len() as u64).and_then(|()| self.write(inode, 0, content));
        self.release(inode);
        written.inspect_err(|_| {
            if is_new {
                self.unlink(Self::ROOT, path).expect("what was just made can be removed");
            }
        })
    }

    /// Removes a file, a symbolic link, or a directory with all that is in it: everything or, if something is read-only,
    /// nothing.
    pub(crate) fn remove_all(&mut self, path: &str) -> Result<(), Error> {
        let place = self.walk(Self::ROOT, path, Last::Entry)?;
        let top = self.existing(&place)?;
        named(&place)?;
        if self.read_only(place.directory) {
            return Err(Error::ReadOnly);
        }
        // Directories come before what is in them, so that in reverse they are empty when they are removed.
        let mut found: Vec<(Inode, String, Inode)> = vec![(place.directory, place.name, top)];
        let mut at = 0;
        while at < found.len() {
            let inode = found[at].2;
            if self.read_only(inode) {
                return Err(Error::ReadOnly);
            }
            if self.kind(inode) == Kind::Directory {
                let entries = self.entries(inode)?;
                found.try_reserve(entries.len()).map_err(|_| Error::NoMemory)?;
                found.extend(entries.into_iter().map(|(name, entry)| (inode, name, entry)));
            }
            at += 1;
        }
        for (directory, name, inode) in found.iter().rev() {
            match self.kind(*inode) {
                Kind::Directory => self.remove_directory(*directory, name)?,
                _ => self.unlink(*directory, name)?,
            }
        }
        Ok(())
    }
}
