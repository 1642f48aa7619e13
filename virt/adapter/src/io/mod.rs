//! `wasi:io`: streams over whatever they lead to, what can be waited for, and errors.

mod input;
mod output;
mod poll;

pub(crate) use input::{Input, Source, bounded};
pub(crate) use output::{Output, Sink};
pub(crate) use poll::Pollable;

use crate::Adapter;
use crate::bindings::exports::wasi::filesystem::types::ErrorCode;
use crate::bindings::exports::wasi::io::error;
use crate::bindings::exports::wasi::io::streams::StreamError;
use crate::host;

/// Why an operation on a stream failed.
pub(crate) struct Failure {
    /// Its code, if it is one of the filesystem's.
    pub(crate) code: Option<ErrorCode>,
    pub(crate) message: String,
    /// What it is to the host, if it is one of the host's: what else it may tell is asked when the guest asks.
    #[cfg_attr(feature = "sealed", expect(dead_code, reason = "there is no host"))]
    pub(crate) host: Option<host::Error>,
}

impl error::Guest for Adapter {
    type Error = Failure;
}

impl error::GuestError for Failure {
    fn to_debug_string(&self) -> String {
        self.message.clone()
    }
}

/// The error of a stream whose last operation failed.
pub(crate) fn failure(code: Option<ErrorCode>, message: impl Into<String>) -> StreamError {
    StreamError::LastOperationFailed(error::Error::new(Failure { code, message: message.into(), host: None }))
}
