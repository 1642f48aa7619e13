use std::cell::{Cell, RefCell};

use crate::bindings::exports::wasi::filesystem::types::{
    Advice, Datetime, Descriptor as Resource, DescriptorBorrow, DescriptorFlags, DescriptorStat, DescriptorType,
    DirectoryEntryStream, ErrorCode, GuestDescriptor, MetadataHashValue, NewTimestamp, OpenFlags, PathFlags,
};
use crate::bindings::exports::wasi::io::streams::{InputStream, OutputStream};
use crate::clocks;
use crate::fs::{Inode, Kind, Last, Open, Stat, Time};
use crate::io::{Input, Output, bounded};
use crate::state::{Handle, tree};

use super::stream::{Reader, Writer};
use super::{Descriptor, Entries};

/// The upper half of a metadata hash; nodes of the tree differ in the lower one.
const DEVICE: u64 = u64::from_le_bytes(*b"in-memor");

/// What is open in the tree in memory.
pub(crate) struct InMemory {
    handle: Handle,
    flags: DescriptorFlags,
}

impl InMemory {
    /// A directory that is open for all that can be done with it.
    pub(super) fn directory(handle: Handle) -> Self {
        Self { handle, flags: DescriptorFlags::READ | DescriptorFlags::MUTATE_DIRECTORY }
    }

    fn inode(&self) -> Inode {
        self.handle.inode()
    }

    fn allow(&self, flag: DescriptorFlags) -> Result<(), ErrorCode> {
        tree(|tree| tree.size(self.inode()))?;
        if self.flags.contains(flag) { Ok(()) } else { Err(ErrorCode::BadDescriptor) }
    }

    fn another(&self) -> Handle {
        Handle::new(self.inode())
    }

    fn find(&self, flags: PathFlags, path: &str) -> Result<Inode, ErrorCode> {
        Ok(tree(|tree| tree.find(self.inode(), path, last(flags)))?)
    }
}

impl GuestDescriptor for InMemory {
    fn read_via_stream(&self, offset: u64) -> Result<InputStream, ErrorCode> {
        self.allow(DescriptorFlags::READ)?;
        let reader = Reader { file: self.another(), position: Cell::new(offset) };
        Ok(InputStream::new(Input(Box::new(reader))))
    }

    fn write_via_stream(&self, offset: u64) -> Result<OutputStream, ErrorCode> {
        self.allow(DescriptorFlags::WRITE)?;
        let writer = Writer { file: self.another(), position: Cell::new(Some(offset)) };
        Ok(OutputStream::new(Output(Box::new(writer))))
    }

    fn append_via_stream(&self) -> Result<OutputStream, ErrorCode> {
        self.allow(DescriptorFlags::WRITE)?;
        let writer = Writer { file: self.another(), position: Cell::new(None) };
        Ok(OutputStream::new(Output(Box::new(writer))))
    }

    fn advise(&self, _: u64, _: u64, _: Advice) -> Result<(), ErrorCode> {
        Ok(tree(|tree| tree.size(self.inode())).map(|_| ())?)
    }

    fn sync_data(&self) -> Result<(), ErrorCode> {
        Ok(())
    }

    fn get_flags(&self) -> Result<DescriptorFlags, ErrorCode> {
        Ok(self.flags)
    }

    fn get_type(&self) -> Result<DescriptorType, ErrorCode> {
        Ok(tree(|tree| tree.kind(self.inode())).into())
    }

    fn set_size(&self, size: u64) -> Result<(), ErrorCode> {
        self.allow(DescriptorFlags::WRITE)?;
        Ok(tree(|tree| tree.resize(self.inode(), size))?)
    }

    fn set_times(&self, accessed: NewTimestamp, modified: NewTimestamp) -> Result<(), ErrorCode> {
        let (accessed, modified) = (time(accessed)?, time(modified)?);
        Ok(tree(|tree| tree.set_times(self.inode(), accessed, modified))?)
    }

    fn read(&self, count: u64, offset: u64) -> Result<(Vec<u8>, bool), ErrorCode> {
        self.allow(DescriptorFlags::READ)?;
        tree(|tree| {
            let bytes = tree.read(self.inode(), offset, bounded(count))?;
            let is_end = offset.saturating_add(bytes.len() as u64) >= tree.size(self.inode())?;
            Ok((bytes, is_end))
        })
    }

    fn write(&self, bytes: Vec<u8>, offset: u64) -> Result<u64, ErrorCode> {
        self.allow(DescriptorFlags::WRITE)?;
        tree(|tree| tree.write(self.inode(), offset, &bytes))?;
        Ok(bytes.len() as u64)
    }

    fn read_directory(&self) -> Result<DirectoryEntryStream, ErrorCode> {
        if self.get_type()? != DescriptorType::Directory {
            return Err(ErrorCode::NotDirectory);
        }
        Ok(DirectoryEntryStream::new(Entries::InMemory(self.another(), RefCell::new(None))))
    }

    fn sync(&self) -> Result<(), ErrorCode> {
        Ok(())
    }

    fn create_directory_at(&self, path: String) -> Result<(), ErrorCode> {
        Ok(tree(|tree| tree.make_directory(self.inode(), &path))?)
    }

    fn stat(&self) -> Result<DescriptorStat, ErrorCode> {
        Ok(stat(tree(|tree| tree.stat(self.inode()))))
    }

    fn stat_at(&self, flags: PathFlags, path: String) -> Result<DescriptorStat, ErrorCode> {
        let inode = self.find(flags, &path)?;
        Ok(stat(tree(|tree| tree.stat(inode))))
    }

    fn set_times_at(
        &self,
        flags: PathFlags,
        path: String,
        accessed: NewTimestamp,
        modified: NewTimestamp,
    ) -> Result<(), ErrorCode> {
        let inode = self.find(flags, &path)?;
        let (accessed, modified) = (time(accessed)?, time(modified)?);
        Ok(tree(|tree| tree.set_times(inode, accessed, modified))?)
    }

    fn link_at(
        &self,
        flags: PathFlags,
        path: String,
        to: DescriptorBorrow<'_>,
        to_path: String,
    ) -> Result<(), ErrorCode> {
        let to = to.get::<Descriptor>().in_memory().ok_or(ErrorCode::CrossDevice)?.inode();
        Ok(tree(|tree| tree.make_link((self.inode(), &path), last(flags), (to, &to_path)))?)
    }

    fn open_at(
        &self,
        path_flags: PathFlags,
        path: String,
        open: OpenFlags,
        mut flags: DescriptorFlags,
    ) -> Result<Resource, ErrorCode> {
        let open = Open {
            create: open.contains(OpenFlags::CREATE),
            exclusive: open.contains(OpenFlags::EXCLUSIVE),
            directory: open.contains(OpenFlags::DIRECTORY),
            truncate: open.contains(OpenFlags::TRUNCATE),
            write: flags.contains(DescriptorFlags::WRITE),
        };
        let inode = tree(|tree| tree.open(self.inode(), &path, last(path_flags), open))?;
        let handle = Handle::counted(inode);
        if tree(|tree| tree.kind(inode)) == Kind::Directory {
            flags |= DescriptorFlags::READ | DescriptorFlags::MUTATE_DIRECTORY;
        }
        Ok(Resource::new(Descriptor::InMemory(Self { handle, flags })))
    }

    fn readlink_at(&self, path: String) -> Result<String, ErrorCode> {
        Ok(tree(|tree| tree.read_link(self.inode(), &path))?)
    }

    fn remove_directory_at(&self, path: String) -> Result<(), ErrorCode> {
        Ok(tree(|tree| tree.remove_directory(self.inode(), &path))?)
    }

    fn rename_at(&self, path: String, to: DescriptorBorrow<'_>, to_path: String) -> Result<(), ErrorCode> {
        let to = to.get::<Descriptor>().in_memory().ok_or(ErrorCode::CrossDevice)?.inode();
        Ok(tree(|tree| tree.rename((self.inode(), &path), (to, &to_path)))?)
    }

    fn symlink_at(&self, target: String, path: String) -> Result<(), ErrorCode> {
        Ok(tree(|tree| tree.make_symlink(&target, self.inode(), &path))?)
    }

    fn unlink_file_at(&self, path: String) -> Result<(), ErrorCode> {
        Ok(tree(|tree| tree.unlink(self.inode(), &path))?)
    }

    fn is_same_object(&self, other: DescriptorBorrow<'_>) -> bool {
        other.get::<Descriptor>().in_memory().is_some_and(|other| other.inode() == self.inode())
    }

    fn metadata_hash(&self) -> Result<MetadataHashValue, ErrorCode> {
        Ok(hash(self.inode()))
    }

    /// The C library makes the number of a file, for `stat` and `lstat` alike, of the hash that it asks for without
    /// following links. With a link's own hash, what it leads to would have another number by way of the link, and no
    /// two paths to it would be the same file; so links are followed, as far as they lead anywhere.
    fn metadata_hash_at(&self, flags: PathFlags, path: String) -> Result<MetadataHashValue, ErrorCode> {
        let followed = self.find(flags | PathFlags::SYMLINK_FOLLOW, &path);
        followed.or_else(|_| self.find(flags, &path)).map(hash)
    }
}

/// Numbers of nodes are never used twice, so the hash tells a node from one that was there before.
fn hash(inode: Inode) -> MetadataHashValue {
    // 0 means no number to some.
    MetadataHashValue { lower: inode + 1, upper: DEVICE }
}

fn last(flags: PathFlags) -> Last {
    if flags.contains(PathFlags::SYMLINK_FOLLOW) { Last::Follow } else { Last::Keep }
}

/// The time to set, if one is.
fn time(new: NewTimestamp) -> Result<Option<Time>, ErrorCode> {
    match new {
        NewTimestamp::NoChange => Ok(None),
        NewTimestamp::Now => Ok(Some(clocks::wall())),
        NewTimestamp::Timestamp(Datetime { nanoseconds: 1_000_000_000.., .. }) => Err(ErrorCode::Invalid),
        NewTimestamp::Timestamp(Datetime { seconds, nanoseconds }) => Ok(Some(Time { seconds, nanoseconds })),
    }
}

fn stat(stat: Stat) -> DescriptorStat {
    let time = |Time { seconds, nanoseconds }| Some(Datetime { seconds, nanoseconds });
    DescriptorStat {
        type_: stat.kind.into(),
        link_count: stat.links.into(),
        size: stat.size,
        data_access_timestamp: time(stat.accessed),
        data_modification_timestamp: time(stat.modified),
        status_change_timestamp: time(stat.changed),
    }
}
