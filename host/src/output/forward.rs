//! Hands a guest's output on to a writer, at the writer's pace.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, BytesMut};
use tokio::io::AsyncWrite;
use wasmtime_wasi::p2::{StreamError, StreamResult};

/// The most that waits for the writer. A guest that writes faster than its reader reads waits, too.
const QUEUE: usize = 64 << 10;

/// A writer and the bytes that wait for it.
pub(super) struct Forward {
    writer: Pin<Box<dyn AsyncWrite + Send>>,
    queue: BytesMut,
    flush: bool,
    failed: bool,
}

impl Forward {
    pub(super) fn new(writer: impl AsyncWrite + Send + 'static) -> Self {
        Self { writer: Box::pin(writer), queue: BytesMut::new(), flush: false, failed: false }
    }

    /// How many bytes may be queued now; an error where the writer takes no more.
    pub(super) fn permit(&self) -> StreamResult<usize> {
        if self.failed {
            return Err(StreamError::Closed);
        }
        // WASI wants no permit while a flush is under way.
        Ok(if self.flush { 0 } else { QUEUE - self.queue.len() })
    }

    /// Queues bytes, no more than [`permit`](Self::permit) said.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.queue.extend_from_slice(bytes);
    }

    /// Asks for a flush, which [`poll_ready`](Self::poll_ready) carries out.
    pub(super) fn flush(&mut self) {
        self.flush = true;
    }

    /// Ready when nothing waits for the writer any more, or the writer has failed.
    pub(super) fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if !self.failed {
            self.failed = ready!(self.poll_drain(cx)).is_err();
        }
        Poll::Ready(())
    }

    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.queue.is_empty() {
            match ready!(self.writer.as_mut().poll_write(cx, &self.queue))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.queue.advance(written),
            }
        }
        if self.flush {
            ready!(self.writer.as_mut().poll_flush(cx))?;
            self.flush = false;
        }
        Poll::Ready(Ok(()))
    }
}
