use crate::bindings::exports::wasi::filesystem::types::{
    Advice, Datetime, Descriptor as Resource, DescriptorBorrow, DescriptorFlags, DescriptorStat, DescriptorType,
    DirectoryEntry, DirectoryEntryStream, ErrorCode, GuestDescriptor, MetadataHashValue, NewTimestamp, OpenFlags,
    PathFlags,
};
use crate::bindings::exports::wasi::io::streams::{InputStream, OutputStream};
use crate::bindings::wasi::filesystem::{preopens, types as host};
use crate::filesystem;
use crate::state::settings;

use super::{input, output};

/// What is open in a directory of the host's.
pub(crate) struct Descriptor(host::Descriptor);

/// A directory of the host's that is being read.
pub(crate) struct Entries(host::DirectoryEntryStream);

/// The host's directories with its names for them, if the settings name any.
pub(crate) fn directories() -> Vec<(Descriptor, String)> {
    if settings().preopens.is_empty() {
        return Vec::new();
    }
    preopens::get_directories().into_iter().map(|(directory, name)| (Descriptor(directory), name)).collect()
}

impl Entries {
    pub(crate) fn next(&self) -> Result<Option<DirectoryEntry>, ErrorCode> {
        let entry = self.0.read_directory_entry().map_err(code)?;
        Ok(entry.map(|entry| DirectoryEntry { type_: kind(entry.type_), name: entry.name }))
    }
}

impl GuestDescriptor for Descriptor {
    fn read_via_stream(&self, offset: u64) -> Result<InputStream, ErrorCode> {
        self.0.read_via_stream(offset).map(input).map_err(code)
    }

    fn write_via_stream(&self, offset: u64) -> Result<OutputStream, ErrorCode> {
        self.0.write_via_stream(offset).map(output).map_err(code)
    }

    fn append_via_stream(&self) -> Result<OutputStream, ErrorCode> {
        self.0.append_via_stream().map(output).map_err(code)
    }

    fn advise(&self, offset: u64, length: u64, advice: Advice) -> Result<(), ErrorCode> {
        let advice = match advice {
            Advice::Normal => host::Advice::Normal,
            Advice::Sequential => host::Advice::Sequential,
            Advice::Random => host::Advice::Random,
            Advice::WillNeed => host::Advice::WillNeed,
            Advice::DontNeed => host::Advice::DontNeed,
            Advice::NoReuse => host::Advice::NoReuse,
        };
        self.0.advise(offset, length, advice).map_err(code)
    }

    fn sync_data(&self) -> Result<(), ErrorCode> {
        self.0.sync_data().map_err(code)
    }

    fn get_flags(&self) -> Result<DescriptorFlags, ErrorCode> {
        self.0.get_flags().map(|flags| DescriptorFlags::from_bits_truncate(flags.bits())).map_err(code)
    }

    fn get_type(&self) -> Result<DescriptorType, ErrorCode> {
        self.0.get_type().map(kind).map_err(code)
    }

    fn set_size(&self, size: u64) -> Result<(), ErrorCode> {
        self.0.set_size(size).map_err(code)
    }

    fn set_times(&self, accessed: NewTimestamp, modified: NewTimestamp) -> Result<(), ErrorCode> {
        self.0.set_times(new_time(accessed), new_time(modified)).map_err(code)
    }

    fn read(&self, count: u64, offset: u64) -> Result<(Vec<u8>, bool), ErrorCode> {
        self.0.read(crate::io::bounded(count) as u64, offset).map_err(code)
    }

    fn write(&self, bytes: Vec<u8>, offset: u64) -> Result<u64, ErrorCode> {
        self.0.write(&bytes, offset).map_err(code)
    }

    fn read_directory(&self) -> Result<DirectoryEntryStream, ErrorCode> {
        let entries = self.0.read_directory().map_err(code)?;
        Ok(DirectoryEntryStream::new(filesystem::Entries::Host(Entries(entries))))
    }

    fn sync(&self) -> Result<(), ErrorCode> {
        self.0.sync().map_err(code)
    }

    fn create_directory_at(&self, path: String) -> Result<(), ErrorCode> {
        self.0.create_directory_at(&path).map_err(code)
    }

    fn stat(&self) -> Result<DescriptorStat, ErrorCode> {
        self.0.stat().map(stat).map_err(code)
    }

    fn stat_at(&self, flags: PathFlags, path: String) -> Result<DescriptorStat, ErrorCode> {
        self.0.stat_at(path_flags(flags), &path).map(stat).map_err(code)
    }

    fn set_times_at(
        &self,
        flags: PathFlags,
        path: String,
        accessed: NewTimestamp,
        modified: NewTimestamp,
    ) -> Result<(), ErrorCode> {
        self.0.set_times_at(path_flags(flags), &path, new_time(accessed), new_time(modified)).map_err(code)
    }

    fn link_at(
        &self,
        flags: PathFlags,
        path: String,
        to: DescriptorBorrow<'_>,
        to_path: String,
    ) -> Result<(), ErrorCode> {
        let to = to.get::<filesystem::Descriptor>().host().ok_or(ErrorCode::CrossDevice)?;
        self.0.link_at(path_flags(flags), &path, &to.0, &to_path).map_err(code)
    }

    fn open_at(
        &self,
        flags: PathFlags,
        path: String,
        open: OpenFlags,
        descriptor: DescriptorFlags,
    ) -> Result<Resource, ErrorCode> {
        let open = host::OpenFlags::from_bits_truncate(open.bits());
        let descriptor = host::DescriptorFlags::from_bits_truncate(descriptor.bits());
        let opened = self.0.open_at(path_flags(flags), &path, open, descriptor).map_err(code)?;
        Ok(Resource::new(filesystem::Descriptor::Host(Self(opened))))
    }

    fn readlink_at(&self, path: String) -> Result<String, ErrorCode> {
        self.0.readlink_at(&path).map_err(code)
    }

    fn remove_directory_at(&self, path: String) -> Result<(), ErrorCode> {
        self.0.remove_directory_at(&path).map_err(code)
    }

    fn rename_at(&self, path: String, to: DescriptorBorrow<'_>, to_path: String) -> Result<(), ErrorCode> {
        let to = to.get::<filesystem::Descriptor>().host().ok_or(ErrorCode::CrossDevice)?;
        self.0.rename_at(&path, &to.0, &to_path).map_err(code)
    }

    fn symlink_at(&self, target: String, path: String) -> Result<(), ErrorCode> {
        self.0.symlink_at(&target, &path).map_err(code)
    }

    fn unlink_file_at(&self, path: String) -> Result<(), ErrorCode> {
        self.0.unlink_file_at(&path).map_err(code)
    }

    fn is_same_object(&self, other: DescriptorBorrow<'_>) -> bool {
        other.get::<filesystem::Descriptor>().host().is_some_and(|other| self.0.is_same_object(&other.0))
    }

    fn metadata_hash(&self) -> Result<MetadataHashValue, ErrorCode> {
        self.0.metadata_hash().map(hash).map_err(code)
    }

    fn metadata_hash_at(&self, flags: PathFlags, path: String) -> Result<MetadataHashValue, ErrorCode> {
        self.0.metadata_hash_at(path_flags(flags), &path).map(hash).map_err(code)
    }
}

fn path_flags(flags: PathFlags) -> host::PathFlags {
    host::PathFlags::from_bits_truncate(flags.bits())
}

fn hash(hash: host::MetadataHashValue) -> MetadataHashValue {
    MetadataHashValue { lower: hash.lower, upper: hash.upper }
}

fn new_time(time: NewTimestamp) -> host::NewTimestamp {
    match time {
        NewTimestamp::NoChange => host::NewTimestamp::NoChange,
        NewTimestamp::Now => host::NewTimestamp::Now,
        NewTimestamp::Timestamp(Datetime { seconds, nanoseconds }) => {
            host::NewTimestamp::Timestamp(host::Datetime { seconds, nanoseconds })
        }
    }
}

fn stat(stat: host::DescriptorStat) -> DescriptorStat {
    let time = |time: host::Datetime| Datetime { seconds: time.seconds, nanoseconds: time.nanoseconds };
    DescriptorStat {
        type_: kind(stat.type_),
        link_count: stat.link_count,
        size: stat.size,
        data_access_timestamp: stat.data_access_timestamp.map(time),
        data_modification_timestamp: stat.data_modification_timestamp.map(time),
        status_change_timestamp: stat.status_change_timestamp.map(time),
    }
}

/// A function from one of the host's enumerations to the guest's with the same cases.
macro_rules! same {
    ($name:ident: $type:ident { $($case:ident)* }) => {
        pub(super) fn $name(from: host::$type) -> $type {
            match from {
                $(host::$type::$case => $type::$case,)*
            }
        }
    };
}

same!(kind: DescriptorType {
    Unknown BlockDevice CharacterDevice Directory Fifo SymbolicLink RegularFile Socket
});

same!(code: ErrorCode {
    Access WouldBlock Already BadDescriptor Busy Deadlock Quota Exist FileTooLarge IllegalByteSequence InProgress
    Interrupted Invalid Io IsDirectory Loop TooManyLinks MessageSize NameTooLong NoDevice NoEntry NoLock
    InsufficientMemory InsufficientSpace NotDirectory NotEmpty NotRecoverable Unsupported NoTty NoSuchDevice Overflow
    NotPermitted Pipe ReadOnly InvalidSeek TextFileBusy CrossDevice
});
