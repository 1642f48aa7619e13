//! The same component gives the same bytes.

use crate::guest::{built, with_numpy};
use crate::{fuse, fused_python, python};

#[test]
fn the_python_guest() {
    assert!(fuse(python()).component == fused_python());
}

#[test]
fn a_guest_with_resources_and_asynchronous_exports() {
    assert!(fuse(built()).component == fuse(built()).component);
}

#[test]
fn the_guest_with_numpy() {
    let Some(guest) = with_numpy() else { return };
    assert!(fuse(&guest).component == fuse(&guest).component);
}
