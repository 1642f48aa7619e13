//! The clock that a session sees.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use wasmtime_wasi::{HostMonotonicClock, HostWallClock, WasiCtxBuilder};

/// The clock that a session sees.
///
/// ```no_run
/// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
/// use std::time::{Duration, UNIX_EPOCH};
///
/// use component_sandbox::Clock;
///
/// let clock = Clock::Fixed(UNIX_EPOCH + Duration::from_secs(1_000_000_000));
/// let run = sandbox.session().clock(clock).run("import datetime\ndatetime.date.today().year").await;
/// assert_eq!(run.result?, Some(2001.into()));
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Clock {
    /// The host's.
    #[default]
    Real,
    /// One that starts here and goes on by a millisecond whenever it is read, so that the same code sees the same times
    /// in every run and a loop that waits for a time ends. Sleeping takes as long as it says, and doesn't move it.
    Fixed(SystemTime),
}

/// What a reading moves a fixed clock by.
const STEP: Duration = Duration::from_millis(1);

impl Clock {
    pub(crate) fn set(self, wasi: &mut WasiCtxBuilder) {
        if let Self::Fixed(start) = self {
            let start = start.duration_since(UNIX_EPOCH).unwrap_or_default();
            let clock = Stepping { start, readings: Arc::default() };
            wasi.wall_clock(clock.clone()).monotonic_clock(clock);
        }
    }
}

/// Wall clock and monotonic clock in one: their readings agree.
#[derive(Clone)]
struct Stepping {
    start: Duration,
    readings: Arc<AtomicU64>,
}

impl Stepping {
    fn elapsed(&self) -> Duration {
        let readings = self.readings.fetch_add(1, Ordering::Relaxed);
        STEP.saturating_mul(u32::try_from(readings).unwrap_or(u32::MAX))
    }
}

impl HostWallClock for Stepping {
    fn resolution(&self) -> Duration {
        STEP
    }

    fn now(&self) -> Duration {
        self.start.saturating_add(self.elapsed())
    }
}

impl HostMonotonicClock for Stepping {
    fn resolution(&self) -> u64 {
        nanoseconds(STEP)
    }

    fn now(&self) -> u64 {
        nanoseconds(self.elapsed())
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
