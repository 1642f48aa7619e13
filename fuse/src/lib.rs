//! Links the core modules of a WebAssembly component that share one memory into one module.
//!
//! A component that is put together from dynamic libraries, as componentize-py makes them, holds a core module for each, all
//! of which share a memory and a table that an engine has to fill whenever it makes an instance. Once it is
//! initialised, every address in it is known, so that its modules can be linked for good: the result has the same imports
//! and exports, behaves the same, and starts many times faster.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use component_fuse::Fuse;
//!
//! let component = std::fs::read("component.wasm")?;
//! let fused = Fuse::new().fuse(&component)?;
//! std::fs::write("fused.wasm", fused)?;
//! # Ok(()) }
//! ```

mod counts;
mod error;
mod fuse;
mod link;
mod read;
mod report;
mod write;

pub use counts::Counts;
pub use error::{Error, Result};
pub use fuse::Fuse;
pub use report::Fused;

/// Compiles the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
