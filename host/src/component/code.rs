//! The one place that trusts machine code: what this engine compiled itself is loaded again.
#![allow(unsafe_code)]

#[cfg(feature = "cache")]
use std::path::Path;

use wasmtime::component::Component;
use wasmtime::{Engine, Result};

/// Maps a file of compiled code into memory. The caller has verified that it is what the cache once wrote.
#[cfg(feature = "cache")]
pub(crate) fn load(engine: &Engine, path: &Path) -> Result<Component> {
    // SAFETY: the file was written by the cache with what `precompile_component` made, and its hash has been
    // checked since; it lies in a directory that only this user can write to, and entries are never changed in place,
    // only renamed into it and removed, so the mapping can't change. wasmtime itself checks that its version, settings
    // and the processor fit.
    unsafe { Component::deserialize_file(engine, path) }
}

/// Loads compiled code that this process has just made.
pub(crate) fn load_bytes(engine: &Engine, code: &[u8]) -> Result<Component> {
    // SAFETY: the bytes come straight from `precompile_component` of the same engine.
    unsafe { Component::deserialize(engine, code) }
}
