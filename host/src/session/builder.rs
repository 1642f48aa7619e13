//! How a session is set up.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use wasmtime_wasi::cli::AsyncStdinStream;
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder};

use crate::clock::Clock;
use crate::component::Sandbox;
use crate::language::Language;
use crate::network::Network;
use crate::output::{Chunk, Listener, Overflow, Writer};
use crate::random::Random;
use crate::tools::Tools;

/// Sets up a [`Session`](crate::Session). Nothing of the host's is reachable unless a method here says so: no files, no
/// sockets, no environment, no arguments, an empty standard input. Clocks and random numbers are real.
///
/// ```no_run
/// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
/// use std::time::Duration;
///
/// let mut session = sandbox
///     .session()
///     .timeout(Duration::from_millis(500))
///     .memory(48 << 20)
///     .env("LANG", "C.UTF-8")
///     .start()
///     .await?;
/// # Ok(()) }
/// ```
#[must_use = "a session starts with `start`, and `run` runs code in one"]
pub struct SessionBuilder {
    pub(super) sandbox: Sandbox,
    pub(super) wasi: WasiCtxBuilder,
    pub(super) timeout: Duration,
    pub(super) total_timeout: Option<Duration>,
    pub(super) memory: usize,
    pub(super) fuel: Option<u64>,
    pub(super) table_elements: usize,
    pub(super) instances: usize,
    pub(super) file_quota: Option<(u64, u32)>,
    pub(super) output_limit: usize,
    pub(super) overflow: Overflow,
    pub(super) stdout: Option<Writer>,
    pub(super) stderr: Option<Writer>,
    pub(super) listener: Option<Listener>,
    pub(super) prelude: Option<String>,
    pub(super) network: Network,
    pub(super) tools: Tools,
    pub(super) tool_calls: u64,
    pub(super) token: Option<CancellationToken>,
    pub(super) language: Language,
}

/// What a session may use.
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
            fuel: None,
            table_elements: 100_000,
            instances: 1_000,
            file_quota: None,
            output_limit: 1 << 20,
            overflow: Overflow::Drop,
            stdout: None,
            stderr: None,
            listener: None,
            prelude: None,
            network: Network::new(),
            tools: Tools::new(),
            tool_calls: 1_000,
            token: None,
            language: Language::default(),
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
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
    /// use std::time::Duration;
    ///
    /// // One second for a run as a whole, however many calls it takes.
    /// let run = sandbox.session().total_timeout(Duration::from_secs(1)).run("2 + 2").await;
    /// # Ok(()) }
    /// ```
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

    /// The fuel that the session may use, its start included, about one unit for an instruction of WebAssembly: not
    /// limited by default. Unlike time it is the same in every run and on every machine. The engine must have been built
    /// with [`fuel`](crate::EngineBuilder::fuel). A session that has used it up ends.
    ///
    /// ```no_run
    /// # async fn example() -> component_sandbox::Result<()> {
    /// use component_sandbox::{Engine, Error};
    ///
    /// let sandbox = Engine::builder().fuel(true).build()?.load("dist/sandbox-virt.wasm")?;
    /// let run = sandbox.session().fuel(1_000_000_000).run("while True: pass").await;
    /// assert!(matches!(run.result, Err(Error::Fuel { .. })));
    /// # Ok(()) }
    /// ```
    pub fn fuel(mut self, fuel: u64) -> Self {
        self.fuel = Some(fuel);
        self
    }

    /// The elements that the guest's tables may have together, each two pointers of host memory at most: 100,000 by
    /// default. The Python guest, which links a dozen modules through tables, needs about a tenth of it.
    pub fn table_elements(mut self, elements: usize) -> Self {
        self.table_elements = elements;
        self
    }

    /// The core instances that the component may consist of: 1,000 by default. The Python guest has 64.
    pub fn instances(mut self, instances: usize) -> Self {
        self.instances = instances;
        self
    }

    /// What the guest may write to its own files: this many bytes in this many files and directories. What its component was
    /// wrapped with by default, 16 MiB in 10,000 where `wasi-virt` wasn't told otherwise.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
    /// let session = sandbox.session().file_quota(1 << 20, 100).start().await?;
    /// # Ok(()) }
    /// ```
    pub fn file_quota(mut self, bytes: u64, files: u32) -> Self {
        self.file_quota = Some((bytes, files));
        self
    }

    /// The host functions that the code may call: none by default.
    pub fn tools(mut self, tools: Tools) -> Self {
        self.tools = tools;
        self
    }

    /// How often the code may call host functions: 1,000 times by default. One call more ends the session.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox, tools: component_sandbox::Tools) {
    /// use component_sandbox::Error;
    ///
    /// let run = sandbox.session().tools(tools).tool_calls(10).run("import tools\nwhile True: tools.add(1, 2)").await;
    /// assert!(matches!(run.result, Err(Error::ToolCalls { limit: 10 })));
    /// # }
    /// ```
    pub fn tool_calls(mut self, calls: u64) -> Self {
        self.tool_calls = calls;
        self
    }

    /// The network that the code may reach: none by default.
    pub fn network(mut self, network: Network) -> Self {
        self.network = network;
        self
    }
}

/// What a session is given.
impl SessionBuilder {
    /// Gives the guest an environment variable: none by default.
    pub fn env(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.wasi.env(name, value);
        self
    }

    /// Gives the guest one more command-line argument, in Python at the end of `sys.argv`: none by default.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
    /// let run = sandbox.session().arg("--fast").run("import sys\nsys.argv[1:]").await;
    /// assert_eq!(run.result?, Some(vec!["--fast"].into()));
    /// # Ok(()) }
    /// ```
    pub fn arg(mut self, argument: impl AsRef<str>) -> Self {
        self.wasi.arg(argument);
        self
    }

    /// What the guest reads from its standard input: nothing by default. Bytes are a reader, too:
    /// `std::io::Cursor::new("…")`. The stream is read ahead of the guest.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
    /// let run = sandbox.session().stdin(std::io::Cursor::new("one\ntwo\n")).run("[input(), input()]").await;
    /// assert_eq!(run.result?, Some(vec!["one", "two"].into()));
    /// # Ok(()) }
    /// ```
    pub fn stdin(mut self, reader: impl AsyncRead + Send + Sync + 'static) -> Self {
        self.wasi.stdin(AsyncStdinStream::new(reader));
        self
    }

    /// Statements that run at the start, before the code that isn't trusted: none by default. They have line numbers of
    /// their own, and an error that they raise is [`Error::Prelude`](crate::Error::Prelude).
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
    /// let helpers = "def clamp(x, low, high): return max(low, min(x, high))";
    /// let run = sandbox.session().prelude(helpers).run("clamp(150, 0, 100)").await;
    /// assert_eq!(run.result?, Some(100.into()));
    /// # Ok(()) }
    /// ```
    pub fn prelude(mut self, statements: impl Into<String>) -> Self {
        self.prelude = Some(statements.into());
        self
    }

    /// The clock that the guest sees: [`Clock::Real`] by default.
    pub fn clock(mut self, clock: Clock) -> Self {
        clock.set(&mut self.wasi);
        self
    }

    /// Where the guest's random numbers come from: [`Random::Real`] by default.
    pub fn random(mut self, random: Random) -> Self {
        random.set(&mut self.wasi);
        self
    }

    /// Ends the session's call under way when this token is cancelled, and any later one at once, with
    /// [`Error::Cancelled`](crate::Error::Cancelled): none by default. Dropping a call's future does the same for one call.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
    /// use component_sandbox::{CancellationToken, Error};
    ///
    /// let token = CancellationToken::new();
    /// let running = tokio::spawn({
    ///     let session = sandbox.session().cancel(token.clone());
    ///     async move { session.run("while True: pass").await }
    /// });
    /// token.cancel();
    /// assert!(matches!(running.await.expect("no panic").result, Err(Error::Cancelled)));
    /// # Ok(()) }
    /// ```
    pub fn cancel(mut self, token: CancellationToken) -> Self {
        self.token = Some(token);
        self
    }

    /// The guest's language, by which values are written into code: [`Language::python`] by default.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
    /// use component_sandbox::Language;
    ///
    /// // For a component that runs JavaScript.
    /// let mut session = sandbox.session().language(Language::javascript()).start().await?;
    /// session.set("numbers", &[1, 2, 3]).await?;
    /// # Ok(()) }
    /// ```
    pub fn language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }
}

/// What becomes of a session's output.
impl SessionBuilder {
    /// The bytes of standard output, and as many of standard error, that are kept or handed on: 1 MiB by default.
    /// What the guest writes beyond is thrown away and counted in [`Stream::dropped`](crate::Stream::dropped).
    /// [`Session::take_output`](crate::Session::take_output) makes room again.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
    /// let run = sandbox.session().output_limit(10).run("print('x' * 99)").await;
    /// assert!(run.result.is_ok() && run.output.stdout.truncated());
    /// assert_eq!((run.output.stdout.bytes.len(), run.output.stdout.dropped), (10, 90));
    /// # Ok(()) }
    /// ```
    pub fn output_limit(mut self, bytes: usize) -> Self {
        self.output_limit = bytes;
        self
    }

    /// What happens at the output limit: [`Overflow::Drop`] by default.
    pub fn overflow(mut self, overflow: Overflow) -> Self {
        self.overflow = overflow;
        self
    }

    /// Where the guest's standard output goes as it is written, in place of
    /// [`Session::take_output`](crate::Session::take_output). A guest that writes faster than the writer takes waits for
    /// it, within its time limit.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
    /// sandbox.session().stdout(tokio::io::stdout()).run("print('hello')").await.result?;
    /// # Ok(()) }
    /// ```
    pub fn stdout(mut self, writer: impl AsyncWrite + Send + 'static) -> Self {
        self.stdout = Some(Box::pin(writer));
        self
    }

    /// Where the guest's standard error goes as it is written, in place of
    /// [`Session::take_output`](crate::Session::take_output).
    pub fn stderr(mut self, writer: impl AsyncWrite + Send + 'static) -> Self {
        self.stderr = Some(Box::pin(writer));
        self
    }

    /// Calls this with each piece of output of both streams as it is written, in their order, in place of
    /// [`Session::take_output`](crate::Session::take_output). The guest waits for it to return.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
    /// use component_sandbox::Chunk;
    ///
    /// let show = |chunk: Chunk| match chunk {
    ///     Chunk::Stderr(_) => eprint!("{}", chunk.text()),
    ///     _ => print!("{}", chunk.text()),
    /// };
    /// sandbox.session().on_output(show).run("print('hello')").await.result?;
    /// # Ok(()) }
    /// ```
    pub fn on_output(mut self, callback: impl FnMut(Chunk) + Send + 'static) -> Self {
        self.listener = Some(Listener::Callback(Arc::new(Mutex::new(callback))));
        self
    }

    /// Sends each piece of output of both streams into this channel as it is written, in their order, in place of
    /// [`Session::take_output`](crate::Session::take_output). A guest that writes faster than the channel is emptied waits,
    /// within its time limit; where the receiver is gone, writing fails in the guest.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
    /// let (sender, mut receiver) = tokio::sync::mpsc::channel(16);
    /// let session = sandbox.session().channel(sender);
    /// let running = tokio::spawn(async move { session.run("for i in range(3): print(i)").await });
    /// // The channel closes with the session.
    /// while let Some(chunk) = receiver.recv().await {
    ///     print!("{}", chunk.text());
    /// }
    /// running.await.expect("no panic").result?;
    /// # Ok(()) }
    /// ```
    pub fn channel(mut self, sender: mpsc::Sender<Chunk>) -> Self {
        self.listener = Some(Listener::Channel(sender));
        self
    }
}
