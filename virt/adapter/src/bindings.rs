//! The WASI interfaces as Rust: what the guest calls, under `exports`, and what the host is called for.
#![allow(missing_docs, unsafe_code, clippy::pedantic, clippy::all)]

#[cfg(target_family = "wasm")]
use crate::Adapter;

#[cfg(not(feature = "sealed"))]
wit_bindgen::generate!({ world: "local:adapter/host", path: "wit", generate_all });
#[cfg(feature = "sealed")]
wit_bindgen::generate!({ world: "local:adapter/sealed", path: "wit", generate_all });

// Elsewhere the names of the exports mean nothing to the linker; tests run the tree alone.
#[cfg(target_family = "wasm")]
export!(Adapter);
