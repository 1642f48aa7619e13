//! From a component to machine code.

mod expansion;

use crate::engine::Engine;
use crate::error::{ComponentError, one_line};

/// The first eight bytes of a component and of a core module (binary format, preamble).
const COMPONENT: [u8; 8] = *b"\0asm\x0d\0\x01\0";
const MODULE: [u8; 8] = *b"\0asm\x01\0\0\0";

/// Compiles a component.
pub(super) fn compile(engine: &Engine, bytes: &[u8], name: &str) -> Result<Vec<u8>, ComponentError> {
    let name = name.to_owned();
    if bytes.starts_with(&MODULE) {
        return Err(ComponentError::CoreModule { name });
    }
    if !bytes.starts_with(&COMPONENT) {
        return Err(ComponentError::NotWasm { name });
    }
    let invalid =
        |reason: &dyn std::fmt::Display| ComponentError::Invalid { name: name.clone(), reason: one_line(reason) };
    expansion::check(bytes).map_err(|reason| invalid(&reason))?;
    engine.announce_compile();
    engine.wasmtime().precompile_component(bytes).map_err(|error| invalid(error.root_cause()))
}
