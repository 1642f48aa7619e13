//! Tests of wrapping: on small components made here, and on the Python guest in the real engine.

mod arguments;
mod asynchronous;
mod bad_input;
mod client;
mod command;
mod config;
mod http;
mod imports;
mod mounts;
mod permissive;
mod preopens;
mod python;
mod quota;
mod shapes;
mod sockets;
mod wit;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use wasi_virt::{WasiVirt, Wrapped};

/// The Python guest, which `./build.sh` makes.
fn python() -> &'static [u8] {
    static PYTHON: LazyLock<Vec<u8>> = LazyLock::new(|| {
        std::fs::read(python_path()).unwrap_or_else(|error| panic!("dist/sandbox.wasm: {error}; run ./build.sh"))
    });
    &PYTHON
}

/// Where the Python guest is.
fn python_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist/sandbox.wasm")
}

/// Wraps a component that can be wrapped.
fn wrap(virt: &WasiVirt, component: &[u8]) -> Wrapped {
    virt.wrap_reporting(component).unwrap_or_else(|error| panic!("{error}"))
}

/// What of WASI a wrapped component still imports, sorted.
fn wasi_imports(wrapped: &Wrapped) -> Vec<&str> {
    let mut imports: Vec<&str> = wrapped.imports.iter().map(String::as_str).collect();
    imports.retain(|import| import.starts_with("wasi:"));
    imports.sort_unstable();
    imports
}

/// Why a component can't be wrapped.
fn refused(virt: &WasiVirt, component: &[u8]) -> String {
    let message = virt.wrap(component).expect_err("it should be refused").to_string();
    assert_eq!(message.lines().count(), 1, "one sentence: {message}");
    message
}
