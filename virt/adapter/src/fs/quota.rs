use super::Error;

/// What the guest may store, and what it has stored.
#[derive(Debug)]
pub(crate) struct Quota {
    bytes: u64,
    names: u32,
    used_bytes: u64,
    used_names: u32,
}

impl Quota {
    /// `bytes` for contents, names and targets of links together, `names` for files, directories and links.
    pub(crate) fn new(bytes: u64, names: u32) -> Self {
        Self { bytes, names, used_bytes: 0, used_names: 0 }
    }

    /// Sets what may be stored from now on; what is stored stays, even where it is more.
    pub(crate) fn set(&mut self, bytes: u64, names: u32) {
        (self.bytes, self.names) = (bytes, names);
    }

    /// Takes bytes.
    pub(crate) fn take(&mut self, bytes: u64) -> Result<(), Error> {
        if bytes > self.bytes.saturating_sub(self.used_bytes) {
            return Err(Error::NoSpace);
        }
        self.used_bytes += bytes;
        Ok(())
    }

    /// Takes a name in a directory, of this length.
    pub(crate) fn take_name(&mut self, length: usize) -> Result<(), Error> {
        if self.used_names >= self.names {
            return Err(Error::NoSpace);
        }
        self.take(length as u64)?;
        self.used_names += 1;
        Ok(())
    }

    /// Gives bytes back that were taken.
    pub(crate) fn give(&mut self, bytes: u64) {
        self.used_bytes = self.used_bytes.checked_sub(bytes).expect("what is given back was taken");
    }

    /// Gives a name back that was taken.
    pub(crate) fn give_name(&mut self, length: usize) {
        self.give(length as u64);
        self.used_names = self.used_names.checked_sub(1).expect("what is given back was taken");
    }

    /// Takes a name in place of one that was taken, if the old one was. On failure the old one stays.
    pub(crate) fn exchange_name(&mut self, old: Option<usize>, new: usize) -> Result<(), Error> {
        let Some(old) = old else { return self.take_name(new) };
        // Only the difference, because a name that is no longer is within any quota.
        self.take(new.saturating_sub(old) as u64)?;
        self.give(old.saturating_sub(new) as u64);
        Ok(())
    }

    /// The bytes and names in use.
    #[cfg(test)]
    pub(crate) fn used(&self) -> (u64, u32) {
        (self.used_bytes, self.used_names)
    }
}
