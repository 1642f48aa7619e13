use crate::bindings::exports::wasi::io;
use crate::bindings::exports::wasi::io::streams::StreamError;
use crate::bindings::wasi::cli;
use crate::bindings::wasi::filesystem::types::filesystem_error_code;
use crate::bindings::wasi::io::streams::{self, InputStream, OutputStream};
use crate::io::{Failure, Input, Output, Pollable, Sink, Source};
use crate::state::settings;

use super::descriptor::code;

/// The most bytes that pass through at once; they fit into the memory that is had from the start.
const MOST: usize = 64 << 10;

/// Standard input, which the caller has found to be allowed.
#[expect(clippy::unnecessary_wraps, reason = "without a host there is none")]
pub(crate) fn stdin() -> Option<Box<dyn Source>> {
    Some(Box::new(cli::stdin::get_stdin()))
}

/// Standard output, which the caller has found to be allowed.
#[expect(clippy::unnecessary_wraps, reason = "without a host there is none")]
pub(crate) fn stdout() -> Option<Box<dyn Sink>> {
    Some(Box::new(cli::stdout::get_stdout()))
}

/// Standard error, which the caller has found to be allowed.
#[expect(clippy::unnecessary_wraps, reason = "without a host there is none")]
pub(crate) fn stderr() -> Option<Box<dyn Sink>> {
    Some(Box::new(cli::stderr::get_stderr()))
}

/// A stream of the host's as the guest's.
pub(super) fn input(stream: InputStream) -> io::streams::InputStream {
    io::streams::InputStream::new(Input(Box::new(stream)))
}

/// A stream of the host's as the guest's.
pub(super) fn output(stream: OutputStream) -> io::streams::OutputStream {
    io::streams::OutputStream::new(Output(Box::new(stream)))
}

/// Something of the host's to wait for, as the guest's.
pub(super) fn pollable(pollable: super::Pollable) -> io::poll::Pollable {
    io::poll::Pollable::new(Pollable::Host(pollable))
}

fn failed(error: streams::StreamError) -> StreamError {
    match error {
        streams::StreamError::Closed => StreamError::Closed,
        streams::StreamError::LastOperationFailed(error) => {
            // Without directories of the host's there is no such import, nor a stream that would need it.
            let host = !settings().preopens.is_empty();
            let code = host.then(|| filesystem_error_code(&error)).flatten().map(code);
            let message = error.to_debug_string();
            StreamError::LastOperationFailed(io::error::Error::new(Failure { code, message, host: Some(error) }))
        }
    }
}

impl Source for InputStream {
    fn read(&self, count: usize) -> Result<Vec<u8>, StreamError> {
        self.read(count.min(MOST) as u64).map_err(failed)
    }

    fn blocking_read(&self, count: usize) -> Result<Vec<u8>, StreamError> {
        self.blocking_read(count.min(MOST) as u64).map_err(failed)
    }

    fn pollable(&self) -> Pollable {
        Pollable::Host(self.subscribe())
    }
}

impl Sink for OutputStream {
    fn check_write(&self) -> Result<u64, StreamError> {
        self.check_write().map(|count| count.min(MOST as u64)).map_err(failed)
    }

    fn write(&self, bytes: &[u8]) -> Result<(), StreamError> {
        self.write(bytes).map_err(failed)
    }

    fn blocking_write(&self, bytes: &[u8]) -> Result<(), StreamError> {
        self.blocking_write_and_flush(bytes).map_err(failed)
    }

    fn flush(&self) -> Result<(), StreamError> {
        self.flush().map_err(failed)
    }

    fn blocking_flush(&self) -> Result<(), StreamError> {
        self.blocking_flush().map_err(failed)
    }

    fn pollable(&self) -> Pollable {
        Pollable::Host(self.subscribe())
    }
}
