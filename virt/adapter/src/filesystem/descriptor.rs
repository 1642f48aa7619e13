use crate::bindings::exports::wasi::filesystem::types::{
    Advice, Descriptor as Resource, DescriptorBorrow, DescriptorFlags, DescriptorStat, DescriptorType,
    DirectoryEntryStream, ErrorCode, GuestDescriptor, MetadataHashValue, NewTimestamp, OpenFlags, PathFlags,
};
use crate::bindings::exports::wasi::io::streams::{InputStream, OutputStream};
use crate::host;

use super::in_memory::InMemory;

/// What is open, wherever it is.
pub(crate) enum Descriptor {
    /// In the tree in memory.
    InMemory(InMemory),
    /// In a directory of the host's.
    Host(host::Descriptor),
}

impl Descriptor {
    /// What is open, if it is in memory.
    pub(super) fn in_memory(&self) -> Option<&InMemory> {
        match self {
            Self::InMemory(descriptor) => Some(descriptor),
            Self::Host(_) => None,
        }
    }

    /// What is open, if it is the host's.
    #[cfg(not(feature = "sealed"))]
    pub(crate) fn host(&self) -> Option<&host::Descriptor> {
        match self {
            Self::InMemory(_) => None,
            Self::Host(descriptor) => Some(descriptor),
        }
    }
}

/// Passes each method on to wherever the descriptor is.
macro_rules! delegate {
    ($($name:ident($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        impl GuestDescriptor for Descriptor {
            $(fn $name(&self, $($argument: $type),*) -> $result {
                match self {
                    Self::InMemory(descriptor) => descriptor.$name($($argument),*),
                    Self::Host(descriptor) => descriptor.$name($($argument),*),
                }
            })*
        }
    };
}

delegate! {
    read_via_stream(offset: u64) -> Result<InputStream, ErrorCode>;
    write_via_stream(offset: u64) -> Result<OutputStream, ErrorCode>;
    append_via_stream() -> Result<OutputStream, ErrorCode>;
    advise(offset: u64, length: u64, advice: Advice) -> Result<(), ErrorCode>;
    sync_data() -> Result<(), ErrorCode>;
    get_flags() -> Result<DescriptorFlags, ErrorCode>;
    get_type() -> Result<DescriptorType, ErrorCode>;
    set_size(size: u64) -> Result<(), ErrorCode>;
    set_times(accessed: NewTimestamp, modified: NewTimestamp) -> Result<(), ErrorCode>;
    read(count: u64, offset: u64) -> Result<(Vec<u8>, bool), ErrorCode>;
    write(bytes: Vec<u8>, offset: u64) -> Result<u64, ErrorCode>;
    read_directory() -> Result<DirectoryEntryStream, ErrorCode>;
    sync() -> Result<(), ErrorCode>;
    create_directory_at(path: String) -> Result<(), ErrorCode>;
    stat() -> Result<DescriptorStat, ErrorCode>;
    stat_at(flags: PathFlags, path: String) -> Result<DescriptorStat, ErrorCode>;
    set_times_at(flags: PathFlags, path: String, accessed: NewTimestamp, modified: NewTimestamp) -> Result<(), ErrorCode>;
    link_at(flags: PathFlags, path: String, to: DescriptorBorrow<'_>, to_path: String) -> Result<(), ErrorCode>;
    open_at(path_flags: PathFlags, path: String, open: OpenFlags, flags: DescriptorFlags) -> Result<Resource, ErrorCode>;
    readlink_at(path: String) -> Result<String, ErrorCode>;
    remove_directory_at(path: String) -> Result<(), ErrorCode>;
    rename_at(path: String, to: DescriptorBorrow<'_>, to_path: String) -> Result<(), ErrorCode>;
    symlink_at(target: String, path: String) -> Result<(), ErrorCode>;
    unlink_file_at(path: String) -> Result<(), ErrorCode>;
    is_same_object(other: DescriptorBorrow<'_>) -> bool;
    metadata_hash() -> Result<MetadataHashValue, ErrorCode>;
    metadata_hash_at(flags: PathFlags, path: String) -> Result<MetadataHashValue, ErrorCode>;
}
