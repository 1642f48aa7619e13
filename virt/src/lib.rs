//! Wraps a WebAssembly component so that it carries its own files and needs little or nothing of the host's.
//!
//! The result is an ordinary component with the same exports. Inside, an *adapter* gives the wrapped one what it imports of
//! WASI 0.2: files in its own memory, and of the host's clocks, random numbers, streams, environment, directories,
//! sockets and HTTP client what is allowed, by default none. Sockets and HTTP that aren't allowed are denied: every call
//! fails with an error that says so.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use wasi_virt::WasiVirt;
//!
//! let component = std::fs::read("component.wasm")?;
//! let wrapped = WasiVirt::new().mount("/data", "./data").wrap(&component)?;
//! std::fs::write("wrapped.wasm", wrapped)?;
//! # Ok(()) }
//! ```

mod adapter;
mod answer;
mod check;
mod compose;
mod config;
mod deny;
mod error;
mod guest;
mod inject;
mod mount;
mod report;
mod shared;
mod virt;

pub use config::{Config, ConfigError};
pub use error::{Error, Result};
pub use report::{Provider, Wire, Wrapped};
pub use virt::WasiVirt;
pub use wasi_virt_image::{Environment, Stdio};

/// Compiles the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
