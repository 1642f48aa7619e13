//! From the bytes of a component to a handle that sessions start from.

use std::borrow::Cow;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use wasmtime::Precompiled;
use wasmtime::component::Component;

use super::{Inner, Sandbox, SandboxId, code, compiler, world};
use crate::bindings::{SandboxIndices, arrays, files};
use crate::engine::Engine;
use crate::error::{ComponentError, Error, Result, of_system, one_line};
use crate::session::Need;

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

    fn read(&self) -> Result<Cow<'_, [u8]>, ComponentError> {
        match self {
            Self::Bytes(bytes) => Ok(Cow::Borrowed(bytes)),
            Self::File(path) => std::fs::read(path).map(Cow::Owned).map_err(|source| read_error(path, source)),
        }
    }
}

/// Compiles a component, or takes it from the cache, and checks that it is one the host can run.
pub(crate) fn load(engine: &Engine, source: &Source<'_>) -> Result<Sandbox> {
    let component = match cached(engine, source)? {
        Some(component) => component,
        None => compile(engine, source)?,
    };
    accept(engine, &component, source.name())
}

/// Loads the code that [`compile_ahead`] has made of a component. The caller has vouched for the file.
pub(super) fn load_compiled(engine: &Engine, path: &Path) -> Result<Sandbox> {
    let name = Source::File(path).name();
    match wasmtime::Engine::detect_precompiled_file(path).map_err(wasmtime::Error::downcast) {
        Ok(Some(Precompiled::Component)) => {}
        Err(Ok(source)) => return Err(read_error(path, source).into()),
        Ok(_) | Err(Err(_)) => return Err(ComponentError::NotCompiled { name }.into()),
    }
    let incompatible = |error: wasmtime::Error| {
        let reason = one_line(error.root_cause());
        ComponentError::Incompatible { name: name.clone(), reason }
    };
    let component = code::load(engine.wasmtime(), path).map_err(incompatible)?;
    accept(engine, &component, name)
}

/// Checks that a component is one that the host can run.
fn accept(engine: &Engine, component: &Component, name: String) -> Result<Sandbox> {
    world::check(component).map_err(|difference| ComponentError::World { name: name.clone(), difference })?;
    let refused = engine.imports().map(|imports| imports.refused(component)).unwrap_or_default();
    if !refused.is_empty() {
        return Err(ComponentError::Policy { name, interfaces: refused }.into());
    }
    let pre = engine
        .linker()
        .instantiate_pre(component)
        .map_err(|error| ComponentError::Import { name, reason: one_line(format!("{error:#}")) })?;
    let host = |error: wasmtime::Error| Error::Host(one_line(error.root_cause()));
    Ok(Sandbox(Arc::new(Inner {
        engine: engine.clone(),
        sandbox: SandboxIndices::new(&pre).map_err(host)?,
        // What has no such export, or another one of that name, has nothing of the kind that this host can reach.
        files: files::GuestIndices::new(&pre).ok(),
        arrays: arrays::GuestIndices::new(&pre).ok(),
        pre,
        initial_memory: initial_memory(component),
        id: SandboxId::new(),
        starts_ahead: AtomicBool::new(true),
        need: Need::new(),
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

fn read_error(path: &Path, source: io::Error) -> ComponentError {
    ComponentError::Read { path: path.to_owned(), source }
}

/// Compiles a component, and keeps the code in the cache where there is one.
fn compile(engine: &Engine, source: &Source<'_>) -> Result<Component> {
    let bytes = source.read()?;
    let name = source.name();
    let code = compiler::compile(engine, &bytes, &name)?;
    // The hash is of these bytes, not of what the file held when it was looked up.
    match engine.cache() {
        Some(cache) => cache.put(engine.wasmtime(), &bytes, &code),
        None => code::load_bytes(engine.wasmtime(), &code),
    }
    .map_err(|error| not_loaded(name, &error))
}

/// Compiles a component for [`load_compiled`], after the checks that are made when it is loaded.
#[cfg(feature = "compile")]
pub(crate) fn compile_ahead(engine: &Engine, source: &Source<'_>) -> Result<Vec<u8>> {
    let bytes = source.read()?;
    let name = source.name();
    let code = compiler::compile(engine, &bytes, &name)?;
    let component = code::load_bytes(engine.wasmtime(), &code).map_err(|error| not_loaded(name.clone(), &error))?;
    accept(engine, &component, name)?;
    Ok(code)
}

/// Why code that was just compiled isn't taken.
fn not_loaded(name: String, error: &wasmtime::Error) -> Error {
    match of_system(error) {
        Some(refused) => Error::Host(format!("the system refused what {name} needs to be loaded: {refused}")),
        None => ComponentError::TooLarge { name, reason: one_line(error.root_cause()) }.into(),
    }
}

fn initial_memory(component: &Component) -> usize {
    let pages = component.resources_required().and_then(|required| required.max_initial_memory_size).unwrap_or(0);
    usize::try_from(pages.saturating_mul(PAGE)).unwrap_or(usize::MAX)
}
