//! `wasi:random`: the host's random numbers, or the same ones in each instance.

use std::cell::Cell;

use crate::Adapter;
use crate::bindings::exports::wasi::random::{insecure, insecure_seed, random};
use crate::host;

thread_local! {
    static STATE: Cell<u64> = const { Cell::new(0) };
}

/// The next number of the sequence; the generator is `SplitMix64`, which passes statistical tests but keeps no secrets.
fn next() -> u64 {
    let state = STATE.get().wrapping_add(0x9E37_79B9_7F4A_7C15);
    STATE.set(state);
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

fn bytes(length: u64) -> Vec<u8> {
    let length = usize::try_from(length).expect("so many bytes don't fit into the memory");
    let mut bytes = vec![0; length];
    for piece in bytes.chunks_mut(8) {
        piece.copy_from_slice(&next().to_le_bytes()[..piece.len()]);
    }
    bytes
}

impl random::Guest for Adapter {
    fn get_random_bytes(length: u64) -> Vec<u8> {
        host::random_bytes(length).unwrap_or_else(|| bytes(length))
    }

    fn get_random_u64() -> u64 {
        host::random_u64().unwrap_or_else(next)
    }
}

impl insecure::Guest for Adapter {
    fn get_insecure_random_bytes(length: u64) -> Vec<u8> {
        host::insecure_bytes(length).unwrap_or_else(|| bytes(length))
    }

    fn get_insecure_random_u64() -> u64 {
        host::insecure_u64().unwrap_or_else(next)
    }
}

impl insecure_seed::Guest for Adapter {
    fn insecure_seed() -> (u64, u64) {
        host::insecure_seed().unwrap_or_else(|| (next(), next()))
    }
}
