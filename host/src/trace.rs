//! What is told to those who trace a program, where the feature `tracing` is on.

use std::time::Duration;

use crate::error::End;

/// Logs a warning.
#[cfg(feature = "tracing")]
macro_rules! warning {
    ($($argument:tt)*) => { tracing::warn!($($argument)*) };
}

/// Nobody listens.
#[cfg(not(feature = "tracing"))]
macro_rules! warning {
    ($($argument:tt)*) => { { let _ = format_args!($($argument)*); } };
}

pub(crate) use warning;

/// The span of one call into a guest.
#[derive(Clone)]
pub(crate) struct Call {
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

#[cfg(feature = "tracing")]
impl Call {
    /// A call of this session; `what` it calls.
    pub(crate) fn new(session: u64, what: &'static str) -> Self {
        Self { span: tracing::debug_span!("call", session, what) }
    }

    /// Runs a future within the span.
    pub(crate) fn within<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        tracing::Instrument::instrument(future, self.span.clone())
    }

    /// Tells how the call ended.
    pub(crate) fn end(&self, duration: Duration, end: Option<&End>) {
        let _entered = self.span.enter();
        match end {
            None => tracing::debug!(?duration, "returned"),
            Some(end) => tracing::debug!(?duration, %end, "ended the session"),
        }
    }
}

#[cfg(not(feature = "tracing"))]
impl Call {
    pub(crate) fn new(_: u64, _: &'static str) -> Self {
        Self {}
    }

    pub(crate) fn within<F: Future>(&self, future: F) -> F {
        let Self {} = self;
        future
    }

    pub(crate) fn end(&self, _: Duration, _: Option<&End>) {
        let Self {} = self;
    }
}
