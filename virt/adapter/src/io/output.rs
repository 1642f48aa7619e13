use crate::bindings::exports::wasi::io::poll::{self, GuestPollable};
use crate::bindings::exports::wasi::io::streams::{GuestOutputStream, InputStreamBorrow, StreamError};

use super::Pollable;
use super::input::{Input, MOST, bounded};

/// What an output stream writes to.
pub(crate) trait Sink {
    /// How many bytes may be written without waiting; 0 for none at the moment.
    fn check_write(&self) -> Result<u64, StreamError> {
        Ok(MOST as u64)
    }

    /// Writes as many bytes as were allowed.
    fn write(&self, bytes: &[u8]) -> Result<(), StreamError>;

    /// Writes, and waits until the bytes are out.
    fn blocking_write(&self, bytes: &[u8]) -> Result<(), StreamError> {
        self.write(bytes)
    }

    /// Begins to send out what was written.
    fn flush(&self) -> Result<(), StreamError> {
        self.check_write().map(|_| ())
    }

    /// Sends out what was written, and waits until that is done.
    fn blocking_flush(&self) -> Result<(), StreamError> {
        self.flush()
    }

    /// What there is to wait for before writing.
    fn pollable(&self) -> Pollable {
        Pollable::Ready
    }
}

/// An output stream.
pub(crate) struct Output(pub(crate) Box<dyn Sink>);

static ZEROS: [u8; 4096] = [0; 4096];

fn zeros(mut count: u64, write: impl Fn(&[u8]) -> Result<(), StreamError>) -> Result<(), StreamError> {
    while count > 0 {
        let piece = &ZEROS[..bounded(count).min(ZEROS.len())];
        write(piece)?;
        count -= piece.len() as u64;
    }
    Ok(())
}

impl GuestOutputStream for Output {
    fn check_write(&self) -> Result<u64, StreamError> {
        self.0.check_write()
    }

    fn write(&self, bytes: Vec<u8>) -> Result<(), StreamError> {
        self.0.write(&bytes)
    }

    fn blocking_write_and_flush(&self, bytes: Vec<u8>) -> Result<(), StreamError> {
        self.0.blocking_write(&bytes)
    }

    fn flush(&self) -> Result<(), StreamError> {
        self.0.flush()
    }

    fn blocking_flush(&self) -> Result<(), StreamError> {
        self.0.blocking_flush()
    }

    fn subscribe(&self) -> poll::Pollable {
        poll::Pollable::new(self.0.pollable())
    }

    fn write_zeroes(&self, count: u64) -> Result<(), StreamError> {
        zeros(count, |bytes| self.0.write(bytes))
    }

    fn blocking_write_zeroes_and_flush(&self, count: u64) -> Result<(), StreamError> {
        zeros(count, |bytes| self.0.blocking_write(bytes))
    }

    fn splice(&self, source: InputStreamBorrow<'_>, count: u64) -> Result<u64, StreamError> {
        // Nothing is read that couldn't be written.
        let count = bounded(self.0.check_write()?.min(count));
        if count == 0 {
            return Ok(0);
        }
        let bytes = source.get::<Input>().0.read(count)?;
        self.0.write(&bytes)?;
        Ok(bytes.len() as u64)
    }

    fn blocking_splice(&self, source: InputStreamBorrow<'_>, count: u64) -> Result<u64, StreamError> {
        self.0.pollable().block();
        source.get::<Input>().0.pollable().block();
        self.splice(source, count)
    }
}
