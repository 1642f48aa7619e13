//! What a guest writes to its standard output and error.

mod chunk;
mod forward;
mod late;
mod overflow;
mod sink;
mod target;

pub use chunk::Chunk;
pub(crate) use late::Late;
pub use overflow::Overflow;
pub(crate) use overflow::{OutputFull, OutputPanic};
pub(crate) use sink::{Sink, Which, Writer};
pub(crate) use target::Listener;

/// What a guest wrote to its two standard streams.
///
/// ```no_run
/// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
/// let output = sandbox.run("import sys\nprint('out')\nprint('err', file=sys.stderr)").await.output;
/// assert_eq!((output.stdout.text(), output.stderr.text()), ("out\n".into(), "err\n".into()));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Its standard output.
    pub stdout: Stream,
    /// Its standard error, where Python tracebacks go.
    pub stderr: Stream,
}

/// What a guest wrote to one standard stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    /// The bytes that were kept: none where the stream is forwarded to a writer.
    pub bytes: Vec<u8>,
    /// How many bytes were thrown away because the stream had reached its limit.
    pub dropped: u64,
    /// Whether the last byte that was kept or forwarded left a line unfinished.
    pub unfinished_line: bool,
}

impl Stream {
    /// The bytes as text, with U+FFFD for what isn't UTF-8.
    #[must_use]
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }

    /// Whether the stream was cut at its limit.
    #[must_use]
    pub fn truncated(&self) -> bool {
        self.dropped > 0
    }
}
