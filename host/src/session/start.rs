//! The start of a session: from its settings to an instance that can be called.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::OwnedSemaphorePermit;
use wasmtime::Store;
use wasmtime_wasi::cli::StdoutStream;

use super::builder::DEFAULT_INSTANCES;
use super::{Live, Report, Session, SessionBuilder, State, store};
use crate::component::Sandbox;
use crate::engine::Cpu;
use crate::error::{End, Error, Result};
use crate::limit::{StoreLimits, TimeLimit};
use crate::output::{Listener, Overflow, Sink, Which, Writer};
use crate::tools::Calls;

/// What the start of a session needs beside the session.
pub(super) struct Start {
    pub(super) sandbox: Sandbox,
    pub(super) state: State,
    /// Whether an instance that was started ahead will do: nothing was set that the guest's own start can see.
    is_plain: bool,
    file_quota: Option<(u64, u32)>,
    prelude: Option<String>,
}

impl SessionBuilder {
    /// Makes a fresh instance of the component, which shares nothing with any other.
    ///
    /// Must be called within a tokio runtime whose time driver is enabled.
    ///
    /// # Errors
    ///
    /// [`Busy`](Error::Busy) where the engine's sessions are all in use, [`Config`](Error::Config) where the settings don't
    /// fit together, [`Memory`](Error::Memory) where the limit is below what the component starts with,
    /// [`Prelude`](Error::Prelude) where the prelude raised an error, [`Timeout`](Error::Timeout), [`Trap`](Error::Trap) and
    /// the like where the component's own start-up fails.
    pub async fn start(self) -> Result<Session> {
        let (mut session, start) = self.prepare()?;
        session.begin(start).await?;
        Ok(session)
    }

    /// Checks the settings and makes all but the instance.
    pub(super) fn prepare(mut self) -> Result<(Session, Start)> {
        let (stdout, stderr) = (self.sink(Which::Stdout), self.sink(Which::Stderr));
        let (mut session, start) = self.prepare_with(stdout.clone(), stderr.clone())?;
        (session.stdout, session.stderr) = (stdout, stderr);
        Ok((session, start))
    }

    /// Does so with these as the guest's streams; those of the session are empty.
    pub(super) fn prepare_with(
        mut self,
        stdout: impl StdoutStream + 'static,
        stderr: impl StdoutStream + 'static,
    ) -> Result<(Session, Start)> {
        let engine = self.sandbox.engine().clone();
        self.tools.check()?;
        let lookups = self.network.set(&mut self.wasi)?;
        if self.fuel.is_some() && !engine.has_fuel() {
            let what = "a session can't have a limit on fuel: the engine wasn't built with `EngineBuilder::fuel`";
            return Err(Error::Config(what.to_owned()));
        }
        let is_plain = self.is_plain && self.fuel.is_none() && self.instances == DEFAULT_INSTANCES;
        let wasi = self.wasi.stdout(stdout).stderr(stderr).build();
        let limits = StoreLimits::new(self.memory, self.table_elements, self.instances, self.transfer_limit);
        let state = State::new(wasi, Calls::new(self.tools, self.tool_calls), lookups, limits);
        let session = Session {
            engine,
            id: next_id(),
            live: None,
            end: End::Cancelled,
            time: TimeLimit::new(self.timeout, self.total_timeout),
            fuel: self.fuel,
            transfer: self.transfer_limit,
            token: self.token,
            language: self.language,
            report: Report::default(),
            cpu: Cpu::default(),
            stdout: Sink::keep(Which::Stdout, 0, Overflow::Drop),
            stderr: Sink::keep(Which::Stderr, 0, Overflow::Drop),
        };
        let Self { sandbox, file_quota, prelude, .. } = self;
        let start = Start { sandbox, state, is_plain, file_quota, prelude };
        Ok((session, start))
    }

    fn sink(&mut self, which: Which) -> Sink {
        let writer: Option<Writer> = match which {
            Which::Stdout => self.stdout.take(),
            Which::Stderr => self.stderr.take(),
        };
        let listener: Option<Listener> = self.listener.clone();
        match (writer, listener) {
            (Some(writer), _) => Sink::forward(which, self.output_limit, self.overflow, writer),
            (None, Some(listener)) => Sink::listen(which, self.output_limit, self.overflow, listener),
            (None, None) => Sink::keep(which, self.output_limit, self.overflow),
        }
    }
}

impl Session {
    /// Makes the instance and lets it run what comes before the code.
    pub(super) async fn begin(&mut self, start: Start) -> Result<()> {
        let slot = self.engine.slot().await?;
        let ahead = if start.is_plain { self.engine.warm().take(&start.sandbox) } else { None };
        match ahead.filter(|ahead| ahead.fits(&start.state)) {
            Some(ahead) => {
                let (guest, store) = ahead.adopt(start.state, &self.stdout, &self.stderr);
                self.report.calls += 1;
                self.record(&store);
                self.live = Some(Live { guest, store, slot });
            }
            None => self.instantiate(start.sandbox, start.state, slot).await?,
        }
        if let Some((bytes, files)) = start.file_quota {
            self.set_file_quota(bytes, files).await?;
        }
        match start.prelude {
            Some(prelude) => self.exec(&prelude).await.map_err(|error| match error {
                Error::Guest(error) => Error::Prelude(error),
                other => other,
            }),
            None => Ok(()),
        }
    }

    async fn instantiate(&mut self, sandbox: Sandbox, state: State, slot: OwnedSemaphorePermit) -> Result<()> {
        let store = store::new(&self.engine, state, self.fuel)?;
        let limit = store.data().limits.memory().limit();
        self.check_memory(&sandbox, limit).await?;
        let starting = self.run_guest("start", Starting(store), {
            let sandbox = sandbox.clone();
            |starting: &mut Starting| Box::pin(async move { sandbox.instantiate(&mut starting.0).await })
        });
        let (Starting(mut store), started) = starting.await;
        match started {
            Ok(guest) => {
                store.data_mut().started = true;
                self.live = Some(Live { guest, store, slot });
                Ok(())
            }
            // Several memories can exceed together what each of them keeps to.
            Err(end) => {
                let refused = store.data().limits.memory().refused().filter(|refused| *refused > limit);
                // A trial takes its place in the engine's pool.
                drop(store);
                Err(match refused {
                    Some(refused) => {
                        Error::Memory { limit, needed: self.needed_memory(&sandbox, limit).await?.max(refused) }
                    }
                    None => end.into(),
                })
            }
        }
    }
}

/// A session without an instance yet.
pub(super) struct Starting(pub(super) Store<State>);

impl AsMut<Store<State>> for Starting {
    fn as_mut(&mut self) -> &mut Store<State> {
        &mut self.0
    }
}

/// A number for the session that no other of this process has.
fn next_id() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
