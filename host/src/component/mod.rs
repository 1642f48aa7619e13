//! A component that has been loaded: compiled, checked, ready to be instantiated.

pub(crate) mod code;
#[cfg_attr(not(feature = "compile"), path = "compiler/absent.rs")]
mod compiler;
mod imports;
mod load;
mod world;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use wasmtime::Store;
use wasmtime::component::InstancePre;

use crate::bindings;
use crate::engine::Engine;
use crate::session::{Need, Run, SessionBuilder, State};

pub use imports::Imports;
#[cfg(feature = "compile")]
pub(crate) use load::compile_ahead;
pub(crate) use load::{Source, load};

/// A component that exports the world `sandbox`, loaded by [`Engine::load`]: a cheap handle to clone and share.
///
/// ```no_run
/// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
/// // Each of them runs in an instance of its own.
/// let (first, second) = tokio::join!(sandbox.run("x = 1\nx"), sandbox.run("x = 2\nx"));
/// assert_eq!((first.result?, second.result?), (Some(1.into()), Some(2.into())));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Sandbox(Arc<Inner>);

struct Inner {
    engine: Engine,
    pre: InstancePre<State>,
    sandbox: bindings::SandboxIndices,
    files: Option<bindings::files::GuestIndices>,
    arrays: Option<bindings::arrays::GuestIndices>,
    initial_memory: usize,
    need: Need,
    id: SandboxId,
    /// Whether sessions of it can be started ahead: until one can't.
    starts_ahead: AtomicBool,
}

/// Tells components apart that were loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SandboxId(u64);

impl SandboxId {
    fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// The typed exports of one instance.
pub(crate) struct Guest {
    pub(crate) sandbox: bindings::Sandbox,
    /// The instance's own filesystem, where the component has one.
    pub(crate) files: Option<bindings::files::Guest>,
    /// Arrays, where the component takes them.
    pub(crate) arrays: Option<bindings::arrays::Guest>,
}

impl Sandbox {
    /// Runs code in a fresh session with the default limits and drops it: [`SessionBuilder::run`] with other settings.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
    /// let run = sandbox.run("print('working')\nx = 6\nx * 7").await;
    /// assert_eq!(run.result?, Some(42.into()));
    /// assert_eq!(run.output.stdout.text(), "working\n");
    /// # Ok(()) }
    /// ```
    pub async fn run(&self, code: &str) -> Run {
        self.session().run(code).await
    }

    /// Sets up a session. Sessions are independent: each has an instance of its own.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
    /// let mut session = sandbox.session().memory(128 << 20).start().await?;
    /// session.exec("import statistics").await?;
    /// # Ok(()) }
    /// ```
    pub fn session(&self) -> SessionBuilder {
        SessionBuilder::new(self.clone())
    }

    /// The engine that loaded it.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// Makes an instance in this store.
    pub(crate) async fn instantiate(&self, store: &mut Store<State>) -> wasmtime::Result<Guest> {
        let instance = self.0.pre.instantiate_async(&mut *store).await?;
        let sandbox = self.0.sandbox.load(&mut *store, &instance)?;
        let files = self.0.files.as_ref().map(|files| files.load(&mut *store, &instance)).transpose()?;
        let arrays = self.0.arrays.as_ref().map(|arrays| arrays.load(&mut *store, &instance)).transpose()?;
        Ok(Guest { sandbox, files, arrays })
    }

    pub(crate) fn id(&self) -> SandboxId {
        self.0.id
    }

    /// Whether sessions of it can be started ahead.
    pub(crate) fn starts_ahead(&self) -> bool {
        self.0.starts_ahead.load(Ordering::Relaxed)
    }

    /// Notes that one couldn't.
    pub(crate) fn give_up_starting_ahead(&self) {
        self.0.starts_ahead.store(false, Ordering::Relaxed);
    }

    /// The limit on memory of sessions that set none, in bytes.
    pub(crate) fn default_memory(&self) -> usize {
        // Twice as much where the code computes with arrays, which, and the library for them, take as much as all else.
        if self.0.arrays.is_some() { 128 << 20 } else { 64 << 20 }
    }

    /// What a session of it needs, once that was tried.
    pub(crate) fn need(&self) -> &Need {
        &self.0.need
    }

    /// The bytes that the component's largest memory starts with.
    pub(crate) fn initial_memory(&self) -> usize {
        self.0.initial_memory
    }
}
