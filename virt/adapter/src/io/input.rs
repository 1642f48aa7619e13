use crate::Adapter;
use crate::bindings::exports::wasi::io::poll;
use crate::bindings::exports::wasi::io::streams::{Guest, GuestInputStream, StreamError};

use super::{Output, Pollable};

/// The most bytes of one read. They are held twice while they are passed on, and the guest asks for more where it needs it.
pub(crate) const MOST: usize = 1 << 20;

/// What an input stream reads from.
pub(crate) trait Source {
    /// Reads up to so many bytes, as many as there are without waiting.
    fn read(&self, count: usize) -> Result<Vec<u8>, StreamError>;

    /// Reads, and waits for at least one byte.
    fn blocking_read(&self, count: usize) -> Result<Vec<u8>, StreamError> {
        self.read(count)
    }

    /// What there is to wait for before reading.
    fn pollable(&self) -> Pollable {
        Pollable::Ready
    }
}

/// An input stream.
pub(crate) struct Input(pub(crate) Box<dyn Source>);

impl Guest for Adapter {
    type InputStream = Input;
    type OutputStream = Output;
}

/// A number of bytes, at most [`MOST`].
pub(crate) fn bounded(count: u64) -> usize {
    usize::try_from(count).unwrap_or(MOST).min(MOST)
}

impl GuestInputStream for Input {
    fn read(&self, count: u64) -> Result<Vec<u8>, StreamError> {
        self.0.read(bounded(count))
    }

    fn blocking_read(&self, count: u64) -> Result<Vec<u8>, StreamError> {
        self.0.blocking_read(bounded(count))
    }

    fn skip(&self, count: u64) -> Result<u64, StreamError> {
        self.read(count).map(|bytes| bytes.len() as u64)
    }

    fn blocking_skip(&self, count: u64) -> Result<u64, StreamError> {
        self.blocking_read(count).map(|bytes| bytes.len() as u64)
    }

    fn subscribe(&self) -> poll::Pollable {
        poll::Pollable::new(self.0.pollable())
    }
}
