//! A call into a guest, which measures what it computes.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use super::cpu::CpuTime;

/// The time that a session's calls computed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cpu(Arc<AtomicU64>);

impl Cpu {
    pub(crate) fn time(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::Relaxed))
    }

    fn add(&self, time: Duration) {
        self.0.fetch_add(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

/// A call under way.
pub(super) struct Call<T> {
    future: Pin<Box<dyn Future<Output = T> + Send>>,
    computed: Duration,
    cpu: Cpu,
}

impl<T> Call<T> {
    pub(super) fn new(future: Pin<Box<dyn Future<Output = T> + Send>>, cpu: Cpu) -> Self {
        Self { future, computed: Duration::ZERO, cpu }
    }

    /// What it has computed so far.
    pub(super) fn computed(&self) -> Duration {
        self.computed
    }
}

impl<T> Future for Call<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        // Asking for the thread's own time takes a system call, twice; most calls end with their first poll, before the
        // epoch's next tick, and for those the difference to the wall-clock time isn't worth it.
        let (polled, computed) = if self.computed.is_zero() {
            let start = Instant::now();
            (self.future.as_mut().poll(context), start.elapsed())
        } else {
            let start = CpuTime::now();
            (self.future.as_mut().poll(context), start.elapsed())
        };
        self.computed += computed;
        self.cpu.add(computed);
        polled
    }
}
