//! One standard stream of a guest: its cap, and what becomes of the bytes below it.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use bytes::Bytes;
use tokio::io::AsyncWrite;
use wasmtime_wasi::async_trait;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamResult};

use super::{Stream, forward::Forward};

/// The most bytes that a guest may hand over at once: what the host allocates for one write.
const CHUNK: usize = 64 << 10;

/// Keeps what a guest writes, or forwards it, up to a cap; what goes beyond is counted and thrown away, so that a
/// guest that prints without end can neither fill the host nor lose the result of its run.
#[derive(Clone)]
pub(crate) struct Sink(Arc<Mutex<State>>);

struct State {
    left: usize,
    dropped: u64,
    unfinished_line: bool,
    kept: Vec<u8>,
    forward: Option<Forward>,
}

impl Sink {
    /// Keeps up to `cap` bytes in memory.
    pub(crate) fn keep(cap: usize) -> Self {
        Self::new(cap, None)
    }

    /// Forwards up to `cap` bytes to a writer.
    pub(crate) fn forward(cap: usize, writer: impl AsyncWrite + Send + 'static) -> Self {
        Self::new(cap, Some(Forward::new(writer)))
    }

    fn new(cap: usize, forward: Option<Forward>) -> Self {
        Self(Arc::new(Mutex::new(State { left: cap, dropped: 0, unfinished_line: false, kept: Vec::new(), forward })))
    }

    /// Takes what was kept since the last time, and makes that much room again.
    pub(crate) fn take(&self) -> Stream {
        let mut state = self.lock();
        let bytes = std::mem::take(&mut state.kept);
        state.left += bytes.len();
        let dropped = std::mem::take(&mut state.dropped);
        Stream { bytes, dropped, unfinished_line: state.unfinished_line }
    }

    /// Waits until the writer has all that was forwarded, flushed.
    pub(crate) async fn drain(&self) {
        if let Some(forward) = &mut self.lock().forward {
            forward.flush();
        }
        self.written().await;
    }

    async fn written(&self) {
        poll_fn(|cx| match &mut self.lock().forward {
            Some(forward) => forward.poll_ready(cx),
            None => Poll::Ready(()),
        })
        .await;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A writer that panicked leaves plain counters behind; they are as good as before.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OutputStream for Sink {
    fn check_write(&mut self) -> StreamResult<usize> {
        self.lock().forward.as_ref().map_or(Ok(CHUNK), Forward::permit)
    }

    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        let state = &mut *self.lock();
        let (taken, beyond) = bytes.split_at(bytes.len().min(state.left));
        state.left -= taken.len();
        state.dropped += beyond.len() as u64;
        if let Some(last) = taken.last() {
            state.unfinished_line = *last != b'\n';
        }
        match &mut state.forward {
            Some(forward) => forward.push(taken),
            None => state.kept.extend_from_slice(taken),
        }
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        if let Some(forward) = &mut self.lock().forward {
            forward.flush();
        }
        Ok(())
    }
}

#[async_trait]
impl Pollable for Sink {
    async fn ready(&mut self) {
        self.written().await;
    }
}

impl StdoutStream for Sink {
    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }

    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        // Only WASI 0.3 asks for it, which the linker doesn't offer.
        Box::new(tokio::io::sink())
    }
}

impl IsTerminal for Sink {
    fn is_terminal(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn write(sink: &mut Sink, text: &'static str) {
        sink.write(Bytes::from(text)).expect("a write below the permit");
    }

    #[test]
    fn below_the_cap_all_is_kept() {
        let mut sink = Sink::keep(5);
        write(&mut sink, "hello");
        assert_eq!(sink.take(), Stream { bytes: b"hello".into(), dropped: 0, unfinished_line: true });
    }

    #[test]
    fn beyond_the_cap_bytes_are_counted_and_dropped() {
        let mut sink = Sink::keep(5);
        write(&mut sink, "hel");
        write(&mut sink, "lo, world");
        let stream = sink.take();
        assert_eq!((stream.text().as_ref(), stream.dropped), ("hello", 7));
        write(&mut sink, "again");
        assert_eq!(sink.take().text(), "again", "taking makes room");
    }

    #[tokio::test]
    async fn a_writer_gets_what_is_below_the_cap() {
        use tokio::io::AsyncReadExt;

        let (writer, mut reader) = tokio::io::duplex(64);
        let mut sink = Sink::forward(5, writer);
        write(&mut sink, "hello, world");
        sink.drain().await;
        let mut buffer = [0; 64];
        let read = reader.read(&mut buffer).await.expect("the pipe is open");
        assert_eq!(&buffer[..read], b"hello");
        assert_eq!(sink.take().dropped, 7);
    }

    #[tokio::test]
    async fn a_slow_reader_makes_the_guest_wait_and_the_host_not_grow() {
        let (writer, _reader) = tokio::io::duplex(1);
        let mut sink = Sink::forward(usize::MAX, writer);
        let full = vec![b'x'; sink.check_write().expect("the writer works")];
        sink.write(full.into()).expect("as much as permitted");
        assert_eq!(sink.check_write().expect("the writer works"), 0);
        let waited = tokio::time::timeout(Duration::from_millis(20), sink.ready()).await;
        assert!(waited.is_err(), "nobody reads, so the guest waits");
    }

    #[tokio::test]
    async fn a_writer_that_is_gone_closes_the_stream() {
        let (writer, reader) = tokio::io::duplex(1);
        drop(reader);
        let mut sink = Sink::forward(100, writer);
        write(&mut sink, "hello");
        sink.ready().await;
        assert!(sink.check_write().is_err());
    }
}
