//! The stream of an instance that was started ahead: nobody's until a session takes it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use tokio::io::AsyncWrite;
use wasmtime_wasi::async_trait;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamResult};

use super::sink::Sink;
use super::target::CHUNK;

/// Becomes a session's [`Sink`] once there is one. Guests ask for their streams once and keep them.
#[derive(Clone, Default)]
pub(crate) struct Late(Arc<Inner>);

#[derive(Default)]
struct Inner {
    sink: OnceLock<Sink>,
    written: AtomicBool,
}

impl Late {
    /// Whether anything was written that no session will ever see.
    pub(crate) fn is_written(&self) -> bool {
        self.0.written.load(Ordering::Relaxed)
    }

    /// Goes on as this sink.
    pub(crate) fn become_sink(&self, sink: Sink) {
        // It is taken by one session only.
        let _ = self.0.sink.set(sink);
    }

    fn sink(&self) -> Option<Sink> {
        self.0.sink.get().cloned()
    }
}

impl OutputStream for Late {
    fn check_write(&mut self) -> StreamResult<usize> {
        self.sink().map_or(Ok(CHUNK), |mut sink| sink.check_write())
    }

    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        if let Some(mut sink) = self.sink() {
            return sink.write(bytes);
        }
        self.0.written.fetch_or(!bytes.is_empty(), Ordering::Relaxed);
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        self.sink().map_or(Ok(()), |mut sink| sink.flush())
    }
}

#[async_trait]
impl Pollable for Late {
    async fn ready(&mut self) {
        if let Some(mut sink) = self.sink() {
            sink.ready().await;
        }
    }
}

impl StdoutStream for Late {
    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }

    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        // Only WASI 0.3 asks for it, which the linker doesn't offer.
        Box::new(tokio::io::sink())
    }
}

impl IsTerminal for Late {
    fn is_terminal(&self) -> bool {
        false
    }
}
