//! One standard stream of a guest: its cap, and what becomes of the bytes below it.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
pub(crate) struct Sink {
    counts: Arc<Mutex<Counts>>,
    forward: Option<Arc<Forward>>,
}

struct Counts {
    left: usize,
    dropped: u64,
    unfinished_line: bool,
    kept: Vec<u8>,
}

impl Sink {
    /// Keeps up to `cap` bytes in memory.
    pub(crate) fn keep(cap: usize) -> Self {
        let counts = Counts { left: cap, dropped: 0, unfinished_line: false, kept: Vec::new() };
        Self { counts: Arc::new(Mutex::new(counts)), forward: None }
    }

    /// Forwards up to `cap` bytes to a writer; within a tokio runtime.
    pub(crate) fn forward(cap: usize, writer: Pin<Box<dyn AsyncWrite + Send>>) -> Self {
        Self { forward: Some(Arc::new(Forward::new(writer))), ..Self::keep(cap) }
    }

    /// Takes what was kept since the last time, and makes that much room again.
    pub(crate) fn take(&self) -> Stream {
        let mut counts = self.lock();
        let bytes = std::mem::take(&mut counts.kept);
        counts.left += bytes.len();
        let dropped = std::mem::take(&mut counts.dropped);
        Stream { bytes, dropped, unfinished_line: counts.unfinished_line }
    }

    /// Waits until the writer has all that was forwarded, flushed.
    pub(crate) async fn drain(&self) {
        if let Some(forward) = &self.forward {
            forward.drain().await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OutputStream for Sink {
    fn check_write(&mut self) -> StreamResult<usize> {
        self.forward.as_ref().map_or(Ok(CHUNK), |forward| forward.permit())
    }

    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        let mut counts = self.lock();
        let (taken, beyond) = bytes.split_at(bytes.len().min(counts.left));
        counts.left -= taken.len();
        counts.dropped += beyond.len() as u64;
        if let Some(last) = taken.last() {
            counts.unfinished_line = *last != b'\n';
        }
        match &self.forward {
            Some(forward) => forward.push(taken),
            None => counts.kept.extend_from_slice(taken),
        }
        Ok(())
    }

    /// What was written is on its way; the end of the call waits for its arrival, so that no line has to.
    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }
}

#[async_trait]
impl Pollable for Sink {
    async fn ready(&mut self) {
        if let Some(forward) = &self.forward {
            forward.ready().await;
        }
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
        let mut sink = Sink::forward(5, Box::pin(writer));
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
        let mut sink = Sink::forward(usize::MAX, Box::pin(writer));
        let mut written = 0;
        let waited = tokio::time::timeout(Duration::from_millis(100), async {
            loop {
                sink.ready().await;
                let permit = vec![b'x'; sink.check_write().expect("the writer works")];
                written += permit.len();
                sink.write(permit.into()).expect("as much as permitted");
            }
        });
        waited.await.expect_err("nobody reads, so the guest waits");
        assert!(written <= 3 * CHUNK, "{written} bytes wait in the host");
    }

    #[tokio::test]
    async fn a_writer_that_is_gone_closes_the_stream() {
        let (writer, reader) = tokio::io::duplex(1);
        drop(reader);
        let mut sink = Sink::forward(100, Box::pin(writer));
        write(&mut sink, "hello");
        sink.drain().await;
        assert!(sink.check_write().is_err());
    }
}
