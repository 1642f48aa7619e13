//! From the bytes of a component to a handle that sessions start from.

use std::path::Path;
use std::sync::Arc;

use wasmtime::component::Component;

use super::{Inner, Sandbox, code, world};
use crate::bindings::{SandboxIndices, files};
use crate::engine::Engine;
use crate::error::{ComponentError, Error, Result, one_line};

/// The first eight bytes of a component and of a core module (binary format, preamble).
const COMPONENT: [u8; 8] = *b"\0asm\x0d\0\x01\0";
const MODULE: [u8; 8] = *b"\0asm\x01\0\0\0";

/// Bytes of a page of linear memory.
const PAGE: u64 = 64 << 10;

/// Where a component comes from.
pub(crate) enum Source<'a> {
    File(&'a Path),
    Bytes(&'a [u8]),
}

impl Source<'_> {
    /// What messages call it.
    fn name(&self) -> String {
        match self {
            Self::File(path) => format!("`{}`", path.display()),
            Self::Bytes(_) => "the component".to_owned(),
        }
    }
}

/// Compiles a component, or takes it from the cache, and checks that it is one the host can run.
pub(crate) fn load(engine: &Engine, source: &Source<'_>) -> Result<Sandbox> {
    let component = match cached(engine, source)? {
        Some(component) => component,
        None => compile(engine, source)?,
    };
    let name = source.name();
    world::check(&component).map_err(|difference| ComponentError::World { name: name.clone(), difference })?;
    let refused = engine.imports().map(|imports| imports.refused(&component)).unwrap_or_default();
    if !refused.is_empty() {
        return Err(ComponentError::Policy { name, interfaces: refused }.into());
    }
    let pre = engine
        .linker()
        .instantiate_pre(&component)
        .map_err(|error| ComponentError::Import { name, reason: one_line(format!("{error:#}")) })?;
    let host = |error: wasmtime::Error| Error::Host(one_line(error.root_cause()));
    Ok(Sandbox(Arc::new(Inner {
        engine: engine.clone(),
        sandbox: SandboxIndices::new(&pre).map_err(host)?,
        // What has no such export, or another one of that name, has no files that this host can reach.
        files: files::GuestIndices::new(&pre).ok(),
        pre,
        initial_memory: initial_memory(&component),
    })))
}

/// Looks the component up by its content, without holding that in memory.
fn cached(engine: &Engine, source: &Source<'_>) -> Result<Option<Component>> {
    let Some(cache) = engine.cache() else {
        return Ok(None);
    };
    match source {
        Source::Bytes(bytes) => Ok(cache.get(engine.wasmtime(), bytes)),
        Source::File(path) => Ok(cache.get_file(engine.wasmtime(), path).map_err(|source| read_error(path, source))?),
    }
}

fn read_error(path: &Path, source: std::io::Error) -> ComponentError {
    ComponentError::Read { path: path.to_owned(), source }
}

fn compile(engine: &Engine, source: &Source<'_>) -> Result<Component> {
    let read;
    let bytes = match source {
        Source::Bytes(bytes) => *bytes,
        Source::File(path) => {
            read = std::fs::read(path).map_err(|source| read_error(path, source))?;
            &read
        }
    };
    let name = source.name();
    if bytes.starts_with(&MODULE) {
        return Err(ComponentError::CoreModule { name }.into());
    }
    if !bytes.starts_with(&COMPONENT) {
        return Err(ComponentError::NotWasm { name }.into());
    }
    engine.announce_compile();
    let invalid =
        |error: wasmtime::Error| ComponentError::Invalid { name: name.clone(), reason: one_line(error.root_cause()) };
    let code = engine.wasmtime().precompile_component(bytes).map_err(invalid)?;
    let too_large =
        |error: wasmtime::Error| ComponentError::TooLarge { name: name.clone(), reason: one_line(error.root_cause()) };
    // The hash is of these bytes, not of what the file held when it was looked up.
    Ok(match engine.cache() {
        Some(cache) => cache.put(engine.wasmtime(), bytes, &code),
        None => code::load_bytes(engine.wasmtime(), &code),
    }
    .map_err(too_large)?)
}

fn initial_memory(component: &Component) -> usize {
    let pages = component.resources_required().and_then(|required| required.max_initial_memory_size).unwrap_or(0);
    usize::try_from(pages.saturating_mul(PAGE)).unwrap_or(usize::MAX)
}
