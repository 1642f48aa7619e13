//! Fuzz targets; see the crate `fuzz`.

use fuzz::{bytes, changed, fuzz};
use proptest::prelude::*;

use crate::damaged::attempt;
use crate::python;
use crate::synthetic::{check, generate};

#[test]
fn generated_components_do_the_same() {
    fuzz("generated components", 20, &any::<u64>().no_shrink(), |seed| {
        check(seed);
        Ok(())
    });
}

#[test]
fn changed_components_are_refused_or_give_something_valid() {
    fuzz("changed components", 200, &(any::<u64>().no_shrink(), bytes()), |(seed, changes)| {
        attempt(&changed(&generate(seed), &changes));
        Ok(())
    });
}

/// The real one: changed anywhere, or where its types and its last sections are.
#[test]
fn a_changed_guest_is_refused_or_gives_something_valid() {
    const END: usize = 20_000;
    let whole = python();
    fuzz("changed guests", 3, &(0..3_u8, bytes()), |(place, changes)| {
        let at = [0, END, whole.len() - END][usize::from(place)];
        let (kept, end) = whole.split_at(at);
        // The first is changed anywhere, the second up to where the split is.
        let bytes = if place == 1 {
            [&changed(kept, &changes), end].concat()
        } else {
            [kept, &changed(end, &changes)].concat()
        };
        attempt(&bytes);
        Ok(())
    });
}
