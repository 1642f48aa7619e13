//! What a wrapped component has in place of the host's WASI.
//!
//! A component of its own, which the tool puts between a guest and its host: a filesystem in memory, standard streams,
//! clocks, random numbers, environment and exit, each the host's or the adapter's own as the [settings] say. It has two
//! forms: `host`, which imports what it may pass on, and `sealed`, which imports nothing.
//!
//! The interfaces are exported as a closure: whatever mentions a stream or a pollable is in it, since no component can make
//! a resource of the host's.
//!
//! [settings]: wasi_virt_image::Settings

mod bindings;
mod cli;
mod clocks;
mod files;
mod filesystem;
mod fs;
mod host;
mod image;
mod io;
mod random;
mod state;
mod stdio;

/// Implements every interface that the guest is given.
struct Adapter;
