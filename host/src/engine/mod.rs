//! The engine: what all components and sessions of a process share.

mod allocation;
mod builder;
mod call;
mod cpu;
mod epoch;
mod running;
mod threads;
mod warm;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};
use wasmtime::component::Linker;

pub use allocation::Allocation;
pub use builder::EngineBuilder;
pub(crate) use call::Cpu;

use crate::cache::Cache;
use crate::component::{self, Imports, Sandbox, Source};
use crate::error::{Error, Result};
use crate::session::State;
use epoch::{Ticker, Ticking};
use threads::Threads;
use warm::Warm;

/// How long a start waits in any case: a session whose call was cancelled is on its way out until the epoch's next tick.
const GRACE: Duration = Duration::from_millis(50);

/// Compiles and runs components: a cheap handle to clone and share, best one for a process.
///
/// ```no_run
/// # fn main() -> component_sandbox::Result<()> {
/// let engine = component_sandbox::Engine::new()?;
/// let sandbox = engine.load("dist/sandbox-virt.wasm")?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    engine: wasmtime::Engine,
    linker: Linker<State>,
    ticker: Ticker,
    cache: Option<Cache>,
    allocation: Allocation,
    imports: Option<Imports>,
    fuel: bool,
    sessions: u32,
    wait: Duration,
    slots: Arc<Semaphore>,
    threads: Threads,
    warm: Warm,
    #[cfg(feature = "compile")]
    on_compile: Option<Box<dyn Fn() + Send + Sync>>,
}

impl Engine {
    /// An engine with the defaults of [`EngineBuilder`].
    ///
    /// # Errors
    ///
    /// As [`EngineBuilder::build`].
    pub fn new() -> Result<Self> {
        Self::builder().build()
    }

    /// Sets up an engine.
    pub fn builder() -> EngineBuilder {
        EngineBuilder::default()
    }

    /// Loads a component from a file: compiles it, which takes seconds for an interpreter, or takes the compiled code
    /// from the cache, which takes milliseconds, and checks that it exports the world `sandbox` and imports nothing
    /// but WASI 0.2.
    ///
    /// This blocks. In async code that serves others, call it at the start or within `spawn_blocking`. Compile time
    /// isn't bounded by any limit, so load only components that you trust that far.
    ///
    /// # Errors
    ///
    /// [`Component`](Error::Component), telling what is wrong with the file or the component.
    pub fn load(&self, path: impl AsRef<Path>) -> Result<Sandbox> {
        component::load(self, &Source::File(path.as_ref()))
    }

    /// Loads a component from memory, as [`load`](Self::load) does from a file.
    ///
    /// ```no_run
    /// # fn main() -> component_sandbox::Result<()> {
    /// let component = std::fs::read("dist/sandbox-virt.wasm").expect("the file");
    /// let sandbox = component_sandbox::Engine::new()?.load_bytes(component)?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load).
    pub fn load_bytes(&self, bytes: impl AsRef<[u8]>) -> Result<Sandbox> {
        component::load(self, &Source::Bytes(bytes.as_ref()))
    }

    /// Compiles a component ahead of time, for [`load_compiled`](Self::load_compiled): in a program that then needs no
    /// compiler, such as one in a small container, or to load it in milliseconds where there is no cache.
    ///
    /// The code fits engines of this version with the same settings for [`fuel`](EngineBuilder::fuel), on processors that
    /// have what this one has.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let code = component_sandbox::Engine::new()?.compile("dist/sandbox-virt.wasm")?;
    /// std::fs::write("sandbox.cwasm", code)?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load).
    #[cfg(feature = "compile")]
    pub fn compile(&self, path: impl AsRef<Path>) -> Result<Vec<u8>> {
        component::compile_ahead(self, &Source::File(path.as_ref()))
    }

    /// How sessions get their memory.
    ///
    /// ```no_run
    /// # fn main() -> component_sandbox::Result<()> {
    /// use component_sandbox::{Allocation, Engine};
    ///
    /// let engine = Engine::builder().sessions(1000).build()?;
    /// if engine.allocation() == Allocation::OnDemand {
    ///     eprintln!("sessions start more slowly here: the system has no address space for 1000 of them");
    /// }
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn allocation(&self) -> Allocation {
        self.0.allocation
    }

    pub(crate) fn wasmtime(&self) -> &wasmtime::Engine {
        &self.0.engine
    }

    pub(crate) fn linker(&self) -> &Linker<State> {
        &self.0.linker
    }

    pub(crate) fn cache(&self) -> Option<&Cache> {
        self.0.cache.as_ref()
    }

    /// Tells whoever asked that a component is about to be compiled.
    #[cfg(feature = "compile")]
    pub(crate) fn announce_compile(&self) {
        if let Some(on_compile) = &self.0.on_compile {
            on_compile();
        }
    }

    /// What components may import, where that is limited.
    pub(crate) fn imports(&self) -> Option<&Imports> {
        self.0.imports.as_ref()
    }

    /// Whether guests count their fuel.
    pub(crate) fn has_fuel(&self) -> bool {
        self.0.fuel
    }

    /// Takes one of the engine's sessions, which is free again when the permit is dropped.
    pub(crate) async fn slot(&self) -> Result<OwnedSemaphorePermit> {
        let slots = Arc::clone(&self.0.slots);
        let permit = match slots.try_acquire_owned() {
            Err(TryAcquireError::NoPermits) => {
                let slot = Arc::clone(&self.0.slots).acquire_owned();
                tokio::time::timeout(self.0.wait.max(GRACE), slot).await.ok().and_then(Result::ok)
            }
            permit => permit.ok(),
        };
        permit.ok_or(Error::Busy { limit: self.0.sessions })
    }

    /// The instances that were started ahead.
    pub(crate) fn warm(&self) -> &Warm {
        &self.0.warm
    }

    fn threads(&self) -> &Threads {
        &self.0.threads
    }

    /// Lets the epoch advance until the guard is dropped.
    fn tick(&self) -> Ticking {
        self.0.ticker.start()
    }
}
