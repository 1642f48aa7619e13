//! One standard stream of a guest: its cap, and what becomes of the bytes below it.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::io::AsyncWrite;
use wasmtime_wasi::async_trait;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamError, StreamResult};

use super::target::{CHUNK, Listener, Target};
use super::{Chunk, OutputFull, Overflow, Stream};

/// What takes one stream's bytes as they are written.
pub(crate) type Writer = Pin<Box<dyn AsyncWrite + Send>>;

/// The last bytes of a call that are remembered beside where they go, for the details of an error.
const RECENT: usize = 16 << 10;

/// Keeps what a guest writes, or hands it on, up to a cap; what goes beyond is counted and thrown away, so that a
/// guest that prints without end can neither fill the host nor lose the result of its run.
#[derive(Clone)]
pub(crate) struct Sink {
    which: Which,
    cap: usize,
    overflow: Overflow,
    target: Target,
    counts: Arc<Mutex<Counts>>,
}

/// One of the two standard streams.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Which {
    Stdout,
    Stderr,
}

struct Counts {
    left: usize,
    written: u64,
    dropped: u64,
    unfinished_line: bool,
    kept: Vec<u8>,
    recent: VecDeque<u8>,
}

impl Sink {
    /// Keeps up to `cap` bytes in memory.
    pub(crate) fn keep(which: Which, cap: usize, overflow: Overflow) -> Self {
        Self::new(which, cap, overflow, Target::Memory)
    }

    /// Hands up to `cap` bytes on to a writer; within a tokio runtime.
    pub(crate) fn forward(which: Which, cap: usize, overflow: Overflow, writer: Writer) -> Self {
        Self::new(which, cap, overflow, Target::writer(writer))
    }

    /// Hands up to `cap` bytes on to whoever listens to both streams.
    pub(crate) fn listen(which: Which, cap: usize, overflow: Overflow, listener: Listener) -> Self {
        let chunk = match which {
            Which::Stdout => Chunk::Stdout,
            Which::Stderr => Chunk::Stderr,
        };
        Self::new(which, cap, overflow, Target::listener(listener, chunk))
    }

    fn new(which: Which, cap: usize, overflow: Overflow, target: Target) -> Self {
        let counts = Counts {
            left: cap,
            written: 0,
            dropped: 0,
            unfinished_line: false,
            kept: Vec::new(),
            recent: VecDeque::new(),
        };
        Self { which, cap, overflow, target, counts: Arc::new(Mutex::new(counts)) }
    }

    /// All that the guest wrote so far, what was thrown away included, in bytes.
    pub(crate) fn written(&self) -> u64 {
        self.lock().written
    }

    /// Forgets what the last call wrote last.
    pub(crate) fn forget_recent(&self) {
        self.lock().recent.clear();
    }

    /// What the call wrote last, for the standard error only.
    pub(crate) fn recent(&self) -> String {
        let counts = self.lock();
        let (first, second) = counts.recent.as_slices();
        String::from_utf8_lossy(&[first, second].concat()).into_owned()
    }

    /// Takes what was kept since the last time, and makes room for as much as at the start.
    pub(crate) fn take(&self) -> Stream {
        let mut counts = self.lock();
        let bytes = std::mem::take(&mut counts.kept);
        counts.left = self.cap;
        let dropped = std::mem::take(&mut counts.dropped);
        Stream { bytes, dropped, unfinished_line: counts.unfinished_line }
    }

    /// Whether there is never anything to wait for.
    pub(crate) fn is_immediate(&self) -> bool {
        self.target.is_immediate()
    }

    /// Waits until whoever takes the bytes has all of them, flushed.
    pub(crate) async fn drain(&self) {
        self.target.drain().await;
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    fn remember(&mut self, bytes: &[u8]) {
        let bytes = &bytes[bytes.len().saturating_sub(RECENT)..];
        let beyond = (self.recent.len() + bytes.len()).saturating_sub(RECENT);
        self.recent.drain(..beyond);
        self.recent.extend(bytes);
    }
}

impl OutputStream for Sink {
    fn check_write(&mut self) -> StreamResult<usize> {
        self.target.permit()
    }

    fn write(&mut self, mut bytes: Bytes) -> StreamResult<()> {
        // The engine leaves it to the stream to see that a guest keeps to what it was permitted.
        if bytes.len() > CHUNK {
            return Err(StreamError::trap("more was written to a stream at once than `check-write` permitted"));
        }
        let mut counts = self.lock();
        counts.written += bytes.len() as u64;
        if self.which == Which::Stderr {
            counts.remember(&bytes);
        }
        let beyond = bytes.split_off(bytes.len().min(counts.left));
        counts.left -= bytes.len();
        counts.dropped += beyond.len() as u64;
        if let Some(last) = bytes.last() {
            counts.unfinished_line = *last != b'\n';
        }
        if let Target::Memory = self.target {
            counts.kept.extend_from_slice(&bytes);
        }
        // A callback may look at the session's output from elsewhere.
        drop(counts);
        if !bytes.is_empty() {
            self.target.push(bytes)?;
        }
        if !beyond.is_empty() && self.overflow == Overflow::End {
            return Err(StreamError::Trap(OutputFull { limit: self.cap }.into()));
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
        self.target.ready().await;
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
        let mut sink = Sink::keep(Which::Stdout, 5, Overflow::Drop);
        write(&mut sink, "hello");
        assert_eq!(sink.take(), Stream { bytes: b"hello".into(), dropped: 0, unfinished_line: true });
    }

    #[test]
    fn beyond_the_cap_bytes_are_counted_and_dropped() {
        let mut sink = Sink::keep(Which::Stdout, 5, Overflow::Drop);
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
        let mut sink = Sink::forward(Which::Stdout, 5, Overflow::Drop, Box::pin(writer));
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
        let mut sink = Sink::forward(Which::Stdout, usize::MAX, Overflow::Drop, Box::pin(writer));
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
        let mut sink = Sink::forward(Which::Stdout, 100, Overflow::Drop, Box::pin(writer));
        write(&mut sink, "hello");
        sink.drain().await;
        assert!(sink.check_write().is_err());
    }
}
