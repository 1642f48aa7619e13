//! A session: one fresh instance of a component, and the calls into it.

mod ahead;
mod arrays;
mod builder;
mod files;
mod need;
mod outcome;
mod report;
mod run;
mod start;
mod store;
mod values;

use std::pin::Pin;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;
use wasmtime::Store;

pub(crate) use ahead::Ahead;
pub use builder::SessionBuilder;
pub use files::{FileEntry, FileKind};
pub(crate) use need::Need;
pub use report::Report;
pub use run::Run;
pub(crate) use store::State;

use crate::component::Guest;
use crate::engine::{Cpu, Engine};
use crate::error::{End, Error, GuestError, Result};
use crate::json;
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
    transfer: usize,
    token: Option<CancellationToken>,
    language: Language,
    report: Report,
    cpu: Cpu,
    stdout: Sink,
    stderr: Sink,
}

/// What a session holds while its guest can be called; dropped in this order.
pub(crate) struct Live {
    guest: Guest,
    store: Store<State>,
    slot: OwnedSemaphorePermit,
}

impl Live {
    /// Gives its slot back and takes this place in the engine's pool for the time until it is dropped.
    pub(crate) fn change_slot(&mut self, place: OwnedSemaphorePermit) {
        self.slot = place;
    }
}

/// A call of one of the guest's exports.
type Calling<'a, T> = Pin<Box<dyn Future<Output = wasmtime::Result<T>> + Send + 'a>>;

impl Session {
    /// Runs statements for their effect on the session.
    ///
    /// ```no_run
    /// # async fn example(mut session: component_sandbox::Session) -> component_sandbox::Result<()> {
    /// use component_sandbox::Error;
    ///
    /// session.exec("import math\ndef area(r): return math.pi * r ** 2").await?;
    /// match session.exec("area('wide')").await {
    ///     Err(Error::Guest(error)) => println!("{error}\n{}", error.traceback()),
    ///     other => other?,
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Guest`](Error::Guest) where the code raised; anything else has ended the session.
    pub async fn exec(&mut self, statements: &str) -> Result<()> {
        let statements = statements.to_owned();
        let answer = self
            .enter("exec", |live| {
                Box::pin(async move { live.guest.sandbox.call_exec(&mut live.store, &statements).await })
            })
            .await?;
        answer.map_err(|text| self.raised(text))
    }

    /// Evaluates an expression and returns its value as JSON, as the guest wrote it.
    ///
    /// ```no_run
    /// # async fn example(mut session: component_sandbox::Session) -> component_sandbox::Result<()> {
    /// assert_eq!(session.eval_json("{'a': (1, None)}").await?, r#"{"a": [1, null]}"#);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Guest`](Error::Guest) where the code raised or JSON has no form for the value; anything else has ended the
    /// session.
    pub async fn eval_json(&mut self, expression: &str) -> Result<String> {
        let expression = expression.to_owned();
        let answer = self
            .enter("eval", |live| {
                Box::pin(async move { live.guest.sandbox.call_eval(&mut live.store, &expression).await })
            })
            .await?;
        answer.map_err(|text| self.raised(text))
    }

    /// Evaluates an expression and returns its value as a Rust type; `serde_json::Value` takes any.
    ///
    /// ```no_run
    /// # async fn example(mut session: component_sandbox::Session) -> component_sandbox::Result<()> {
    /// let (whole, rest): (u64, u64) = session.eval("divmod(17, 5)").await?;
    /// assert_eq!((whole, rest), (3, 2));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`eval_json`](Self::eval_json), [`Value`](Error::Value) where the value isn't a `T`, and
    /// [`ValueSize`](Error::ValueSize) where it would take too much of the host's memory.
    pub async fn eval<T: DeserializeOwned>(&mut self, expression: &str) -> Result<T> {
        let json = self.eval_json(expression).await?;
        let limit = json::limit(self.transfer);
        if json::size(&json) > limit {
            return Err(Error::ValueSize { limit });
        }
        serde_json::from_str(&json).map_err(|error| Error::Value(json::in_short(error)))
    }

    /// What the guest wrote since the last time, which makes room below the output limit again. Works after the
    /// session has ended, too.
    ///
    /// ```no_run
    /// # async fn example(mut session: component_sandbox::Session) -> component_sandbox::Result<()> {
    /// session.exec("print('hello')").await?;
    /// assert_eq!(session.take_output().stdout.text(), "hello\n");
    /// assert!(session.take_output().stdout.bytes.is_empty());
    /// # Ok(()) }
    /// ```
    pub fn take_output(&mut self) -> Output {
        Output { stdout: self.stdout.take(), stderr: self.stderr.take() }
    }

    /// What the session has used so far, as of the last call that returned. Works after the session has ended, too.
    ///
    /// ```no_run
    /// # async fn example(mut session: component_sandbox::Session) -> component_sandbox::Result<()> {
    /// // Whatever comes of it, it is accounted for.
    /// let result = session.exec("sum(range(10 ** 9))").await;
    /// let report = session.report();
    /// println!("{:?} computed, {} MiB at most, ended: {:?}", report.cpu, report.memory_peak >> 20, report.end);
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn report(&self) -> Report {
        Report {
            wall: self.time.spent(),
            cpu: self.cpu.time(),
            stdout: self.stdout.written(),
            stderr: self.stderr.written(),
            end: self.ended().cloned(),
            ..self.report.clone()
        }
    }

    /// How the session ended, or `None` where its next call can run.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
    /// let mut session = sandbox.session().start().await?;
    /// session.exec("import os; os._exit(0)").await.expect_err("it ends itself");
    /// if session.ended().is_some() {
    ///     session = sandbox.session().start().await?;
    /// }
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn ended(&self) -> Option<&End> {
        self.live.is_none().then_some(&self.end)
    }

    fn raised(&self, text: String) -> Error {
        GuestError::new(text, self.stderr.recent()).into()
    }

    /// Calls one of the instance's exports.
    async fn enter<T: Send + 'static>(
        &mut self,
        what: &'static str,
        call: impl for<'a> FnOnce(&'a mut Live) -> Calling<'a, T> + Send + 'static,
    ) -> Result<T> {
        let Some(live) = self.live.take() else {
            return Err(Error::Ended(self.end.clone()));
        };
        self.end = End::Cancelled;
        let (live, result) = self.run_guest(what, live, call).await;
        let result = match result {
            Ok(answer) => {
                self.live = Some(live);
                Ok(answer)
            }
            Err(end) => {
                // Others may have its memory before a slow reader has its output.
                drop(live);
                self.end = end.clone();
                Err(end.into())
            }
        };
        self.drain().await;
        result
    }

    /// Lets the guest run until it returns, its time is up or the token is cancelled.
    async fn run_guest<H, T>(
        &mut self,
        what: &'static str,
        mut held: H,
        call: impl for<'a> FnOnce(&'a mut H) -> Calling<'a, T> + Send + 'static,
    ) -> (H, Result<T, End>)
    where
        H: AsMut<Store<State>> + Send + 'static,
        T: Send + 'static,
    {
        let span = trace::Call::new(self.id, what);
        let start = Instant::now();
        let limit = self.time.next_call();
        let store = held.as_mut();
        store.data_mut().deadline = limit.deadline(start);
        store.data_mut().limits.forget_refused();
        store.set_epoch_deadline(1);
        self.stderr.forget_recent();
        self.report.calls += 1;

        let token = self.token.clone();
        let running = async move {
            let result = within(limit.left, token, call(&mut held)).await;
            (held, result)
        };
        let running = self.engine.run(Box::pin(span.within(running)), self.cpu.clone());
        let (mut held, result) = running.await;

        self.time.spend(start.elapsed());
        self.record(held.as_mut());
        let state = held.as_mut().data();
        let result = result.and_then(|result| result.map_err(|error| Abort::new(&error, state, self.fuel)));
        let result = result.map_err(|abort| match abort {
            Abort::TimeUp => End::Timeout(limit.limit),
            Abort::End(end) => end,
        });
        span.end(start.elapsed(), result.as_ref().err());
        (held, result)
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
        if self.stdout.is_immediate() && self.stderr.is_immediate() {
            return;
        }
        let both = async {
            self.stdout.drain().await;
            self.stderr.drain().await;
        };
        // A reader that takes nothing must not hold up the answer for ever; what it didn't take it won't get.
        let _ = tokio::time::timeout(DRAIN, both).await;
    }
}

/// The epoch ends a guest that computes; this ends one that waits in a host call.
async fn within<T>(
    left: Duration,
    token: Option<CancellationToken>,
    calling: Calling<'_, T>,
) -> Result<wasmtime::Result<T>, Abort> {
    let calling = tokio::time::timeout(left, calling);
    let Some(token) = token else {
        return calling.await.map_err(|_| Abort::TimeUp);
    };
    tokio::select! {
        biased;
        () = token.cancelled() => Err(Abort::End(End::Cancelled)),
        result = calling => result.map_err(|_| Abort::TimeUp),
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(live) = self.live.take() {
            self.engine.warm().throw_away(live);
        }
    }
}

impl AsMut<Store<State>> for Live {
    fn as_mut(&mut self) -> &mut Store<State> {
        &mut self.store
    }
}
