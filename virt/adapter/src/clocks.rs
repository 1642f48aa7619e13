//! `wasi:clocks`: the host's clocks, or one that moves only when it is looked at and when it is waited for.

use std::cell::Cell;

use crate::Adapter;
use crate::bindings::exports::wasi::clocks::{monotonic_clock, wall_clock};
use crate::fs::Time;
use crate::host;
use crate::io::Pollable;

/// Nanoseconds that pass from one look to the next: what is measured is never zero, and no loop that waits is endless.
const STEP: u64 = 1_000;

/// What the virtual wall clock shows at the start: 2026-01-01, 00:00 UTC.
const START: u64 = 1_767_225_600;

const SECOND: u64 = 1_000_000_000;

thread_local! {
    static NOW: Cell<u64> = const { Cell::new(0) };
}

/// The virtual clock, in nanoseconds since the instance's start.
pub(crate) fn look() -> u64 {
    jump(NOW.get().saturating_add(STEP));
    NOW.get()
}

/// Whether the virtual clock has reached an instant.
pub(crate) fn reached(instant: u64) -> bool {
    NOW.get() >= instant
}

/// Moves the virtual clock on to an instant, unless it is there already.
pub(crate) fn jump(instant: u64) {
    NOW.set(NOW.get().max(instant));
}

/// The time of day, for what happens in the tree.
pub(crate) fn wall() -> Time {
    host::wall().unwrap_or_else(|| {
        let now = look();
        Time { seconds: START + now / SECOND, nanoseconds: u32::try_from(now % SECOND).expect("less than a second") }
    })
}

impl monotonic_clock::Guest for Adapter {
    fn now() -> u64 {
        host::monotonic().unwrap_or_else(look)
    }

    fn resolution() -> u64 {
        host::monotonic_resolution().unwrap_or(STEP)
    }

    fn subscribe_instant(when: u64) -> monotonic_clock::Pollable {
        monotonic_clock::Pollable::new(host::instant(when).unwrap_or(Pollable::At(when)))
    }

    fn subscribe_duration(duration: u64) -> monotonic_clock::Pollable {
        let at = || Pollable::At(look().saturating_add(duration));
        monotonic_clock::Pollable::new(host::duration(duration).unwrap_or_else(at))
    }
}

impl wall_clock::Guest for Adapter {
    fn now() -> wall_clock::Datetime {
        let Time { seconds, nanoseconds } = wall();
        wall_clock::Datetime { seconds, nanoseconds }
    }

    fn resolution() -> wall_clock::Datetime {
        let step = Time { seconds: 0, nanoseconds: u32::try_from(STEP).expect("less than a second") };
        let Time { seconds, nanoseconds } = host::wall_resolution().unwrap_or(step);
        wall_clock::Datetime { seconds, nanoseconds }
    }
}
