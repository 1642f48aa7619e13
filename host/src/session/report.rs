//! What a session has used.

use std::time::Duration;

use crate::error::End;

/// Bytes of one page of WebAssembly memory.
const PAGE: usize = 64 << 10;

/// What a session has used so far, however its calls ended.
///
/// ```no_run
/// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
/// let run = sandbox.run("sum(range(1000))").await;
/// println!("{:?}, of which {:?} computed, {} bytes", run.report.wall, run.report.cpu, run.report.memory_peak);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The wall-clock time of all calls, the start included, what they waited for included.
    pub wall: Duration,
    /// The time that the guest computed, as the system's clock of the threads it ran on has it; the first two milliseconds
    /// of a call, about, are wall-clock time.
    pub cpu: Duration,
    /// The calls into the guest: strings executed and evaluated, files read and written.
    pub calls: u64,
    /// The bytes of memory that the guest holds, all of its linear memories together. They never shrink.
    pub memory: usize,
    /// The most bytes of memory that the guest was ever granted.
    pub memory_peak: usize,
    /// The fuel that was used, where the session has a limit on it.
    pub fuel: Option<u64>,
    /// The bytes written to standard output, what was thrown away beyond the limit included.
    pub stdout: u64,
    /// The bytes written to standard error, what was thrown away beyond the limit included.
    pub stderr: u64,
    /// The calls of host functions.
    pub tool_calls: u64,
    /// The time that those calls took, all together.
    pub tool_time: Duration,
    /// How the session ended, or `None` where its next call can run.
    pub end: Option<End>,
}

impl Report {
    /// The memory that the guest holds, in WebAssembly's pages of 64 KiB.
    ///
    /// ```no_run
    /// # async fn example(session: component_sandbox::Session) {
    /// println!("{} pages", session.report().memory_pages());
    /// # }
    /// ```
    #[must_use]
    pub fn memory_pages(&self) -> usize {
        self.memory / PAGE
    }
}
