//! Where a guest's output goes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use tokio::io::AsyncWrite;
use tokio::sync::mpsc;
use wasmtime_wasi::p2::{StreamError, StreamResult};

use super::{Chunk, forward::Forward, overflow::OutputPanic};

/// The most bytes that a guest may hand over at once: what the host allocates for one write.
pub(super) const CHUNK: usize = 64 << 10;

/// Who takes pieces of output as they come, of both streams.
#[derive(Clone)]
pub(crate) enum Listener {
    /// A function that is called at once.
    Callback(Arc<Mutex<dyn FnMut(Chunk) + Send>>),
    /// A bounded channel.
    Channel(mpsc::Sender<Chunk>),
}

/// Where the bytes of one stream go.
#[derive(Clone)]
pub(super) enum Target {
    /// Into memory.
    Memory,
    /// To a writer, through a queue.
    Writer(Arc<Forward>),
    /// To a function.
    Callback(Arc<Mutex<dyn FnMut(Chunk) + Send>>, fn(Bytes) -> Chunk),
    /// Into a channel.
    Channel(Arc<Channel>),
}

/// One stream's end of a channel.
pub(super) struct Channel {
    sender: mpsc::Sender<Chunk>,
    chunk: fn(Bytes) -> Chunk,
    /// What the guest handed over when another had just taken the channel's last place.
    pending: Mutex<Option<Chunk>>,
}

impl Target {
    pub(super) fn writer(writer: Pin<Box<dyn AsyncWrite + Send>>) -> Self {
        Self::Writer(Arc::new(Forward::new(writer)))
    }

    pub(super) fn listener(listener: Listener, chunk: fn(Bytes) -> Chunk) -> Self {
        match listener {
            Listener::Callback(callback) => Self::Callback(callback, chunk),
            Listener::Channel(sender) => Self::Channel(Arc::new(Channel { sender, chunk, pending: Mutex::default() })),
        }
    }

    /// How many bytes may be handed over now; an error where nobody takes more.
    pub(super) fn permit(&self) -> StreamResult<usize> {
        match self {
            Self::Memory | Self::Callback(..) => Ok(CHUNK),
            Self::Writer(forward) => forward.permit(),
            Self::Channel(channel) => channel.permit(),
        }
    }

    /// Hands bytes over, no more than [`permit`](Self::permit) said; an error ends the guest.
    pub(super) fn push(&self, bytes: Bytes) -> StreamResult<()> {
        match self {
            Self::Memory => Ok(()),
            Self::Writer(forward) => forward.push(&bytes),
            Self::Callback(callback, chunk) => {
                // It is the embedder's, and a panic would go through the guest's frames to whoever polls the call.
                let mut callback = callback.lock().unwrap_or_else(PoisonError::into_inner);
                catch_unwind(AssertUnwindSafe(|| callback(chunk(bytes))))
                    .map_err(|_| StreamError::Trap(OutputPanic.into()))
            }
            Self::Channel(channel) => channel.push(bytes),
        }
    }

    /// Waits until more may be handed over.
    pub(super) async fn ready(&self) {
        match self {
            Self::Memory | Self::Callback(..) => {}
            Self::Writer(forward) => forward.ready().await,
            Self::Channel(channel) => channel.ready().await,
        }
    }

    /// Whether the bytes are where they belong as soon as they are handed over.
    pub(super) fn is_immediate(&self) -> bool {
        matches!(self, Self::Memory | Self::Callback(..))
    }

    /// Waits until whoever takes the bytes has them.
    pub(super) async fn drain(&self) {
        match self {
            Self::Writer(forward) => forward.drain().await,
            Self::Channel(channel) if channel.is_pending() => channel.ready().await,
            Self::Memory | Self::Callback(..) | Self::Channel(_) => {}
        }
    }
}

impl Channel {
    fn permit(&self) -> StreamResult<usize> {
        if self.sender.is_closed() {
            return Err(StreamError::Closed);
        }
        Ok(if self.is_pending() || self.sender.capacity() == 0 { 0 } else { CHUNK })
    }

    fn push(&self, bytes: Bytes) -> StreamResult<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        if pending.is_some() {
            return Err(StreamError::trap("a stream was written to for which `check-write` permitted nothing"));
        }
        if let Err(mpsc::error::TrySendError::Full(chunk)) = self.sender.try_send((self.chunk)(bytes)) {
            *pending = Some(chunk);
        }
        Ok(())
    }

    async fn ready(&self) {
        // An error says that the receiver is gone, which `permit` tells the guest.
        if let Ok(place) = self.sender.reserve().await
            && let Some(chunk) = self.pending.lock().unwrap_or_else(PoisonError::into_inner).take()
        {
            place.send(chunk);
        }
    }

    fn is_pending(&self) -> bool {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }
}
