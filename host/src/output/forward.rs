//! Hands a guest's output on to a writer, at the writer's pace.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::BytesMut;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use wasmtime_wasi::p2::{StreamError, StreamResult};

/// The most that waits for the writer. A guest that writes faster than its reader reads waits, too.
const QUEUE: usize = 64 << 10;

/// A queue of bytes and the task that writes them: the guest needn't wait for each line, and lines that come while the
/// writer is busy go out together.
pub(super) struct Forward {
    queue: Arc<Queue>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    /// There is something to write.
    filled: Notify,
    /// Something was written, or the writer failed.
    written: Notify,
}

#[derive(Default)]
struct State {
    bytes: BytesMut,
    /// The task has taken bytes from the queue that the writer hasn't got yet.
    writing: bool,
    failed: bool,
}

impl Forward {
    /// Starts to forward; within a tokio runtime.
    pub(super) fn new(writer: Pin<Box<dyn AsyncWrite + Send>>) -> Self {
        let queue = Arc::new(Queue::default());
        let task = tokio::spawn({
            let queue = Arc::clone(&queue);
            async move {
                let _over = Over(Arc::clone(&queue));
                queue.write_to(writer).await;
            }
        });
        Self { queue, task }
    }

    /// How many bytes may be queued now; an error where the writer takes no more.
    pub(super) fn permit(&self) -> StreamResult<usize> {
        let state = self.queue.lock();
        if state.failed { Err(StreamError::Closed) } else { Ok(QUEUE.saturating_sub(state.bytes.len())) }
    }

    /// Queues bytes, no more than [`permit`](Self::permit) said; an error where it said none.
    pub(super) fn push(&self, bytes: &[u8]) -> StreamResult<()> {
        let mut state = self.queue.lock();
        if state.bytes.len() >= QUEUE {
            return Err(StreamError::trap("a stream was written to for which `check-write` permitted nothing"));
        }
        state.bytes.extend_from_slice(bytes);
        drop(state);
        self.queue.filled.notify_one();
        Ok(())
    }

    /// Waits until more may be queued, or the writer has failed.
    pub(super) async fn ready(&self) {
        self.queue.wait(|state| state.bytes.len() < QUEUE).await;
    }

    /// Waits until the writer has everything, flushed, or has failed.
    pub(super) async fn drain(&self) {
        self.queue.wait(|state| state.bytes.is_empty() && !state.writing).await;
    }
}

impl Drop for Forward {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// However the task ends, by a panic of the writer's too, nobody waits for it any longer.
struct Over(Arc<Queue>);

impl Drop for Over {
    fn drop(&mut self) {
        self.0.lock().failed = true;
        self.0.written.notify_waiters();
    }
}

impl Queue {
    async fn write_to(&self, mut writer: Pin<Box<dyn AsyncWrite + Send>>) {
        loop {
            let Some(batch) = self.take() else {
                self.filled.notified().await;
                continue;
            };
            let result = write(&mut writer, &batch).await;
            let mut state = self.lock();
            state.writing = false;
            drop(state);
            if result.is_err() {
                return;
            }
            self.written.notify_waiters();
        }
    }

    fn take(&self) -> Option<BytesMut> {
        let mut state = self.lock();
        state.writing = !state.bytes.is_empty();
        state.writing.then(|| state.bytes.split())
    }

    async fn wait(&self, done: impl Fn(&State) -> bool) {
        loop {
            // Made before the look, so that what happens in between isn't missed.
            let written = self.written.notified();
            if self.is(&done) {
                return;
            }
            written.await;
        }
    }

    fn is(&self, done: impl Fn(&State) -> bool) -> bool {
        let state = self.lock();
        state.failed || done(&state)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn write(writer: &mut Pin<Box<dyn AsyncWrite + Send>>, bytes: &[u8]) -> io::Result<()> {
    writer.write_all(bytes).await?;
    writer.flush().await
}
