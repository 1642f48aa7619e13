//! A session: one fresh instance of a component, and the calls into it.

mod builder;
mod files;
mod outcome;
mod store;

use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use tokio::sync::OwnedSemaphorePermit;
use wasmtime::Store;
use wasmtime_wasi::WasiCtx;

pub use builder::SessionBuilder;
pub use files::{FileEntry, FileKind};
pub(crate) use store::State;

use crate::component::{Guest, Sandbox};
use crate::engine::Engine;
use crate::error::{End, Error, GuestError, Result};
use crate::limit::TimeLimit;
use crate::output::{Output, Sink};
use outcome::Abort;

/// How long a writer may take, after the call that wrote, to accept what is still on its way to it.
const DRAIN: Duration = Duration::from_secs(1);

/// A fresh instance of a component, in which code runs string by string over one namespace.
///
/// Dropping it frees its memory. Dropping the future of one of its calls ends the guest at its next epoch tick and
/// the session with it.
///
/// ```no_run
/// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
/// let mut session = sandbox.session().start().await?;
/// session.exec("def double(x): return x * 2").await?;
/// let n: i64 = session.eval("double(21)").await?;
/// assert_eq!(n, 42);
/// # Ok(()) }
/// ```
pub struct Session {
    engine: Engine,
    /// `None` once the session has ended, and while a call runs: a call that is dropped takes the instance along.
    live: Option<Live>,
    end: End,
    time: TimeLimit,
    memory_peak: usize,
    stdout: Sink,
    stderr: Sink,
}

/// What a session holds while its guest can be called; dropped in this order.
struct Live {
    guest: Guest,
    store: Store<State>,
    _slot: OwnedSemaphorePermit,
}

impl Session {
    async fn start(
        sandbox: &Sandbox,
        wasi: WasiCtx,
        memory: usize,
        time: TimeLimit,
        stdout: Sink,
        stderr: Sink,
    ) -> Result<Self> {
        let engine = sandbox.engine();
        let slot = engine.slot()?;
        let needed = sandbox.initial_memory();
        if needed > memory {
            return Err(Error::Memory { limit: memory, needed });
        }
        let mut session =
            Self { engine: engine.clone(), live: None, end: End::Cancelled, time, memory_peak: 0, stdout, stderr };
        let mut store = store::new(engine.wasmtime(), wasi, memory);
        let started = session.within_time(&mut store, async |store| sandbox.instantiate(store).await).await;
        match started {
            Ok(guest) => {
                session.live = Some(Live { guest, store, _slot: slot });
                Ok(session)
            }
            // Several memories can exceed together what each of them keeps to.
            Err(end) => Err(match store.data().limits.memory().refused() {
                Some(needed) if needed > memory => Error::Memory { limit: memory, needed },
                _ => end.into(),
            }),
        }
    }

    /// Runs statements for their effect on the session.
    ///
    /// # Errors
    ///
    /// [`Guest`](Error::Guest) where the code raised; anything else has ended the session.
    pub async fn exec(&mut self, statements: &str) -> Result<()> {
        let answer = self.call(async |guest, store| guest.sandbox.call_exec(store, statements).await).await?;
        answer.map_err(|text| GuestError::new(text).into())
    }

    /// Evaluates an expression and returns its value as JSON, as the guest wrote it.
    ///
    /// # Errors
    ///
    /// [`Guest`](Error::Guest) where the code raised or JSON has no form for the value; anything else has ended the
    /// session.
    pub async fn eval_json(&mut self, expression: &str) -> Result<String> {
        let answer = self.call(async |guest, store| guest.sandbox.call_eval(store, expression).await).await?;
        answer.map_err(|text| GuestError::new(text).into())
    }

    /// Evaluates an expression and returns its value as a Rust type; `serde_json::Value` takes any.
    ///
    /// # Errors
    ///
    /// As [`eval_json`](Self::eval_json), and [`Value`](Error::Value) where the value isn't a `T`.
    pub async fn eval<T: DeserializeOwned>(&mut self, expression: &str) -> Result<T> {
        serde_json::from_str(&self.eval_json(expression).await?).map_err(Error::Value)
    }

    /// What the guest wrote since the last time, which makes room below the output limit again. Works after the
    /// session has ended, too.
    pub fn take_output(&mut self) -> Output {
        Output { stdout: self.stdout.take(), stderr: self.stderr.take() }
    }

    /// The wall-clock time that the session's calls took so far, its start included.
    #[must_use]
    pub fn duration(&self) -> Duration {
        self.time.spent()
    }

    /// The most bytes of memory that the guest ever held, as of the last call that returned.
    #[must_use]
    pub fn memory_peak(&self) -> usize {
        self.memory_peak
    }

    /// How the session ended, or `None` where its next call can run.
    #[must_use]
    pub fn ended(&self) -> Option<&End> {
        self.live.is_none().then_some(&self.end)
    }

    /// Calls one of the instance's exports.
    async fn call<T>(
        &mut self,
        function: impl AsyncFnOnce(&Guest, &mut Store<State>) -> wasmtime::Result<T>,
    ) -> Result<T> {
        let Some(mut live) = self.live.take() else {
            return Err(Error::Ended(self.end.clone()));
        };
        self.end = End::Cancelled;
        let guest = &live.guest;
        let result = self.within_time(&mut live.store, async |store| function(guest, store).await).await;
        self.drain().await;
        match result {
            Ok(answer) => {
                self.live = Some(live);
                Ok(answer)
            }
            Err(end) => {
                self.end = end.clone();
                Err(end.into())
            }
        }
    }

    /// Lets the guest run until it returns or its time is up.
    async fn within_time<T>(
        &mut self,
        store: &mut Store<State>,
        run: impl AsyncFnOnce(&mut Store<State>) -> wasmtime::Result<T>,
    ) -> Result<T, End> {
        let start = Instant::now();
        let limit = self.time.next_call();
        store.data_mut().deadline = limit.deadline(start);
        store.set_epoch_deadline(1);
        let _ticking = self.engine.tick();
        // The epoch ends a guest that computes; the timeout ends one that waits in a host call.
        let result = match tokio::time::timeout(limit.left, run(store)).await {
            Ok(result) => result.map_err(Abort::from),
            Err(_) => Err(Abort::TimeUp),
        };
        self.time.spend(start.elapsed());
        self.memory_peak = store.data().limits.memory().peak();
        result.map_err(|abort| match abort {
            Abort::TimeUp => End::Timeout(limit.limit),
            Abort::End(end) => end,
        })
    }

    /// Waits until writers have what the guest wrote, which guests needn't wait for themselves.
    async fn drain(&mut self) {
        let both = async {
            self.stdout.drain().await;
            self.stderr.drain().await;
        };
        // A reader that takes nothing must not hold up the answer for ever; what it didn't take it won't get.
        let _ = tokio::time::timeout(DRAIN, both).await;
    }
}
