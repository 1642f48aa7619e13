//! The time that a thread computes.

use std::time::Duration;

/// A moment of the calling thread's own clock, which stands still while the thread waits.
#[derive(Clone, Copy)]
pub(super) struct CpuTime(#[cfg(unix)] Duration, #[cfg(not(unix))] std::time::Instant);

#[cfg(unix)]
impl CpuTime {
    pub(super) fn now() -> Self {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        // Neither is ever negative, nor the nanoseconds more than a second's.
        Self(Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0)))
    }

    pub(super) fn elapsed(self) -> Duration {
        Self::now().0.saturating_sub(self.0)
    }
}

#[cfg(not(unix))]
impl CpuTime {
    pub(super) fn now() -> Self {
        Self(std::time::Instant::now())
    }

    pub(super) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
