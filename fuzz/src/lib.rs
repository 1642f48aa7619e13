//! What the fuzz targets share: how long they run, how a failure is repeated, and texts to try.
//!
//! A target is a test that calls [`fuzz`] with a strategy of `proptest`'s. In a plain `cargo test` it tries the same few values
//! each time. `FUZZ_SECONDS` lets it go on with others for that long, from a seed that is printed; `FUZZ_SEED` starts from a
//! seed, so the one that a failure names repeats it.

mod mutate;
mod text;

use std::cell::Cell;
use std::fmt::Debug;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};

pub use mutate::{Change, bytes, changed};
pub use text::text;

/// How long a smaller value is looked for that fails as well.
const SHRINKING: Duration = Duration::from_secs(30);

/// Tries values, `cases` of them for each seed.
///
/// ```
/// fuzz::fuzz("addition", 100, &(0..1000_u32, 0..1000_u32), |(a, b)| {
///     assert_eq!(a + b, b + a);
///     Ok(())
/// });
/// ```
///
/// # Panics
///
/// Where the test fails or panics with a value, or a thread that isn't another target's panics meanwhile; the message has the
/// value and its seed. Also where a variable isn't a number.
pub fn fuzz<S: Strategy>(target: &str, cases: u32, strategy: &S, test: impl Fn(S::Value) -> Result<(), TestCaseError>)
where
    S::Value: Debug,
{
    let seconds = number("FUZZ_SECONDS");
    let first = number("FUZZ_SEED").unwrap_or_else(|| seconds.map_or(0, |_| now()));
    if let Some(seconds) = seconds {
        eprintln!("{target}: {seconds} s from FUZZ_SEED={first}");
    }
    count_panics();
    OWN_PANICS.set(Some(0));
    let (start, mut seed) = (Instant::now(), first);
    while seed == first || start.elapsed() < Duration::from_secs(seconds.unwrap_or_default()) {
        let max_shrink_time = u32::try_from(SHRINKING.as_millis()).expect("half a minute");
        let rng_seed = RngSeed::Fixed(seed);
        let config = Config { cases, rng_seed, failure_persistence: None, max_shrink_time, ..Config::default() };
        let result = TestRunner::new(config).run(strategy, |value| {
            let before = panics();
            test(value)?;
            // One of a thread of the host's, or one that was caught.
            let panics = panics() - before;
            if panics > 0 { Err(TestCaseError::fail(format!("{panics} panics"))) } else { Ok(()) }
        });
        if let Err(error) = result {
            panic!("{target}: FUZZ_SEED={seed} repeats it: {error}");
        }
        seed += 1;
    }
    if seconds.is_some() {
        eprintln!("{target}: {} values", (seed - first) * u64::from(cases));
    }
}

/// Those of threads that run no target, as the host's.
static PANICS: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// Those of a thread that runs a target: others run beside it in the same process, and one that fails is its own affair.
    static OWN_PANICS: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Those that the target of this thread can have caused.
fn panics() -> usize {
    PANICS.load(Ordering::Relaxed) + OWN_PANICS.get().unwrap_or_default()
}

fn count_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            match OWN_PANICS.get() {
                Some(panics) => OWN_PANICS.set(Some(panics + 1)),
                None => _ = PANICS.fetch_add(1, Ordering::Relaxed),
            }
            print(panic);
        }));
    });
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} must be a number, found `{text}`")))
}

/// Seconds since 1970: another seed for each run.
fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, PoisonError};

    use super::*;

    /// Held by a test in which a thread that is no target's panics, and by one that must see none.
    static STRAY: Mutex<()> = Mutex::new(());

    #[test]
    #[should_panic(expected = "FUZZ_SEED=0 repeats it")]
    fn what_fails_is_told_with_its_seed() {
        fuzz(
            "numbers",
            1000,
            &(0..100_u8),
            |number| {
                if number < 90 { Ok(()) } else { Err(TestCaseError::fail("too large")) }
            },
        );
    }

    #[test]
    #[should_panic(expected = "panics: FUZZ_SEED=0 repeats it")]
    fn a_panic_that_is_caught_is_told() {
        let _alone = STRAY.lock().unwrap_or_else(PoisonError::into_inner);
        fuzz("panics", 1, &(0..100_u8), |_| {
            std::thread::spawn(|| panic!("nobody looks")).join().expect_err("it panics");
            Ok(())
        });
    }

    #[test]
    #[should_panic(expected = "panics: FUZZ_SEED=0 repeats it")]
    fn a_panic_of_its_own_that_is_caught_is_told() {
        fuzz("panics", 1, &(0..100_u8), |_| {
            std::panic::catch_unwind(|| panic!("nobody looks")).expect_err("it panics");
            Ok(())
        });
    }

    #[test]
    fn a_panic_of_another_target_is_its_own() {
        let _alone = STRAY.lock().unwrap_or_else(PoisonError::into_inner);
        fuzz("calm", 1, &(0..100_u8), |_| {
            let other = std::thread::spawn(|| fuzz("panics", 1, &(0..100_u8), |_| panic!("it fails")));
            other.join().expect_err("it fails");
            Ok(())
        });
    }
}
