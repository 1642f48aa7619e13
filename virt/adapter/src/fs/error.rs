use core::fmt;

/// Why an operation on the tree failed, as POSIX tells such reasons apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Error {
    /// `EBUSY`: the root can't be removed or moved.
    Busy,
    /// `EEXIST`
    Exists,
    /// `EFBIG`: a length beyond what a number can hold.
    TooLarge,
    /// `EINVAL`
    Invalid,
    /// `EISDIR`
    IsDirectory,
    /// `ELOOP`: more than 40 symbolic links, or one where none is to be followed.
    Loop,
    /// `ENAMETOOLONG`
    NameTooLong,
    /// `ENOENT`
    NotFound,
    /// `ENOMEM`: the instance may not have more memory.
    NoMemory,
    /// `ENOSPC`: the quota is used up.
    NoSpace,
    /// `ENOTDIR`
    NotDirectory,
    /// `ENOTEMPTY`
    NotEmpty,
    /// `EPERM`
    NotPermitted,
    /// `EROFS`
    ReadOnly,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Busy => "it is the root directory",
            Self::Exists => "something with this name is there already",
            Self::TooLarge => "no file can be that large",
            Self::Invalid => "the operation doesn't fit what is there, or the path holds a NUL",
            Self::IsDirectory => "it is a directory",
            Self::Loop => "too many symbolic links lead on from it",
            Self::NameTooLong => "a name is longer than 255 bytes, or the path longer than 4096",
            Self::NotFound => "there is no such file or directory",
            Self::NoMemory => "the instance's memory is used up",
            Self::NoSpace => "the filesystem's quota is used up",
            Self::NotDirectory => "a part of the path that must be a directory isn't one",
            Self::NotEmpty => "the directory isn't empty",
            Self::NotPermitted => "this isn't permitted",
            Self::ReadOnly => "it is read-only",
        })
    }
}
