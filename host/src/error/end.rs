//! How a session ended.

use std::time::Duration;

use crate::size::Size;

/// How a session ended.
///
/// ```no_run
/// # async fn example(mut session: component_sandbox::Session) {
/// use component_sandbox::End;
///
/// match session.ended() {
///     None => println!("it can go on"),
///     Some(End::Timeout(limit)) => println!("it took longer than {limit:?}"),
///     Some(end) => println!("{end}"),
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum End {
    /// A time limit struck.
    #[error("the time limit of {0:?} had passed")]
    Timeout(Duration),

    /// The component needed more to start than the session may have: this.
    #[error("it had needed more than the session may have: {0}")]
    Limit(String),

    /// The guest gave up because it got no more memory than this limit, in bytes.
    #[error("it had run out of memory: the limit was {}", Size(*.0))]
    OutOfMemory(usize),

    /// This much fuel was used up.
    #[error("the fuel limit of {0} had been used up")]
    Fuel(u64),

    /// More was written than this limit, in bytes.
    #[error("the output limit of {} had been exceeded", Size(*.0))]
    Output(usize),

    /// Host functions were called more often than this.
    #[error("the limit of {0} calls of host functions had been exceeded")]
    ToolCalls(u64),

    /// More was handed to the host in one call than this limit, in bytes.
    #[error("it had handed over more in one call than the limit of {}", Size(*.0))]
    Transfer(usize),

    /// The guest's call stack overflowed.
    #[error("its call stack had overflowed")]
    StackOverflow,

    /// The guest trapped.
    #[error("it had trapped: {0}")]
    Trap(String),

    /// The guest ended itself with this status.
    #[error("it had exited with status {0}")]
    Exit(i32),

    /// The future of a call was dropped before it was ready, or the session's token was cancelled.
    #[error("a call had been cancelled")]
    Cancelled,

    /// The host failed, for this reason.
    #[error("the host had failed: {0}")]
    Host(String),
}
