//! Loading what `compile` has made.
#![allow(unsafe_code)]

use std::path::Path;

use component_sandbox::{Engine, Result, Sandbox};

/// Loads compiled code, which the user has said to be that.
pub(crate) fn load(engine: &Engine, path: &Path) -> Result<Sandbox> {
    // SAFETY: the user named the file and, by `--compiled`, vouches for it. `compile` replaces a file and never changes one.
    unsafe { engine.load_compiled(path) }
}
