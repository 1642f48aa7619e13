//! The one place that trusts machine code: what this library compiled itself is loaded again.
#![allow(unsafe_code)]

use std::path::Path;

use wasmtime::component::Component;

use super::Sandbox;
use super::load::load_compiled;
use crate::engine::Engine;
use crate::error::Result;

impl Engine {
    /// Loads code that [`compile`](Self::compile) has made of a component, in milliseconds and without a compiler.
    ///
    /// ```no_run
    /// # fn main() -> component_sandbox::Result<()> {
    /// # use component_sandbox::Engine;
    /// // SAFETY: the file comes with the program, from where only its administrator writes.
    /// let sandbox = unsafe { Engine::new()?.load_compiled("/opt/my-service/sandbox.cwasm") }?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Safety
    ///
    /// The file holds machine code, which becomes part of this process. It must be what [`compile`](Self::compile) made,
    /// unchanged, and must not change while the result or any session of it is there. It is checked that engine,
    /// settings and processor fit, not who wrote it.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load), [`NotCompiled`](crate::ComponentError::NotCompiled) for any other file, and
    /// [`Incompatible`](crate::ComponentError::Incompatible) where it was compiled for another engine.
    pub unsafe fn load_compiled(&self, path: impl AsRef<Path>) -> Result<Sandbox> {
        load_compiled(self, path.as_ref())
    }
}

/// Maps a file of compiled code into memory. The caller has verified that it is what the cache once wrote, or has the
/// word of its own caller that it is what `compile` made.
pub(crate) fn load(engine: &wasmtime::Engine, path: &Path) -> wasmtime::Result<Component> {
    // SAFETY: an entry of the cache was written with what `precompile_component` made, and its hash has been
    // checked since; it lies in a directory that only this user can write to, and entries are never changed in place,
    // only renamed into it and removed, so the mapping can't change. For any other file the caller of `load_compiled` has
    // promised as much. wasmtime itself checks that its version, settings and the processor fit.
    unsafe { Component::deserialize_file(engine, path) }
}

/// Loads compiled code that this process has just made.
pub(crate) fn load_bytes(engine: &wasmtime::Engine, code: &[u8]) -> wasmtime::Result<Component> {
    // SAFETY: the bytes come straight from `precompile_component` of the same engine.
    unsafe { Component::deserialize(engine, code) }
}
