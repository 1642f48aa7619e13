//! Components that are damaged are refused, or what comes of them is valid: nothing panics.

use component_fuse::{Error, Fuse};
use wasmparser::{Validator, WasmFeatures};

use crate::synthetic::{Random, generate};

/// Fuses what may be anything; returns whether it could.
pub(crate) fn attempt(bytes: &[u8]) -> bool {
    match Fuse::new().fuse(bytes) {
        Ok(fused) => {
            let result = Validator::new_with_features(WasmFeatures::all()).validate_all(&fused);
            result.expect("what is fused is valid");
            true
        }
        Err(Error::Output { reason }) => panic!("{reason}"),
        Err(error) => {
            assert_eq!(error.to_string().lines().count(), 1, "one sentence: {error}");
            false
        }
    }
}

#[test]
fn bytes_that_are_changed() {
    let mut valid = 0;
    for seed in 0..8 {
        let whole = generate(seed);
        let mut random = Random::new(seed);
        for _ in 0..2_000 {
            let mut bytes = whole.clone();
            for _ in 0..=random.below(3) {
                let at = random.below(bytes.len());
                bytes[at] = match random.below(3) {
                    0 => bytes[at] ^ (1 << random.below(8)),
                    1 => bytes[at].wrapping_add(1),
                    _ => u8::try_from(random.below(256)).expect("a byte"),
                };
            }
            valid += usize::from(attempt(&bytes));
        }
    }
    assert!(valid > 100, "{valid} of them were valid still");
}

#[test]
fn bytes_that_are_cut_off_or_cut_out() {
    let whole = generate(3);
    for length in 0..whole.len() {
        attempt(&whole[..length]);
        let mut bytes = whole.clone();
        bytes.remove(length);
        attempt(&bytes);
    }
}
