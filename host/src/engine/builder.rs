//! How an engine is set up.

use std::num::NonZero;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::sync::Semaphore;
use wasmtime::Config;
use wasmtime::component::{HasSelf, Linker};

use super::epoch::Ticker;
use super::warm::Warm;
use super::{Engine, GRACE, Inner, Threads, allocation};
use crate::bindings::tools;
use crate::cache::Cache;
use crate::component::Imports;
use crate::error::{Error, Result, one_line};
use crate::network;
use crate::session::State;

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
    wait: Duration,
    warm: u32,
    parallelism: usize,
    epoch_tick: Duration,
    stack: usize,
    fuel: bool,
    imports: Option<Imports>,
    cache: CacheChoice,
    #[cfg(feature = "compile")]
    on_compile: Option<Box<dyn Fn() + Send + Sync>>,
}

enum CacheChoice {
    #[cfg(feature = "cache")]
    OfUser,
    #[cfg(feature = "cache")]
    At(Cache),
    None,
}

impl CacheChoice {
    #[cfg(feature = "cache")]
    const DEFAULT: Self = Self::OfUser;
    #[cfg(not(feature = "cache"))]
    const DEFAULT: Self = Self::None;

    fn open(self) -> Option<Cache> {
        match self {
            #[cfg(feature = "cache")]
            Self::At(cache) => Some(cache),
            #[cfg(feature = "cache")]
            Self::OfUser => Cache::of_user()
                .inspect_err(|error| crate::trace::warning!("compiled components aren't kept: {error}"))
                .ok(),
            Self::None => None,
        }
    }
}

impl Default for EngineBuilder {
    fn default() -> Self {
        Self {
            sessions: 64,
            wait: GRACE,
            warm: 0,
            parallelism: thread::available_parallelism().map_or(1, NonZero::get),
            epoch_tick: Duration::from_millis(2),
            stack: STACK,
            fuel: false,
            imports: None,
            cache: CacheChoice::DEFAULT,
            #[cfg(feature = "compile")]
            on_compile: None,
        }
    }
}

impl EngineBuilder {
    /// How many sessions may be in use at once: 64 by default. Each reserves about 16 GiB of address space, not of
    /// memory; one more is refused with [`Error::Busy`].
    pub fn sessions(mut self, sessions: u32) -> Self {
        self.sessions = sessions;
        self
    }

    /// How long the start of a session waits, in its turn, until one of those in use ends, before it is refused: 50 ms by
    /// default and at least, which is what a cancelled one may take to go.
    ///
    /// ```no_run
    /// # fn main() -> component_sandbox::Result<()> {
    /// use std::time::Duration;
    ///
    /// // A service that lets requests queue for up to two seconds.
    /// let engine = component_sandbox::Engine::builder().sessions(8).wait(Duration::from_secs(2)).build()?;
    /// # Ok(()) }
    /// ```
    pub fn wait(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }

    /// How many sessions are started ahead, on a thread of the engine's own: none by default. A session that finds one waits
    /// only for its own code. Each is used once; what a session leaves is thrown away on that thread, too.
    ///
    /// The first session of a component starts as ever and has these made, of the component that was asked for last. They
    /// come on top of [`sessions`](Self::sessions), and take as much memory as a guest that has run nothing.
    ///
    /// A session whose environment, arguments, standard input, clock or random numbers were set starts as ever, and so does
    /// every one of an engine that counts [`fuel`](Self::fuel), or of a guest that can't run an empty string.
    ///
    /// ```no_run
    /// # fn main() -> component_sandbox::Result<()> {
    /// // For a service that is asked four times at the same moment.
    /// let engine = component_sandbox::Engine::builder().warm(4).build()?;
    /// # Ok(()) }
    /// ```
    pub fn warm(mut self, sessions: u32) -> Self {
        self.warm = sessions;
        self
    }

    /// How many guests may compute for long at the same moment: as many as the machine has processors by default. A call
    /// that takes more than a few milliseconds moves to threads of the engine's own, this many at most, where guests take
    /// turns at each tick of the epoch: those that compute without end hold up neither the runtime nor short calls.
    ///
    /// ```no_run
    /// # fn main() -> component_sandbox::Result<()> {
    /// // Leaves all processors but two to others.
    /// let engine = component_sandbox::Engine::builder().parallelism(2).build()?;
    /// # Ok(()) }
    /// ```
    pub fn parallelism(mut self, guests: usize) -> Self {
        self.parallelism = guests;
        self
    }

    /// How often a running guest looks whether its time is up and lets others run: every 2 ms by default. Time limits
    /// are kept to within one tick.
    pub fn epoch_tick(mut self, tick: Duration) -> Self {
        self.epoch_tick = tick;
        self
    }

    /// The bytes of native stack that a guest's calls may use: 32 MiB by default. Those that no call reaches take no
    /// memory. CPython needs about as much before it stops a deep recursion itself.
    ///
    /// ```no_run
    /// # fn main() -> component_sandbox::Result<()> {
    /// // For a guest that recurses little.
    /// let engine = component_sandbox::Engine::builder().stack(1 << 20).build()?;
    /// # Ok(()) }
    /// ```
    pub fn stack(mut self, bytes: usize) -> Self {
        self.stack = bytes;
        self
    }

    /// Whether guests count their fuel, so that [`SessionBuilder::fuel`](crate::SessionBuilder::fuel) can limit it: they
    /// don't by default, because it makes them slower, by a quarter and more.
    pub fn fuel(mut self, fuel: bool) -> Self {
        self.fuel = fuel;
        self
    }

    /// What components may import: all that the host offers by default.
    pub fn imports(mut self, imports: Imports) -> Self {
        self.imports = Some(imports);
        self
    }

    /// Where compiled components are kept: [`Cache::of_user`] by default.
    ///
    /// ```no_run
    /// # fn main() -> component_sandbox::Result<()> {
    /// use component_sandbox::{Cache, Engine};
    ///
    /// let cache = Cache::at("/var/cache/my-service").expect("a directory of our own");
    /// let engine = Engine::builder().cache(cache).build()?;
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "cache")]
    pub fn cache(mut self, cache: Cache) -> Self {
        self.cache = CacheChoice::At(cache);
        self
    }

    /// Compiles each component anew, in memory only.
    ///
    /// ```no_run
    /// # fn main() -> component_sandbox::Result<()> {
    /// let engine = component_sandbox::Engine::builder().no_cache().build()?;
    /// # Ok(()) }
    /// ```
    pub fn no_cache(mut self) -> Self {
        self.cache = CacheChoice::None;
        self
    }

    /// Calls this whenever a component is about to be compiled, which takes seconds for an interpreter, and not where
    /// the cache has it: nothing by default.
    ///
    /// ```no_run
    /// # fn main() -> component_sandbox::Result<()> {
    /// let engine = component_sandbox::Engine::builder()
    ///     .on_compile(|| eprintln!("compiling, which takes some seconds the first time"))
    ///     .build()?;
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "compile")]
    pub fn on_compile(mut self, callback: impl Fn() + Send + Sync + 'static) -> Self {
        self.on_compile = Some(Box::new(callback));
        self
    }

    /// How many instances there can be at once: of sessions, started ahead, and used.
    fn instances(&self) -> u32 {
        self.sessions.saturating_add(self.warm.saturating_mul(2))
    }

    fn check(&self) -> Result<()> {
        let wrong = match self {
            Self { sessions: 0, .. } => "`sessions` must be at least 1",
            Self { parallelism: 0, .. } => "`parallelism` must be at least 1",
            Self { epoch_tick: Duration::ZERO, .. } => "`epoch_tick` must be more than nothing",
            Self { stack: ..SMALLEST_STACK | LARGEST_STACK.., .. } => "`stack` must be from 64 KiB to 1 GiB",
            _ => return Ok(()),
        };
        Err(Error::Config(format!("the engine can't be set up so: {wrong}")))
    }

    /// Makes the engine.
    ///
    /// Where the system refuses the address space for the pool of instances, memory is allocated for each session
    /// on demand instead and a warning is logged; [`Engine::allocation`] tells. Where the user's cache directory
    /// can't be used, components are compiled anew at each load and a warning is logged.
    ///
    /// # Errors
    ///
    /// [`Config`](Error::Config) where the settings make no sense, [`Host`](Error::Host) where this machine can't run the
    /// engine at all.
    pub fn build(self) -> Result<Engine> {
        let host = |error: wasmtime::Error| Error::Host(one_line(error.root_cause()));
        self.check()?;
        let (engine, allocation) =
            allocation::engine(&config(self.stack, self.fuel), self.instances()).map_err(host)?;
        let linker = linker(&engine).map_err(host)?;
        let ticker = Ticker::new(&engine, self.epoch_tick).map_err(|error| Error::Host(error.to_string()))?;
        Ok(Engine(Arc::new(Inner {
            engine,
            linker,
            ticker,
            cache: self.cache.open(),
            allocation,
            imports: self.imports,
            fuel: self.fuel,
            sessions: self.sessions,
            wait: self.wait,
            threads: Threads::new(self.parallelism),
            // What was started ahead has spent fuel that no session had.
            warm: Warm::new(if self.fuel { 0 } else { self.warm as usize }),
            slots: Arc::new(Semaphore::new(self.sessions as usize)),
            #[cfg(feature = "compile")]
            on_compile: self.on_compile,
        })))
    }
}

/// What guests can import.
fn linker(engine: &wasmtime::Engine) -> wasmtime::Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    network::add_to_linker(&mut linker)?;
    tools::add_to_linker::<State, HasSelf<State>>(&mut linker, |state| state)?;
    Ok(linker)
}

/// What holds for every engine, however it allocates.
fn config(stack: usize, fuel: bool) -> Config {
    let mut config = Config::new();
    config.epoch_interruption(true);
    config.consume_fuel(fuel);
    config.max_wasm_stack(stack);
    config.async_stack_size(stack + HOST_STACK);
    // A stack is as fresh as the memory beside it, and a deep recursion's pages are given back.
    config.async_stack_zeroing(true);
    // The contract's functions aren't async; without this each call is cheaper.
    config.concurrency_support(false);
    config
}

/// Bytes of native stack that a guest's calls may use; pages that no call reaches take no memory.
///
/// CPython stops deep recursion itself, with a `RecursionError`, when it has used 1 MiB of its own stack in linear
/// memory. The native frames beside that take up to 32 times as much (`json.loads("[" * 100000)`); with less room here
/// such code would end the session in place of raising.
const STACK: usize = 32 << 20;

/// Below the one no call fits, above the other address space becomes scarce.
const SMALLEST_STACK: usize = 64 << 10;
const LARGEST_STACK: usize = (1 << 30) + 1;

/// Bytes of stack left for the host functions that a guest calls at its deepest.
const HOST_STACK: usize = 1 << 20;
