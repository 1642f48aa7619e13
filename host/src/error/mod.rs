//! What can go wrong, told apart.

mod array;
mod component;
mod end;
mod guest;

use std::borrow::Cow;
use std::time::Duration;

pub use array::ArrayError;
pub use component::ComponentError;
pub use end::End;
pub use guest::GuestError;

use crate::size::Size;

/// The result of an operation of this library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an operation failed.
///
/// After [`Guest`](Error::Guest), [`Value`](Error::Value), [`ValueSize`](Error::ValueSize), [`Array`](Error::Array),
/// [`Argument`](Error::Argument), [`File`](Error::File), [`NoFiles`](Error::NoFiles) and [`NoArrays`](Error::NoArrays) the
/// session goes on; after any other error of a call it has ended, its instance is gone, and further calls return
/// [`Ended`](Error::Ended).
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

    /// An expression's value would take more of the host's memory than it may, once it is read.
    #[error(
        "the expression's value would take more than {} of the host's memory; ask for less of it, or allow more with \
         `SessionBuilder::transfer_limit`",
        Size(*limit)
    )]
    ValueSize {
        /// What it may take, in bytes: twice what may be handed over.
        limit: usize,
    },

    /// An array isn't what it should be.
    #[error(transparent)]
    Array(#[from] ArrayError),

    /// A value or a name that the host wants to hand to the guest can't be handed over.
    #[error("{0}")]
    Argument(String),

    /// The session's filesystem refused, for a reason that names the path.
    #[error("{0}")]
    File(String),

    /// The component carries no filesystem of its own.
    #[error("the component has no files of its own; wrap it with `wasi-virt`")]
    NoFiles,

    /// The component takes and gives no arrays.
    #[error(
        "the component has no arrays: it doesn't export `local:sandbox/arrays`, as the Python guest with NumPy does"
    )]
    NoArrays,

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
        /// What the component needs until the first code has run, in bytes.
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

    /// The guest handed more to the host in one call than it may: a result, an error, an array, arguments.
    #[error(
        "the guest handed over more in one call than the limit of {}; `SessionBuilder::transfer_limit` sets it",
        Size(*limit)
    )]
    Transfer {
        /// The limit, in bytes.
        limit: usize,
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

/// What the system says, where it refused something that the engine asked it for: memory, a file.
pub(crate) fn of_system(error: &wasmtime::Error) -> Option<String> {
    let cause = error.root_cause();
    #[cfg(unix)]
    if let Some(error) = cause.downcast_ref::<rustix::io::Errno>() {
        return Some(std::io::Error::from(*error).to_string());
    }
    cause.downcast_ref::<std::io::Error>().map(ToString::to_string)
}

/// Bytes of what somebody else says that a message repeats; names in a component can be megabytes long.
const QUOTED: usize = 1 << 10;

/// The first line of what the engine says, without the prefix that it gives to traps.
pub(crate) fn one_line(error: impl std::fmt::Display) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    in_short(line.strip_prefix("wasm trap: ").unwrap_or(line)).into_owned()
}

/// A text that may be of any length, cut for a message.
pub(crate) fn in_short(text: &str) -> Cow<'_, str> {
    if text.len() <= QUOTED {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("{}… ({} in all)", &text[..text.floor_char_boundary(QUOTED)], Size(text.len())))
}
