use std::cell::RefCell;

use crate::bindings::exports::wasi::filesystem::types::{DirectoryEntry, ErrorCode, GuestDirectoryEntryStream};
use crate::host;
use crate::state::{Handle, tree};

/// A directory that is being read.
pub(crate) enum Entries {
    /// In memory, with the name that was read last.
    InMemory(Handle, RefCell<Option<String>>),
    /// The host's.
    #[cfg_attr(feature = "sealed", expect(dead_code, reason = "there is no host"))]
    Host(host::Entries),
}

impl GuestDirectoryEntryStream for Entries {
    fn read_directory_entry(&self) -> Result<Option<DirectoryEntry>, ErrorCode> {
        match self {
            Self::Host(entries) => entries.next(),
            Self::InMemory(directory, last) => {
                let mut last = last.borrow_mut();
                let next = tree(|tree| {
                    let next = tree.entry_after(directory.inode(), last.as_deref())?;
                    Ok::<_, ErrorCode>(next.map(|(name, inode)| (name, tree.kind(inode))))
                })?;
                Ok(next.map(|(name, kind)| {
                    *last = Some(name.clone());
                    DirectoryEntry { name, type_: kind.into() }
                }))
            }
        }
    }
}
