//! What happens at the output limit.

/// What happens when a guest writes more than the output limit.
///
/// ```no_run
/// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
/// use component_sandbox::{Error, Overflow};
///
/// let session = sandbox.session().output_limit(1000).overflow(Overflow::End);
/// let run = session.run("while True: print('flood')").await;
/// assert!(matches!(run.result, Err(Error::Output { limit: 1000 })));
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Overflow {
    /// What goes beyond is thrown away and counted; the code goes on and its result isn't lost.
    #[default]
    Drop,
    /// The session ends with [`Error::Output`](crate::Error::Output).
    End,
}

/// Raised inside a guest that wrote more than it may.
#[derive(Debug, thiserror::Error)]
#[error("the output limit was exceeded")]
pub(crate) struct OutputFull {
    /// The limit, in bytes.
    pub(crate) limit: usize,
}

/// Raised inside a guest whose output the embedder's callback couldn't take.
#[derive(Debug, thiserror::Error)]
#[error("the callback of `on_output` panicked")]
pub(crate) struct OutputPanic;
