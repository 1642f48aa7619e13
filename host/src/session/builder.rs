//! How a session is set up.

use std::pin::Pin;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use wasmtime_wasi::cli::AsyncStdinStream;
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder};

use super::Session;
use crate::component::Sandbox;
use crate::error::Result;
use crate::limit::TimeLimit;
use crate::output::Sink;

/// Sets up a [`Session`]. Nothing of the host's is reachable unless a method here says so: no files, no sockets, no
/// environment, no arguments, an empty standard input. Clocks and random numbers are real.
///
/// ```no_run
/// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
/// use std::time::Duration;
///
/// let mut session = sandbox
///     .session()
///     .timeout(Duration::from_millis(500))
///     .memory(32 << 20)
///     .env("LANG", "C.UTF-8")
///     .start()
///     .await?;
/// # Ok(()) }
/// ```
#[must_use = "a session starts with `start`"]
pub struct SessionBuilder {
    sandbox: Sandbox,
    wasi: WasiCtxBuilder,
    timeout: Duration,
    total_timeout: Option<Duration>,
    memory: usize,
    output_limit: usize,
    stdout: Option<Writer>,
    stderr: Option<Writer>,
}

type Writer = Pin<Box<dyn AsyncWrite + Send>>;

impl SessionBuilder {
    pub(crate) fn new(sandbox: Sandbox) -> Self {
        let mut wasi = WasiCtx::builder();
        // No address passes the check anyway; without the protocols a guest is refused before it names one.
        wasi.allow_tcp(false).allow_udp(false);
        Self {
            sandbox,
            wasi,
            timeout: Duration::from_secs(5),
            total_timeout: None,
            memory: 64 << 20,
            output_limit: 1 << 20,
            stdout: None,
            stderr: None,
        }
    }

    /// The wall-clock time that one call may take, the start of the session included: 5 s by default. It holds for a
    /// guest that sleeps or waits, too. A call that takes longer ends the session.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The wall-clock time that all calls of the session may take together, its start included: not limited by
    /// default. Time between calls doesn't count.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
        self
    }

    /// The bytes of memory that the guest may use, including what its component starts with: 64 MiB by default. A
    /// guest that wants more is told that there is none: Python raises `MemoryError` and the session goes on.
    pub fn memory(mut self, bytes: usize) -> Self {
        self.memory = bytes;
        self
    }

    /// The bytes of standard output, and as many of standard error, that are kept or forwarded: 1 MiB by default.
    /// What the guest writes beyond is thrown away and counted in [`Stream::dropped`](crate::Stream::dropped).
    /// [`Session::take_output`] makes room again.
    pub fn output_limit(mut self, bytes: usize) -> Self {
        self.output_limit = bytes;
        self
    }

    /// Gives the guest an environment variable: none by default.
    pub fn env(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.wasi.env(name, value);
        self
    }

    /// What the guest reads from its standard input: nothing by default. The stream is read ahead of the guest.
    pub fn stdin(mut self, reader: impl AsyncRead + Send + Sync + 'static) -> Self {
        self.wasi.stdin(AsyncStdinStream::new(reader));
        self
    }

    /// Where the guest's standard output goes as it is written, in place of [`Session::take_output`]. A guest that
    /// writes faster than the writer takes waits for it, within its time limit.
    pub fn stdout(mut self, writer: impl AsyncWrite + Send + 'static) -> Self {
        self.stdout = Some(Box::pin(writer));
        self
    }

    /// Where the guest's standard error goes as it is written, in place of [`Session::take_output`].
    pub fn stderr(mut self, writer: impl AsyncWrite + Send + 'static) -> Self {
        self.stderr = Some(Box::pin(writer));
        self
    }

    /// Makes a fresh instance of the component, which shares nothing with any other.
    ///
    /// Must be called within a tokio runtime whose time driver is enabled.
    ///
    /// # Errors
    ///
    /// [`Busy`](crate::Error::Busy) where the engine's sessions are all in use, [`Memory`](crate::Error::Memory)
    /// where the limit is below what the component starts with, [`Timeout`](crate::Error::Timeout),
    /// [`Trap`](crate::Error::Trap) and the like where the component's own start-up fails.
    pub async fn start(mut self) -> Result<Session> {
        let sink = |writer: Option<Writer>| match writer {
            Some(writer) => Sink::forward(self.output_limit, writer),
            None => Sink::keep(self.output_limit),
        };
        let (stdout, stderr) = (sink(self.stdout.take()), sink(self.stderr.take()));
        let wasi = self.wasi.stdout(stdout.clone()).stderr(stderr.clone()).build();
        let time = TimeLimit::new(self.timeout, self.total_timeout);
        Session::start(&self.sandbox, wasi, self.memory, time, stdout, stderr).await
    }
}
