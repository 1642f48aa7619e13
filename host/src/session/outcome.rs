//! What the engine reports of a call, put into this library's terms.

use wasmtime::Trap;
use wasmtime_wasi::I32Exit;

use crate::error::{End, Error, one_line};
use crate::limit::TimeUp;

/// How a call ended that the guest didn't return from.
pub(super) enum Abort {
    /// Its deadline passed.
    TimeUp,
    /// Anything else that ends a session.
    End(End),
}

impl From<wasmtime::Error> for Abort {
    fn from(error: wasmtime::Error) -> Self {
        if error.is::<TimeUp>() {
            return Self::TimeUp;
        }
        if let Some(I32Exit(status)) = error.downcast_ref() {
            return Self::End(End::Exit(*status));
        }
        Self::End(match error.downcast_ref() {
            Some(Trap::StackOverflow) => End::StackOverflow,
            Some(trap) => End::Trap(one_line(trap)),
            // The engine reports what a component does wrong at its boundary, an invalid string for example, as
            // plain errors; the host's own faults don't come this way.
            None => End::Trap(one_line(error.root_cause())),
        })
    }
}

impl From<End> for Error {
    fn from(end: End) -> Self {
        match end {
            End::Timeout(limit) => Self::Timeout { limit },
            End::StackOverflow => Self::StackOverflow,
            End::Trap(reason) => Self::Trap { reason },
            End::Exit(status) => Self::Exit { status },
            End::Cancelled => Self::Ended(End::Cancelled),
        }
    }
}
