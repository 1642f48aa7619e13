//! The image that a wrapped component carries in its memory: its [`Settings`] and the files that it starts with.
//!
//! `wasi-virt` writes it when it wraps a component, with [`Builder`]; the adapter reads it at run time, with [`Image`],
//! in place: nothing is parsed or copied when an instance starts, however many files there are.
//!
//! ```
//! use wasi_virt_image::{Builder, Image, Kind, Settings};
//!
//! let mut builder = Builder::new(Settings::default());
//! builder.file("/data/greeting.txt", b"hello".to_vec(), true, 0)?;
//! let bytes = builder.build();
//!
//! let image = Image::new(&bytes)?;
//! let data = image.child(Image::ROOT, "data").expect("a directory");
//! let file = image.child(data, "greeting.txt").expect("a file");
//! assert_eq!(image.node(file).kind, Kind::File(b"hello"));
//! # Ok::<(), wasi_virt_image::Error>(())
//! ```
//!
//! # Format
//!
//! All numbers are little-endian. A header of 24 bytes: the magic number, the offset and length of the settings, the
//! offset and count of the nodes, the version. A node is a record of [`NODE`] bytes; node 0 is the root, and the children of
//! a directory lie side by side, sorted by name, so that a name is found by bisection.
#![no_std]

extern crate alloc;

mod builder;
mod reader;
mod settings;
mod wire;

pub use builder::Builder;
pub use reader::{Image, Kind, Node};
pub use settings::{Environment, Settings, Stdio};

use core::fmt;

/// The first four bytes of an image.
pub const MAGIC: [u8; 4] = *b"WVI\x01";

/// Bytes of the header.
pub(crate) const HEADER: usize = 24;

/// Bytes of a node's record.
pub const NODE: usize = 40;

/// Why an image can't be built or read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The bytes aren't an image, or not a whole one.
    Damaged,
    /// A path isn't absolute, or has a component that is empty, `.` or `..`.
    Path(alloc::string::String),
    /// Two entries have the same path.
    Twice(alloc::string::String),
    /// An entry lies below a file.
    NotDirectory(alloc::string::String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged => f.write_str("the image is damaged"),
            Self::Path(path) => write!(f, "`{path}` isn't an absolute path without `.` and `..`"),
            Self::Twice(path) => write!(f, "`{path}` is there twice"),
            Self::NotDirectory(path) => write!(f, "`{path}` lies below a file"),
        }
    }
}

impl core::error::Error for Error {}
