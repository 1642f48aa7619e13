//! What code finds beside Rhai's own library: JSON, chance and time.

use rhai::{Dynamic, Engine, EvalAltResult, INT};
use wasip2::clocks::wall_clock;
use wasip2::random::random::get_random_u64;

use crate::json;

/// Adds the functions.
pub(crate) fn register(engine: &mut Engine) {
    // In place of Rhai's own, which takes nothing but objects.
    engine.register_fn("parse_json", |text: &str| -> Result<Dynamic, Box<EvalAltResult>> { json::from_json(text) });
    engine.register_fn("rand", || -> INT { get_random_u64().cast_signed() });
    engine.register_fn("rand_float", random_float);
    engine.register_fn("unix_time", unix_time);
}

/// A number from 0 up to but not including 1.
fn random_float() -> f64 {
    // As many bits as a float has.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    let bits = (get_random_u64() >> 11) as f64;
    bits * 2.0_f64.powi(-53)
}

/// Seconds since 1970.
fn unix_time() -> f64 {
    let now = wall_clock::now();
    #[expect(clippy::cast_precision_loss, reason = "exact for millions of years")]
    let seconds = now.seconds as f64;
    seconds + f64::from(now.nanoseconds) / 1e9
}
