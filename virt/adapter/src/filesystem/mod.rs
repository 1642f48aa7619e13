//! `wasi:filesystem`: the tree in memory, and such directories of the host's as the settings name.

mod code;
mod descriptor;
mod entries;
mod in_memory;
mod preopens;
mod stream;

pub(crate) use descriptor::Descriptor;
pub(crate) use entries::Entries;

use crate::Adapter;
use crate::bindings::exports::wasi::filesystem::types::{ErrorCode, Guest};
use crate::bindings::exports::wasi::io::error::ErrorBorrow;
use crate::io::Failure;

impl Guest for Adapter {
    type Descriptor = Descriptor;
    type DirectoryEntryStream = Entries;

    fn filesystem_error_code(error: ErrorBorrow<'_>) -> Option<ErrorCode> {
        error.get::<Failure>().code
    }
}
