//! What stands for the host where there is none: nothing of it can be had, so what would hold it has no values.

use crate::bindings::exports::wasi::filesystem::types::{
    Advice, Descriptor as Resource, DescriptorBorrow, DescriptorFlags, DescriptorStat, DescriptorType, DirectoryEntry,
    DirectoryEntryStream, ErrorCode, GuestDescriptor, MetadataHashValue, NewTimestamp, OpenFlags, PathFlags,
};
use crate::bindings::exports::wasi::io::streams::{InputStream, OutputStream};
use crate::fs::Time;
use crate::io::{self, Sink, Source};

/// What the host knows when it is there.
pub(crate) enum Pollable {}

impl Pollable {
    pub(crate) fn ready(&self) -> bool {
        match *self {}
    }

    pub(crate) fn block(&self) {
        match *self {}
    }
}

/// What the host says of an error of its own.
pub(crate) enum Error {}

pub(crate) fn poll(pollables: &[&Pollable]) -> Vec<u32> {
    match **pollables.first().expect("the caller has one") {}
}

/// A directory of the host's that is being read.
pub(crate) enum Entries {}

impl Entries {
    pub(crate) fn next(&self) -> Result<Option<DirectoryEntry>, ErrorCode> {
        match *self {}
    }
}

/// What is open in a directory of the host's.
pub(crate) enum Descriptor {}

/// Each method, none of which is ever called.
macro_rules! never {
    ($($name:ident($($argument:ty),*) -> $result:ty;)*) => {
        impl GuestDescriptor for Descriptor {
            $(fn $name(&self, $(_: $argument),*) -> $result {
                match *self {}
            })*
        }
    };
}

never! {
    read_via_stream(u64) -> Result<InputStream, ErrorCode>;
    write_via_stream(u64) -> Result<OutputStream, ErrorCode>;
    append_via_stream() -> Result<OutputStream, ErrorCode>;
    advise(u64, u64, Advice) -> Result<(), ErrorCode>;
    sync_data() -> Result<(), ErrorCode>;
    get_flags() -> Result<DescriptorFlags, ErrorCode>;
    get_type() -> Result<DescriptorType, ErrorCode>;
    set_size(u64) -> Result<(), ErrorCode>;
    set_times(NewTimestamp, NewTimestamp) -> Result<(), ErrorCode>;
    read(u64, u64) -> Result<(Vec<u8>, bool), ErrorCode>;
    write(Vec<u8>, u64) -> Result<u64, ErrorCode>;
    read_directory() -> Result<DirectoryEntryStream, ErrorCode>;
    sync() -> Result<(), ErrorCode>;
    create_directory_at(String) -> Result<(), ErrorCode>;
    stat() -> Result<DescriptorStat, ErrorCode>;
    stat_at(PathFlags, String) -> Result<DescriptorStat, ErrorCode>;
    set_times_at(PathFlags, String, NewTimestamp, NewTimestamp) -> Result<(), ErrorCode>;
    link_at(PathFlags, String, DescriptorBorrow<'_>, String) -> Result<(), ErrorCode>;
    open_at(PathFlags, String, OpenFlags, DescriptorFlags) -> Result<Resource, ErrorCode>;
    readlink_at(String) -> Result<String, ErrorCode>;
    remove_directory_at(String) -> Result<(), ErrorCode>;
    rename_at(String, DescriptorBorrow<'_>, String) -> Result<(), ErrorCode>;
    symlink_at(String, String) -> Result<(), ErrorCode>;
    unlink_file_at(String) -> Result<(), ErrorCode>;
    is_same_object(DescriptorBorrow<'_>) -> bool;
    metadata_hash() -> Result<MetadataHashValue, ErrorCode>;
    metadata_hash_at(PathFlags, String) -> Result<MetadataHashValue, ErrorCode>;
}

/// What the host would be asked for, each a function without a result.
macro_rules! nothing {
    ($($name:ident($($argument:ty),*) -> $result:ty;)*) => {
        $(pub(crate) fn $name($(_: $argument),*) -> $result {
            Default::default()
        })*
    };
}

nothing! {
    directories() -> Vec<(Descriptor, String)>;
    stdin() -> Option<Box<dyn Source>>;
    stdout() -> Option<Box<dyn Sink>>;
    stderr() -> Option<Box<dyn Sink>>;
    wall() -> Option<Time>;
    wall_resolution() -> Option<Time>;
    monotonic() -> Option<u64>;
    monotonic_resolution() -> Option<u64>;
    instant(u64) -> Option<io::Pollable>;
    duration(u64) -> Option<io::Pollable>;
    random_bytes(u64) -> Option<Vec<u8>>;
    random_u64() -> Option<u64>;
    insecure_bytes(u64) -> Option<Vec<u8>>;
    insecure_u64() -> Option<u64>;
    insecure_seed() -> Option<(u64, u64)>;
    environment() -> Vec<(String, String)>;
    arguments() -> Vec<String>;
    exit(Result<(), ()>) -> ();
    exit_with_code(u8) -> ();
}
