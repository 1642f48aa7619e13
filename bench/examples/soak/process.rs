//! What this process holds, as Linux tells it.

use std::time::Duration;

use testing::Held;

/// What the process holds when nothing is on its way any more.
pub(crate) fn settled() -> Held {
    // Idle threads of the runtime end after ten seconds.
    std::thread::sleep(Duration::from_secs(11));
    Held::settled()
}

/// Time that the machine's cores computed: in this process, for others, and all the time that there was.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Busy {
    own: u64,
    all: u64,
    time: u64,
}

impl Busy {
    pub(crate) fn now() -> Self {
        // After the name, which may hold anything but the last bracket.
        let text = read("/proc/self/stat");
        let fields: Vec<u64> = text
            .rsplit(')')
            .next()
            .map(|rest| rest.split_whitespace().map(|field| field.parse().unwrap_or_default()).collect())
            .unwrap_or_default();
        let stat = read("/proc/stat");
        let cores = stat.lines().next().unwrap_or_default().split_whitespace().skip(1);
        let ticks: Vec<u64> = cores.take(8).map(|field| field.parse().unwrap_or_default()).collect();
        let time = ticks.iter().sum();
        // Neither idle nor waiting for a disk.
        Self { own: fields[11] + fields[12], all: time - ticks[3] - ticks[4], time }
    }

    pub(crate) fn since(self, before: &Self) -> Self {
        Self { own: self.own - before.own, all: self.all - before.all, time: self.time - before.time }
    }

    /// The parts of all time, in percent: this process's and others'.
    pub(crate) fn percent(&self) -> (u64, u64) {
        let percent = |ticks: u64| ticks * 100 / self.time.max(1);
        (percent(self.own), percent(self.all.saturating_sub(self.own)))
    }
}

/// The machine: its processor and its kernel.
pub(crate) fn machine() -> String {
    let processors = read("/proc/cpuinfo");
    let name = processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    format!("{}, Linux {}", name.map_or("a processor", |(_, name)| name), read("/proc/sys/kernel/osrelease").trim())
}

fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("soak needs Linux's {path}: {error}"))
}
