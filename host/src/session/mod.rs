//! A session: one fresh instance of a component, and the calls into it.

mod builder;
mod files;
mod outcome;
mod report;
mod run;
mod start;
mod store;
mod values;

use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;
use wasmtime::Store;

pub use builder::SessionBuilder;
pub use files::{FileEntry, FileKind};
pub use report::Report;
pub use run::Run;
pub(crate) use store::State;

use crate::component::Guest;
use crate::engine::Engine;
use crate::error::{End, Error, GuestError, Result};
use crate::language::Language;
use crate::limit::TimeLimit;
use crate::output::{Output, Sink};
use crate::trace;
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
    id: u64,
    /// `None` once the session has ended, and while a call runs: a call that is dropped takes the instance along.
    live: Option<Live>,
    end: End,
    time: TimeLimit,
    fuel: Option<u64>,
    token: Option<CancellationToken>,
    language: Language,
    report: Report,
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
    /// Runs statements for their effect on the session.
    ///
    /// # Errors
    ///
    /// [`Guest`](Error::Guest) where the code raised; anything else has ended the session.
    pub async fn exec(&mut self, statements: &str) -> Result<()> {
        let answer = self.enter("exec", async |guest, store| guest.sandbox.call_exec(store, statements).await).await?;
        answer.map_err(|text| self.raised(text))
    }

    /// Evaluates an expression and returns its value as JSON, as the guest wrote it.
    ///
    /// # Errors
    ///
    /// [`Guest`](Error::Guest) where the code raised or JSON has no form for the value; anything else has ended the
    /// session.
    pub async fn eval_json(&mut self, expression: &str) -> Result<String> {
        let answer = self.enter("eval", async |guest, store| guest.sandbox.call_eval(store, expression).await).await?;
        answer.map_err(|text| self.raised(text))
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

    /// What the session has used so far, as of the last call that returned. Works after the session has ended, too.
    #[must_use]
    pub fn report(&self) -> Report {
        Report {
            wall: self.time.spent(),
            stdout: self.stdout.written(),
            stderr: self.stderr.written(),
            end: self.ended().cloned(),
            ..self.report.clone()
        }
    }

    /// How the session ended, or `None` where its next call can run.
    #[must_use]
    pub fn ended(&self) -> Option<&End> {
        self.live.is_none().then_some(&self.end)
    }

    fn raised(&self, text: String) -> Error {
        GuestError::new(text, self.stderr.recent()).into()
    }

    /// Calls one of the instance's exports.
    async fn enter<T>(
        &mut self,
        what: &'static str,
        function: impl AsyncFnOnce(&Guest, &mut Store<State>) -> wasmtime::Result<T>,
    ) -> Result<T> {
        let Some(mut live) = self.live.take() else {
            return Err(Error::Ended(self.end.clone()));
        };
        self.end = End::Cancelled;
        let guest = &live.guest;
        let result = self.run_guest(what, &mut live.store, async |store| function(guest, store).await).await;
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

    /// Lets the guest run until it returns, its time is up or the token is cancelled.
    async fn run_guest<T>(
        &mut self,
        what: &'static str,
        store: &mut Store<State>,
        run: impl AsyncFnOnce(&mut Store<State>) -> wasmtime::Result<T>,
    ) -> Result<T, End> {
        let span = trace::Call::new(self.id, what);
        let start = Instant::now();
        let limit = self.time.next_call();
        store.data_mut().deadline = limit.deadline(start);
        store.data_mut().limits.forget_refused();
        store.set_epoch_deadline(1);
        self.stderr.forget_recent();
        self.report.calls += 1;
        let result = {
            let _ticking = self.engine.tick();
            let running = self.engine.turns().take(span.within(run(store)), &mut self.report.cpu);
            // The epoch ends a guest that computes; the timeout ends one that waits in a host call.
            let running = tokio::time::timeout(limit.left, running);
            match &self.token {
                None => running.await.map_err(|_| Abort::TimeUp),
                Some(token) => tokio::select! {
                    biased;
                    () = token.cancelled() => Err(Abort::End(End::Cancelled)),
                    result = running => result.map_err(|_| Abort::TimeUp),
                },
            }
        };
        self.time.spend(start.elapsed());
        self.record(store);
        let result = result.and_then(|result| result.map_err(|error| Abort::new(error, store.data(), self.fuel)));
        let result = result.map_err(|abort| match abort {
            Abort::TimeUp => End::Timeout(limit.limit),
            Abort::End(end) => end,
        });
        span.end(start.elapsed(), result.as_ref().err());
        result
    }

    fn record(&mut self, store: &Store<State>) {
        let state = store.data();
        let memory = state.limits.memory();
        self.report.memory = memory.used();
        self.report.memory_peak = memory.peak();
        self.report.tool_calls = state.calls.count();
        self.report.tool_time = state.calls.time();
        self.report.fuel = self.fuel.map(|limit| limit - store.get_fuel().unwrap_or(0).min(limit));
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
