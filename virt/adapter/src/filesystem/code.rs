use crate::bindings::exports::wasi::filesystem::types::{DescriptorType, ErrorCode};
use crate::fs::{Error, Kind};

impl From<Error> for ErrorCode {
    fn from(error: Error) -> Self {
        match error {
            Error::Busy => Self::Busy,
            Error::Exists => Self::Exist,
            Error::TooLarge => Self::FileTooLarge,
            Error::Invalid => Self::Invalid,
            Error::IsDirectory => Self::IsDirectory,
            Error::Loop => Self::Loop,
            Error::NameTooLong => Self::NameTooLong,
            Error::NotFound => Self::NoEntry,
            Error::NoMemory => Self::InsufficientMemory,
            Error::NoSpace => Self::InsufficientSpace,
            Error::NotDirectory => Self::NotDirectory,
            Error::NotEmpty => Self::NotEmpty,
            Error::NotPermitted => Self::NotPermitted,
            Error::ReadOnly => Self::ReadOnly,
        }
    }
}

impl From<Kind> for DescriptorType {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::File => Self::RegularFile,
            Kind::Directory => Self::Directory,
            Kind::Symlink => Self::SymbolicLink,
        }
    }
}
