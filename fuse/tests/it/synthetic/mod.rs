//! Generated components, made as dynamic libraries are, which do the same when they are fused: with the same results, the
//! same calls of the host, and the same memory at the end.

mod code;
mod component;
mod random;

pub(crate) use component::generate;
pub(crate) use random::Random;

use component_fuse::Fuse;

use crate::likely::counts;
use crate::run::{Seen, assert_same, observe, same};

/// What each is called with.
const ARGUMENTS: [u32; 4] = [0, 1, 77, u32::MAX];

/// Compares what the component of a seed does with what it does fused, and where its calls look first where they go.
pub(crate) fn check(seed: u64) -> Seen {
    let component = generate(seed);
    let result = std::panic::catch_unwind(|| {
        let first = same(&component, &ARGUMENTS).0;
        if let Some(counts) = counts(&component, &ARGUMENTS) {
            let guided = Fuse::new().likely(counts.likely()).fuse(&component).expect("the calls are there");
            assert_same(&first, &observe(&guided, &ARGUMENTS));
        }
        first
    });
    result.unwrap_or_else(|_| {
        let text = wasmprinter::print_bytes(&component).expect("a valid component");
        panic!("the component of the seed {seed} differs:\n{text}")
    })
}

/// This one calls the host, and itself, until its stack is full.
#[test]
fn endless_calls_end_alike() {
    let seen = check(9_706_421_552_183_406_744);
    assert!(matches!(seen.results.last(), Some(Err(reason)) if reason.contains("call stack exhausted")));
    assert!(seen.host.len() > 1000, "{} calls", seen.host.len());
}

#[test]
fn generated_components_do_the_same() {
    let (mut ended, mut trapped, mut called) = (0, 0, 0);
    for seed in 0..150 {
        let seen = check(seed);
        *(if seen.results.len() > ARGUMENTS.len() { &mut ended } else { &mut trapped }) += 1;
        called += seen.host.len();
    }
    assert!(ended > 50 && trapped > 10 && called > 300, "{ended} ended, {trapped} trapped, {called} calls");
}
