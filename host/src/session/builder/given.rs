//! What a session is given.

use tokio::io::AsyncRead;
use tokio_util::sync::CancellationToken;
use wasmtime_wasi::cli::AsyncStdinStream;

use super::SessionBuilder;
use crate::clock::Clock;
use crate::language::Language;
use crate::random::Random;

/// What a session is given.
impl SessionBuilder {
    /// Gives the guest an environment variable: none by default.
    pub fn env(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.wasi.env(name, value);
        self.is_plain = false;
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
        self.is_plain = false;
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
        self.is_plain = false;
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
        self.is_plain = false;
        self
    }

    /// Where the guest's random numbers come from: [`Random::Real`] by default.
    pub fn random(mut self, random: Random) -> Self {
        random.set(&mut self.wasi);
        self.is_plain = false;
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
