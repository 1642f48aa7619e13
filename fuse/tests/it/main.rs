//! Tests of fusing: on small components made here, on generated ones, and on Python guests in the real engine.

mod bad_input;
mod command;
mod corpus;
mod damaged;
mod dirty;
mod fuzzed;
mod guest;
mod likely;
mod memory;
mod pool;
mod reproducible;
mod resources;
mod run;
mod shapes;
mod state;
mod synthetic;
mod unchanged;
mod wrapped;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use component_fuse::{Fuse, Fused};

/// The Python guest, which `./build.sh` makes.
fn python() -> &'static [u8] {
    static PYTHON: LazyLock<Vec<u8>> = LazyLock::new(|| read("sandbox.wasm"));
    &PYTHON
}

/// The Python guest, fused.
fn fused_python() -> &'static [u8] {
    static FUSED: LazyLock<Vec<u8>> = LazyLock::new(|| fuse(python()).component);
    &FUSED
}

/// The Python guest as the build fuses it, which optimises it, too.
fn optimized_python() -> &'static [u8] {
    static OPTIMIZED: LazyLock<Vec<u8>> = LazyLock::new(|| read("sandbox-fused.wasm"));
    &OPTIMIZED
}

fn read(name: &str) -> Vec<u8> {
    std::fs::read(dist(name)).unwrap_or_else(|error| panic!("dist/{name}: {error}; run ./build.sh"))
}

/// Where the build puts a file.
fn dist(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist").join(name)
}

/// A component from its text.
fn component(text: &str) -> Vec<u8> {
    wat::parse_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Fuses a component that can be fused.
fn fuse(component: &[u8]) -> Fused {
    Fuse::new().fuse_reporting(component).unwrap_or_else(|error| panic!("{error}"))
}

/// Why a component can't be fused.
fn refused(component: &[u8]) -> String {
    let message = Fuse::new().fuse(component).expect_err("it should be refused").to_string();
    assert_eq!(message.lines().count(), 1, "one sentence: {message}");
    message
}
