//! The memory of this process in bytes, as Linux tells it; elsewhere 0, so that bounds hold without being looked at.

/// What it holds.
#[must_use]
pub fn resident() -> u64 {
    status("VmRSS:")
}

/// The most that it has held, since [`forget_peak`] if that was called.
#[must_use]
pub fn peak() -> u64 {
    status("VmHWM:")
}

/// Its share of what it holds: what it alone has, and of what several have mapped, or it has mapped several times, a part each. The
/// pages of a component's image that many instances only read are counted once, not for each.
#[must_use]
pub fn share() -> u64 {
    figure("/proc/self/smaps_rollup", "Pss:")
}

/// The system's tables of the pages that it has mapped.
#[must_use]
pub fn tables() -> u64 {
    status("VmPTE:")
}

/// The address space that it has reserved.
#[must_use]
pub fn address_space() -> u64 {
    status("VmSize:")
}

/// Has the system measure the peak from now on, and returns what the process holds now.
///
/// # Panics
///
/// Where the system doesn't let it.
#[must_use]
pub fn forget_peak() -> u64 {
    if cfg!(target_os = "linux") {
        std::fs::write("/proc/self/clear_refs", "5").expect("the process's own peak");
    }
    resident()
}

fn status(what: &str) -> u64 {
    figure("/proc/self/status", what)
}

fn figure(file: &str, what: &str) -> u64 {
    if !cfg!(target_os = "linux") {
        return 0;
    }
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{file}: {error}"));
    let line = text.lines().find_map(|line| line.strip_prefix(what)).expect("a figure of its memory");
    line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).expect("a number of KiB") << 10
}
