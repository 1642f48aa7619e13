//! What the measurements share.

pub mod bare;

use std::path::Path;
use std::time::Duration;

pub use testing::component::dist as component;

/// The median of what was measured.
///
/// # Panics
///
/// Where nothing was measured.
#[must_use]
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// The time that one in ten stays below: others on the machine only make it longer.
///
/// # Panics
///
/// Where nothing was measured.
#[must_use]
pub fn undisturbed(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 10]
}

/// The programs that are compared with other ways to run Python, with their names: each has a function `main`.
///
/// # Panics
///
/// Where they can't be read.
#[must_use]
pub fn programs() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/programs");
    let files = std::fs::read_dir(&folder).expect("the programs").map(|entry| entry.expect("a program").path());
    let mut programs: Vec<_> = files
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).expect("a program's source"))
        })
        .collect();
    programs.sort_unstable();
    programs
}

/// Prints two measurements beside each other and how many times longer the first takes.
#[allow(clippy::cast_precision_loss)]
pub fn compare(what: &str, slow: (&str, Duration), fast: (&str, Duration)) {
    let ratio = slow.1.as_secs_f64() / fast.1.as_secs_f64();
    println!("{what:36} {:>10.1?} {:18} {:>10.1?} {:18} ratio {ratio:.2}", slow.1, slow.0, fast.1, fast.0);
}
