//! What a process holds that could be left behind.

use std::time::Duration;

use crate::memory;

/// What this process holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held {
    /// Bytes of resident memory.
    pub memory: u64,
    /// Threads.
    pub threads: usize,
    /// File descriptors.
    pub descriptors: usize,
    /// Memory maps.
    pub maps: usize,
}

impl Held {
    /// What it holds just now.
    ///
    /// # Panics
    ///
    /// Where Linux's `/proc` isn't mounted.
    #[must_use]
    pub fn now() -> Self {
        let count = |path: &str| std::fs::read_dir(path).unwrap_or_else(|error| panic!("{path}: {error}")).count();
        Self {
            memory: memory::resident(),
            threads: count("/proc/self/task"),
            descriptors: count("/proc/self/fd"),
            maps: std::fs::read_to_string("/proc/self/maps").expect("the process's own maps").lines().count(),
        }
    }

    /// What it holds when nothing is on its way in or out any more: sessions that are started ahead or given back in the
    /// background hold some ten MiB each. That is what it holds twice in a row, or after twenty seconds.
    ///
    /// # Panics
    ///
    /// As [`now`](Self::now).
    #[must_use]
    pub fn settled() -> Self {
        let mut last = Self::now();
        for _ in 0..40 {
            std::thread::sleep(Duration::from_millis(500));
            let now = Self::now();
            let alike = now.memory.abs_diff(last.memory) < 256 << 10;
            if alike && now.threads == last.threads && now.maps == last.maps {
                return now;
            }
            last = now;
        }
        last
    }
}
