//! How an engine is set up.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use wasmtime::Config;
use wasmtime::component::Linker;

use super::epoch::Ticker;
use super::{Engine, Inner, allocation};
use crate::cache::Cache;
use crate::error::{Error, Result, one_line};

/// Sets up an [`Engine`].
///
/// ```no_run
/// # fn main() -> component_sandbox::Result<()> {
/// use std::time::Duration;
///
/// let engine = component_sandbox::Engine::builder()
///     .sessions(8)
///     .epoch_tick(Duration::from_millis(5))
///     .build()?;
/// # Ok(()) }
/// ```
#[must_use = "an engine is made with `build`"]
pub struct EngineBuilder {
    sessions: u32,
    epoch_tick: Duration,
    cache: CacheChoice,
    on_compile: Option<Box<dyn Fn() + Send + Sync>>,
}

enum CacheChoice {
    OfUser,
    At(Cache),
    None,
}

impl Default for EngineBuilder {
    fn default() -> Self {
        Self { sessions: 64, epoch_tick: Duration::from_millis(10), cache: CacheChoice::OfUser, on_compile: None }
    }
}

impl EngineBuilder {
    /// How many sessions may be in use at once: 64 by default. Each reserves about 16 GiB of address space, not of
    /// memory; one more is refused with [`Error::Busy`].
    pub fn sessions(mut self, sessions: u32) -> Self {
        self.sessions = sessions;
        self
    }

    /// How often a running guest looks whether its time is up and lets other tasks run: every 10 ms by default.
    /// Time limits are kept to within one tick.
    pub fn epoch_tick(mut self, tick: Duration) -> Self {
        self.epoch_tick = tick;
        self
    }

    /// Where compiled components are kept: [`Cache::of_user`] by default.
    pub fn cache(mut self, cache: Cache) -> Self {
        self.cache = CacheChoice::At(cache);
        self
    }

    /// Compiles each component anew, in memory only.
    pub fn no_cache(mut self) -> Self {
        self.cache = CacheChoice::None;
        self
    }

    /// Calls this whenever a component is about to be compiled, which takes seconds for an interpreter, and not where
    /// the cache has it: nothing by default.
    pub fn on_compile(mut self, callback: impl Fn() + Send + Sync + 'static) -> Self {
        self.on_compile = Some(Box::new(callback));
        self
    }

    /// Makes the engine.
    ///
    /// Where the system refuses the address space for the pool of instances, memory is allocated for each session
    /// on demand instead and a warning is logged; [`Engine::allocation`] tells. Where the user's cache directory
    /// can't be used, components are compiled anew at each load and a warning is logged.
    ///
    /// # Errors
    ///
    /// [`Host`](Error::Host) where this machine can't run the engine at all.
    pub fn build(self) -> Result<Engine> {
        let host = |error: wasmtime::Error| Error::Host(one_line(error.root_cause()));
        let (engine, allocation) = allocation::engine(&config(), self.sessions).map_err(host)?;
        let mut linker = Linker::new(&engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker).map_err(host)?;
        let ticker = Ticker::new(&engine, self.epoch_tick).map_err(|error| Error::Host(error.to_string()))?;
        let cache = match self.cache {
            CacheChoice::At(cache) => Some(cache),
            CacheChoice::None => None,
            CacheChoice::OfUser => {
                Cache::of_user().inspect_err(|error| tracing::warn!("compiled components aren't kept: {error}")).ok()
            }
        };
        Ok(Engine(Arc::new(Inner {
            engine,
            linker,
            ticker,
            cache,
            allocation,
            sessions: self.sessions,
            slots: Arc::new(Semaphore::new(self.sessions as usize)),
            on_compile: self.on_compile,
        })))
    }
}

/// What holds for every engine, however it allocates.
fn config() -> Config {
    let mut config = Config::new();
    config.epoch_interruption(true);
    config.max_wasm_stack(STACK);
    config.async_stack_size(STACK + HOST_STACK);
    // A stack is as fresh as the memory beside it, and a deep recursion's pages are given back.
    config.async_stack_zeroing(true);
    config
}

/// Bytes of native stack that a guest's calls may use; pages that no call reaches take no memory.
///
/// CPython stops deep recursion itself, with a `RecursionError`, when it has used 1 MiB of its own stack in linear
/// memory. The native frames beside that take up to 32 times as much (`json.loads("[" * 100000)`); with less room here
/// such code would end the session in place of raising.
const STACK: usize = 32 << 20;

/// Bytes of stack left for the host functions that a guest calls at its deepest.
const HOST_STACK: usize = 1 << 20;
