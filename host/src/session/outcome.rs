//! What the engine reports of a call, put into this library's terms.

use wasmtime::Trap;
use wasmtime_wasi::I32Exit;

use super::State;
use crate::error::{End, Error, of_system, one_line};
use crate::limit::TimeUp;
use crate::output::{OutputFull, OutputPanic};
use crate::tools::{TooManyCalls, ToolPanic};

/// How the engine says that a guest handed over more than it may; the error's type is the engine's own.
const TRANSFER: &str = "fuel allocated for hostcalls has been exhausted";

/// How a call ended that the guest didn't return from.
pub(super) enum Abort {
    /// Its deadline passed.
    TimeUp,
    /// Anything else that ends a session.
    End(End),
}

impl Abort {
    pub(super) fn new(error: &wasmtime::Error, state: &State, fuel: Option<u64>) -> Self {
        if error.is::<TimeUp>() {
            return Self::TimeUp;
        }
        Self::End(if let Some(I32Exit(status)) = error.downcast_ref() {
            End::Exit(*status)
        } else if let Some(OutputFull { limit }) = error.downcast_ref() {
            End::Output(*limit)
        } else if let Some(TooManyCalls { limit }) = error.downcast_ref() {
            End::ToolCalls(*limit)
        } else if let Some(panic) = error.downcast_ref::<ToolPanic>() {
            End::Host(panic.to_string())
        } else if let Some(panic) = error.downcast_ref::<OutputPanic>() {
            End::Host(panic.to_string())
        } else if let Some(refused) = of_system(error) {
            // Memory that the system has no more of, when an instance or a stack was to be made.
            End::Host(format!("the system refused what the session needs: {refused}"))
        } else if error.root_cause().to_string().contains(TRANSFER) {
            End::Transfer(state.limits.transfer())
        } else {
            match error.downcast_ref() {
                Some(Trap::StackOverflow) => End::StackOverflow,
                Some(Trap::OutOfFuel) => End::Fuel(fuel.unwrap_or(u64::MAX)),
                // A guest that gives up right after it was refused memory gave up for that reason.
                Some(_) if state.limits.memory().refused().is_some() => End::OutOfMemory(state.limits.memory().limit()),
                Some(trap) => End::Trap(one_line(trap)),
                // Before its first call all that can be wrong is how much it asks for.
                None if !state.started => End::Limit(one_line(error.root_cause())),
                None if state.limits.memory().refused().is_some() => End::OutOfMemory(state.limits.memory().limit()),
                // The engine reports what a component does wrong at its boundary, an invalid string for example, as
                // plain errors; the host's own faults don't come this way.
                None => End::Trap(one_line(error.root_cause())),
            }
        })
    }
}

impl From<End> for Error {
    fn from(end: End) -> Self {
        match end {
            End::Timeout(limit) => Self::Timeout { limit },
            End::Limit(reason) => Self::Limit { reason },
            End::OutOfMemory(limit) => Self::OutOfMemory { limit },
            End::Fuel(limit) => Self::Fuel { limit },
            End::Output(limit) => Self::Output { limit },
            End::ToolCalls(limit) => Self::ToolCalls { limit },
            End::Transfer(limit) => Self::Transfer { limit },
            End::StackOverflow => Self::StackOverflow,
            End::Trap(reason) => Self::Trap { reason },
            End::Exit(status) => Self::Exit { status },
            End::Cancelled => Self::Cancelled,
            End::Host(reason) => Self::Host(reason),
        }
    }
}
