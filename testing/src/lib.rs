//! What the tests share: components to load, processes of their own, and what a process holds.

pub mod child;
pub mod component;
mod held;
pub mod memory;

pub use held::Held;

/// A number that looks random and is the same in each run (`SplitMix64`).
#[must_use]
pub fn chance(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
