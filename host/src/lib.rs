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
//! The async calls need a tokio runtime whose time driver is enabled, of either flavour; [`blocking`] needs none.
//!
//! # Features
//!
//! All but `ndarray` are on by default.
//!
//! - `compile`: components are compiled. Without it a program is less than half the size and loads only what
//!   `Engine::compile`, or the command `component-sandbox compile`, has made, with [`Engine::load_compiled`].
//! - `cache`: compiled components are kept on disk, so that the next process loads them in milliseconds.
//! - `tracing`: warnings, and a span for each call into a guest, with the session's number, what was called and how long
//!   it took, at the level `DEBUG`.
//! - `ndarray`: an [`Array`] is made of the arrays and views of that crate, and turned into one.

mod array;
mod bindings;
pub mod blocking;
#[cfg_attr(not(feature = "cache"), path = "cache/absent.rs")]
mod cache;
mod clock;
mod component;
mod engine;
mod error;
mod identifier;
mod json;
mod language;
mod limit;
mod network;
mod output;
mod random;
mod session;
mod size;
mod swap;
mod tools;
mod trace;

pub use array::{Array, Element, ElementType};
#[cfg(feature = "cache")]
pub use cache::Cache;
pub use clock::Clock;
pub use component::{Imports, Sandbox};
pub use engine::{Allocation, Engine, EngineBuilder};
pub use error::{ArrayError, ComponentError, End, Error, GuestError, Result};
pub use language::Language;
pub use network::Network;
pub use output::{Chunk, Output, Overflow, Stream};
pub use random::Random;
pub use session::{FileEntry, FileKind, Report, Run, Session, SessionBuilder};
pub use swap::{Swap, Watch};
pub use tokio_util::sync::CancellationToken;
pub use tools::{Tool, Tools};

/// Compiles the README's example.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// Compiles the examples of the page on porting.
#[cfg(doctest)]
#[doc = include_str!("../../docs/porting.md")]
struct Porting;
