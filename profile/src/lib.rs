//! Tells what sessions of a component do, so that `fuse` can make it faster: which pages of its memory they write to, and where
//! calls by an index of a table go.

pub mod calls;
mod memory;
mod pagemap;
pub mod pages;
