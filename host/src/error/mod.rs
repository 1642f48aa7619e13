//! What can go wrong, told apart.

mod component;
mod end;
mod guest;

use std::time::Duration;

pub use component::ComponentError;
pub use end::End;
pub use guest::GuestError;

use crate::size::Size;

/// The result of an operation of this library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an operation failed.
///
/// After [`Guest`](Error::Guest), [`Value`](Error::Value), [`Argument`](Error::Argument), [`File`](Error::File) and
/// [`NoFiles`](Error::NoFiles) the session goes on; after any other error of a call it has ended, its instance is gone, and
/// further calls return [`Ended`](Error::Ended).
///
/// ```no_run
/// # async fn example(mut session: component_sandbox::Session) -> component_sandbox::Result<()> {
/// use component_sandbox::Error;
///
/// match session.exec("untrusted()").await {
///     Ok(()) => {}
///     Err(Error::Guest(error)) => println!("the code is wrong: {error}"),
///     Err(Error::Timeout { limit }) => println!("it took longer than {limit:?}"),
///     Err(error) if session.ended().is_some() => println!("the session has ended: {error}"),
///     Err(error) => return Err(error),
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The code that the guest ran raised an error.
    #[error(transparent)]
    Guest(#[from] GuestError),

    /// The prelude, the embedder's own code, raised an error.
    #[error("the prelude failed: {0}")]
    Prelude(#[source] GuestError),

    /// An expression's value isn't of the type that the caller asked for.
    #[error("the expression's value isn't of the expected type: {0}")]
    Value(#[source] serde_json::Error),

    /// A value or a name that the host wants to hand to the guest can't be handed over.
    #[error("{0}")]
    Argument(String),

    /// The session's filesystem refused, for a reason that names the path.
    #[error("{0}")]
    File(String),

    /// The component carries no filesystem of its own.
    #[error("the component has no files of its own; wrap it with `wasi-virt`")]
    NoFiles,

    /// A call took longer than its time limit.
    #[error("the time limit of {limit:?} has passed")]
    Timeout {
        /// The limit that struck: that of the call or that of the session.
        limit: Duration,
    },

    /// The guest needs more memory to start than the memory limit allows.
    #[error("the memory limit of {} is too small: the component needs at least {} to start", Size(*limit), Size(*needed))]
    Memory {
        /// The limit, in bytes.
        limit: usize,
        /// What the component is known to hold before any code runs, in bytes.
        needed: usize,
    },

    /// The component needs more table elements, core instances or the like to start than the session may have.
    #[error("the component needs more than the session may have: {reason}")]
    Limit {
        /// What it needs too much of, in one line.
        reason: String,
    },

    /// The guest gave up because it got no more memory.
    #[error("the guest ran out of memory: the limit is {}", Size(*limit))]
    OutOfMemory {
        /// The limit, in bytes.
        limit: usize,
    },

    /// The guest used up its fuel.
    #[error("the fuel limit of {limit} was used up")]
    Fuel {
        /// The limit, in units of fuel.
        limit: u64,
    },

    /// The guest wrote more than the output limit, and the session was set up to end there.
    #[error("the output limit of {} was exceeded", Size(*limit))]
    Output {
        /// The limit, in bytes.
        limit: usize,
    },

    /// The guest called the host's functions more often than it may.
    #[error("the limit of {limit} calls of host functions was exceeded")]
    ToolCalls {
        /// The number of calls that were allowed.
        limit: u64,
    },

    /// The guest's call stack overflowed.
    #[error("the guest's call stack overflowed")]
    StackOverflow,

    /// The guest trapped: it did what WebAssembly forbids, or gave up.
    #[error("the guest trapped: {reason}")]
    Trap {
        /// What the engine says of it, in one line.
        reason: String,
    },

    /// The guest ended itself, for example with Python's `os._exit`.
    #[error("the guest exited with status {status}")]
    Exit {
        /// 0 for success, 1 for failure: WASI 0.2 knows no other.
        status: i32,
    },

    /// The session's cancellation token was cancelled.
    #[error("the call was cancelled")]
    Cancelled,

    /// The session had ended before this call.
    #[error("the session has ended: {0}")]
    Ended(End),

    /// As many sessions as the engine allows are in use.
    #[error("all {limit} sessions of the engine are in use; drop one, or allow more with `EngineBuilder::sessions`")]
    Busy {
        /// The number of sessions that the engine allows at once.
        limit: u32,
    },

    /// The engine or the session can't be set up as was asked for.
    #[error("{0}")]
    Config(String),

    /// The component can't be used.
    #[error(transparent)]
    Component(#[from] ComponentError),

    /// The engine couldn't be set up, or failed for a reason of the host's own.
    #[error("the engine failed: {0}")]
    Host(String),
}

/// The first line of what the engine says, without the prefix that it gives to traps.
pub(crate) fn one_line(error: impl std::fmt::Display) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("wasm trap: ").unwrap_or(line).to_owned()
}
