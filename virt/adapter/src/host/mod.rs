//! The host, as far as the settings let anything through. Nothing else here calls an import, and nothing that the
//! settings deny is ever called: the tool takes those imports away.

#[cfg(feature = "sealed")]
mod absent;
#[cfg(feature = "sealed")]
pub(crate) use absent::*;

#[cfg(not(feature = "sealed"))]
mod descriptor;
#[cfg(not(feature = "sealed"))]
mod http;
#[cfg(not(feature = "sealed"))]
mod plain;
#[cfg(not(feature = "sealed"))]
mod sockets;
#[cfg(not(feature = "sealed"))]
mod streams;

#[cfg(not(feature = "sealed"))]
pub(crate) use crate::bindings::wasi::io::error::Error;
#[cfg(not(feature = "sealed"))]
pub(crate) use crate::bindings::wasi::io::poll::{Pollable, poll};
#[cfg(not(feature = "sealed"))]
pub(crate) use descriptor::{Descriptor, Entries, directories};
#[cfg(not(feature = "sealed"))]
pub(crate) use plain::*;
#[cfg(not(feature = "sealed"))]
use streams::{input, output, pollable};
#[cfg(not(feature = "sealed"))]
pub(crate) use streams::{stderr, stdin, stdout};
