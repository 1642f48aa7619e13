//! What the measurements share.

pub mod bare;

use std::path::{Path, PathBuf};
use std::time::Duration;

/// A component that `./build.sh` makes.
///
/// # Panics
///
/// Where it hasn't been made.
#[must_use]
pub fn component(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist").join(name);
    assert!(path.exists(), "dist/{name} is missing; run ./build.sh");
    path
}

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

/// Prints two measurements beside each other and how many times longer the first takes.
#[allow(clippy::cast_precision_loss)]
pub fn compare(what: &str, slow: (&str, Duration), fast: (&str, Duration)) {
    let ratio = slow.1.as_secs_f64() / fast.1.as_secs_f64();
    println!("{what:36} {:>10.1?} {:18} {:>10.1?} {:18} ratio {ratio:.2}", slow.1, slow.0, fast.1, fast.0);
}
