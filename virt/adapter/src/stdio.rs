//! The standard streams: the host's, or nothing.

use wasi_virt_image::Stdio;

use crate::Adapter;
use crate::bindings::exports::wasi::cli::{stderr, stdin, stdout};
use crate::bindings::exports::wasi::io::streams::{InputStream, OutputStream, StreamError};
use crate::host;
use crate::io::{Input, Output, Sink, Source, failure};
use crate::state::settings;

/// A stream that is denied.
struct Denied;

impl Source for Denied {
    fn read(&self, _: usize) -> Result<Vec<u8>, StreamError> {
        Err(failure(None, "standard input is denied"))
    }
}

impl Sink for Denied {
    fn check_write(&self) -> Result<u64, StreamError> {
        Err(failure(None, "the standard stream is denied"))
    }

    fn write(&self, _: &[u8]) -> Result<(), StreamError> {
        Err(failure(None, "the standard stream is denied"))
    }
}

/// A stream that leads nowhere.
struct Nothing;

impl Source for Nothing {
    fn read(&self, _: usize) -> Result<Vec<u8>, StreamError> {
        Err(StreamError::Closed)
    }
}

impl Sink for Nothing {
    fn write(&self, _: &[u8]) -> Result<(), StreamError> {
        Ok(())
    }
}

fn output(stdio: Stdio, host: fn() -> Option<Box<dyn Sink>>) -> OutputStream {
    let none = || -> Box<dyn Sink> { Box::new(Nothing) };
    OutputStream::new(Output(match stdio {
        Stdio::Allow => host().unwrap_or_else(none),
        Stdio::Ignore => none(),
        Stdio::Deny => Box::new(Denied),
    }))
}

impl stdin::Guest for Adapter {
    fn get_stdin() -> InputStream {
        let none = || -> Box<dyn Source> { Box::new(Nothing) };
        InputStream::new(Input(match settings().stdin {
            Stdio::Allow => host::stdin().unwrap_or_else(none),
            Stdio::Ignore => none(),
            Stdio::Deny => Box::new(Denied),
        }))
    }
}

impl stdout::Guest for Adapter {
    fn get_stdout() -> OutputStream {
        output(settings().stdout, host::stdout)
    }
}

impl stderr::Guest for Adapter {
    fn get_stderr() -> OutputStream {
        output(settings().stderr, host::stderr)
    }
}
