//! Runs untrusted code inside a WebAssembly component, under limits.
//!
//! A *guest* is a component that exports the world `sandbox`: two functions, `exec` for statements and `eval` for an
//! expression, whose value comes back as JSON. The guest's language is the component's affair; the one that is built
//! here runs Python.
//!
//! An [`Engine`] loads a component once. Each [`Session`] is a fresh instance of it, which shares nothing with the host
//! or with other sessions: no files, no network, no environment, and limits on time, memory and output by default.
//!
//! ```no_run
//! use component_sandbox::{Engine, Error};
//!
//! #[tokio::main]
//! async fn main() -> component_sandbox::Result<()> {
//!     let engine = Engine::new()?;
//!     let sandbox = engine.load("dist/sandbox-virt.wasm")?;
//!
//!     let mut session = sandbox.session().start().await?;
//!     session.exec("def double(x): return x * 2").await?;
//!     let n: i64 = session.eval("double(21)").await?;
//!     assert_eq!(n, 42);
//!
//!     match session.exec("1 / 0").await {
//!         Err(Error::Guest(error)) => assert_eq!(error.kind(), "ZeroDivisionError"),
//!         other => panic!("{other:?}"),
//!     }
//!     Ok(())
//! }
//! ```
//!
//! The async calls need a tokio runtime whose time driver is enabled, of either flavour.

mod bindings;
mod cache;
mod component;
mod engine;
mod error;
mod limit;
mod output;
mod session;
mod size;

pub use cache::Cache;
pub use component::Sandbox;
pub use engine::{Allocation, Engine, EngineBuilder};
pub use error::{ComponentError, End, Error, GuestError, Result};
pub use output::{Output, Stream};
pub use session::{FileEntry, FileKind, Session, SessionBuilder};

/// Compiles the README's example.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
