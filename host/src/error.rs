//! What can go wrong, told apart.

use std::path::PathBuf;
use std::time::Duration;

use crate::size::Size;

/// The result of an operation of this library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an operation failed.
///
/// After [`Guest`](Error::Guest), [`Value`](Error::Value), [`Argument`](Error::Argument), [`File`](Error::File) and
/// [`NoFiles`](Error::NoFiles) the session goes on; after any other error of a call it has ended, its instance is gone, and
/// further calls return [`Ended`](Error::Ended).
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

/// An error that the guest's code raised, as the contract writes it: `Type: message`, or `Type` alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct GuestError {
    text: String,
    traceback: String,
}

impl GuestError {
    pub(crate) fn new(text: String, traceback: String) -> Self {
        Self { text, traceback }
    }

    /// The error's type, for example `ZeroDivisionError`.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.text.split_once(": ").map_or(&self.text, |(kind, _)| kind)
    }

    /// The error's message, or the empty string where it has none.
    #[must_use]
    pub fn message(&self) -> &str {
        self.text.split_once(": ").map_or("", |(_, message)| message)
    }

    /// The details: what the guest wrote to its standard error during the call, which by the contract ends with them.
    /// For Python that is the traceback, after whatever else the code wrote there. At most the last 16 KiB; empty where
    /// there are no details.
    #[must_use]
    pub fn traceback(&self) -> &str {
        &self.traceback
    }
}

/// How a session ended.
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

/// Why a component can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ComponentError {
    /// The file can't be read.
    #[error("can't read `{}`: {source}", path.display())]
    Read {
        /// The file, as the caller named it.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },

    /// It is no WebAssembly binary at all.
    #[error("{name} isn't a WebAssembly component: it starts with neither a component's header nor a module's")]
    NotWasm {
        /// The component, as messages name it.
        name: String,
    },

    /// It is a core module.
    #[error(
        "{name} is a core WebAssembly module, not a component; `wasm-tools component new` makes one of a module that \
         was built for the world"
    )]
    CoreModule {
        /// The component, as messages name it.
        name: String,
    },

    /// It isn't a valid component: cut short, damaged, or of features that the engine doesn't have.
    #[error("{name} isn't a valid component: {reason}")]
    Invalid {
        /// The component, as messages name it.
        name: String,
        /// What the engine says of it, in one line.
        reason: String,
    },

    /// It needs more memories, tables or instances than the engine sets aside for one component.
    #[error("{name} needs more than the engine sets aside for one component: {reason}")]
    TooLarge {
        /// The component, as messages name it.
        name: String,
        /// What it needs too much of, in one line.
        reason: String,
    },

    /// It doesn't export what the world `sandbox` asks for.
    #[error("{name} doesn't export the world `local:sandbox/sandbox`: {difference}")]
    World {
        /// The component, as messages name it.
        name: String,
        /// Which exports are missing or differ, with what was expected and found.
        difference: String,
    },

    /// It imports what the engine's policy doesn't allow.
    #[error("{name} imports what the policy doesn't allow: {}", interfaces.join(", "))]
    Policy {
        /// The component, as messages name it.
        name: String,
        /// The interfaces that aren't allowed.
        interfaces: Vec<String>,
    },

    /// It imports what the host doesn't offer.
    #[error("{name} imports what the sandbox doesn't offer: {reason}")]
    Import {
        /// The component, as messages name it.
        name: String,
        /// Which import, in one line.
        reason: String,
    },
}

/// The first line of what the engine says, without the prefix that it gives to traps.
pub(crate) fn one_line(error: impl std::fmt::Display) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("wasm trap: ").unwrap_or(line).to_owned()
}
