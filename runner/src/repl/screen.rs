//! Where the guest's output goes: on at once, up to a limit for each input.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncWrite, AsyncWriteExt};

/// One standard stream of the guest, the same for all of its sessions.
#[derive(Clone)]
pub(crate) struct Stream(Arc<Mutex<State>>);

struct State {
    writer: Box<dyn AsyncWrite + Send + Unpin>,
    limit: usize,
    left: usize,
    was_cut: bool,
    unfinished_line: bool,
    /// What is held back for now.
    held: Option<Vec<u8>>,
}

impl Stream {
    /// A stream that is shown up to a limit.
    pub(crate) fn new(writer: impl AsyncWrite + Send + Unpin + 'static, limit: usize) -> Self {
        let writer = Box::new(writer);
        let state = State { writer, limit, left: limit, was_cut: false, unfinished_line: false, held: None };
        Self(Arc::new(Mutex::new(state)))
    }

    /// Makes room again; returns whether the stream was cut since the last time.
    pub(crate) fn renew(&self) -> bool {
        let mut state = self.lock();
        state.left = state.limit;
        std::mem::take(&mut state.was_cut)
    }

    /// Whether the last line isn't finished; from then on it counts as finished.
    pub(crate) fn take_unfinished_line(&self) -> bool {
        std::mem::take(&mut self.lock().unfinished_line)
    }

    /// Holds back what is written from now on.
    pub(crate) fn hold(&self) {
        self.lock().held = Some(Vec::new());
    }

    /// Throws away what was held back, and shows again what is written.
    pub(crate) fn forget(&self) {
        self.lock().held = None;
    }

    /// Shows what was held back, and what is written from now on.
    pub(crate) async fn show(&self) {
        let held = self.lock().held.take().unwrap_or_default();
        // What can't be written has no reader.
        let _ = self.clone().write_all(&held).await;
        self.settle().await;
    }

    /// Waits until all that was taken has been written.
    pub(crate) async fn settle(&self) {
        let _ = poll_fn(|context| Pin::new(&mut self.lock().writer).poll_flush(context)).await;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let mut state = self.lock();
        let left = state.left;
        if let Some(held) = &mut state.held {
            held.extend_from_slice(&bytes[..bytes.len().min(left - held.len())]);
            return Poll::Ready(Ok(bytes.len()));
        }
        if left == 0 {
            state.was_cut |= !bytes.is_empty();
            return Poll::Ready(Ok(bytes.len()));
        }
        let within = &bytes[..bytes.len().min(left)];
        let written = ready!(Pin::new(&mut state.writer).poll_write(context, within))?;
        state.left -= written;
        if let Some(last) = within[..written].last() {
            state.unfinished_line = *last != b'\n';
        }
        Poll::Ready(Ok(written))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.lock().writer).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(context)
    }
}
