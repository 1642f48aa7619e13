//! What becomes of a session's output.

use std::sync::{Arc, Mutex};

use tokio::io::AsyncWrite;
use tokio::sync::mpsc;

use super::SessionBuilder;
use crate::output::{Chunk, Listener, Overflow};

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
    /// [`Session::take_output`](crate::Session::take_output). Errors keep their traceback.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) {
    /// // Python's traceback is shown at once.
    /// let run = sandbox.session().stderr(tokio::io::stderr()).run("1 / 0").await;
    /// assert!(run.result.is_err());
    /// # }
    /// ```
    pub fn stderr(mut self, writer: impl AsyncWrite + Send + 'static) -> Self {
        self.stderr = Some(Box::pin(writer));
        self
    }

    /// Calls this with each piece of output of both streams as it is written, in their order, in place of
    /// [`Session::take_output`](crate::Session::take_output). The guest waits for it to return; a panic of it ends the session
    /// with [`Error::Host`](crate::Error::Host).
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
    /// within its time limit; where the receiver is gone, writing fails in the guest. What waits in the channel is the host's
    /// memory: up to 64 KiB for each of its places.
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
