use super::data::Chunks;
use super::{Content, Error, Inode, Kind, Tree};

impl Tree {
    /// The bytes of a file.
    pub(crate) fn size(&self, inode: Inode) -> Result<u64, Error> {
        let stat = self.stat(inode);
        match stat.kind {
            Kind::File => Ok(stat.size),
            Kind::Directory => Err(Error::IsDirectory),
            Kind::Symlink => Err(Error::Invalid),
        }
    }

    /// Up to `count` bytes of a file from `offset` on; fewer only at its end.
    pub(crate) fn read(&self, inode: Inode, offset: u64, count: usize) -> Result<Vec<u8>, Error> {
        self.size(inode)?;
        match self.nodes.get(&inode) {
            Some(node) => match &node.content {
                Content::File(data) => data.read(offset, count),
                _ => unreachable!("it has a size"),
            },
            None => match self.in_image(inode).kind {
                wasi_virt_image::Kind::File(bytes) => super::data::Data::Image(bytes).read(offset, count),
                _ => unreachable!("it has a size"),
            },
        }
    }

    /// Writes bytes to a file: all of them or, on failure, none. What lies before them is filled with zeros.
    pub(crate) fn write(&mut self, inode: Inode, offset: u64, bytes: &[u8]) -> Result<(), Error> {
        let size = self.size(inode)?;
        let end = offset.checked_add(bytes.len() as u64).ok_or(Error::TooLarge)?;
        if bytes.is_empty() {
            return Ok(());
        }
        let at = usize::try_from(offset).map_err(|_| Error::NoSpace);
        let chunks = self.reshape(inode, end.max(size))?;
        chunks.write(at?, bytes);
        Ok(())
    }

    /// Writes bytes to the end of a file.
    pub(crate) fn append(&mut self, inode: Inode, bytes: &[u8]) -> Result<(), Error> {
        let size = self.size(inode)?;
        self.write(inode, size, bytes)
    }

    /// Cuts a file off, or extends it with zeros.
    pub(crate) fn resize(&mut self, inode: Inode, length: u64) -> Result<(), Error> {
        self.size(inode)?;
        self.reshape(inode, length).map(|_| ())
    }

    /// Makes a file's content the guest's own, with this length, within the quota.
    fn reshape(&mut self, inode: Inode, length: u64) -> Result<&mut Chunks, Error> {
        if self.read_only(inode) {
            return Err(Error::ReadOnly);
        }
        let now = self.now();
        let before = self.own(inode)?.content.charged();
        // The quota comes first: nothing is allocated that it doesn't allow.
        self.quota.take(length.saturating_sub(before))?;
        let resized = usize::try_from(length).map_err(|_| Error::NoSpace).and_then(|length| {
            let Content::File(data) = &mut self.own(inode)?.content else { unreachable!("it has a size") };
            data.resize(length).map(|_| ())
        });
        if let Err(error) = resized {
            self.quota.give(length.saturating_sub(before));
            return Err(error);
        }
        self.quota.give(before.saturating_sub(length));
        let node = self.nodes.get_mut(&inode).expect("it was copied up above");
        (node.modified, node.changed) = (now, now);
        match &mut node.content {
            Content::File(super::data::Data::Own(chunks)) => Ok(chunks),
            _ => unreachable!("it was made so above"),
        }
    }
}
