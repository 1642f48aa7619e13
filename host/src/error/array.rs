//! Why something isn't the array that was expected.

use crate::array::ElementType;

/// Why something isn't the array that was expected.
///
/// ```
/// use component_sandbox::{Array, ArrayError};
///
/// let error = Array::new([2, 2], vec![1, 2, 3]).expect_err("one is missing");
/// assert!(matches!(error, ArrayError::Length { elements: 4, found: 3, .. }));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArrayError {
    /// Its elements are of another type than the caller asked for.
    #[error(
        "the array's elements are {found}, expected {expected}; ask for an array of those, or for a conversion, in NumPy \
         `.astype(\"{expected}\")`"
    )]
    Element {
        /// What the caller asked for.
        expected: ElementType,
        /// What they are.
        found: ElementType,
    },

    /// Its shape has another number of elements than there are.
    #[error("an array of the shape {shape:?} has {elements} elements, found {found}")]
    Length {
        /// The length of each dimension.
        shape: Vec<usize>,
        /// The elements of that shape.
        elements: usize,
        /// The elements that there are.
        found: usize,
    },

    /// The guest says that it is of this shape, and gives another number of bytes.
    #[error("an array of the shape {shape:?} has {expected} bytes, found {found}")]
    Bytes {
        /// The length of each dimension.
        shape: Vec<usize>,
        /// The bytes of that shape.
        expected: usize,
        /// The bytes that there are.
        found: usize,
    },

    /// It has more dimensions than arrays have.
    #[error("an array has at most 64 dimensions, found {found}")]
    Dimensions {
        /// How many.
        found: usize,
    },

    /// Its shape is larger than memory can be.
    #[error("no memory can hold an array of the shape {shape:?}")]
    TooLarge {
        /// The length of each dimension.
        shape: Vec<usize>,
    },
}
