//! Arrays of numbers, which a session takes and gives whole.

mod element;
#[cfg(feature = "ndarray")]
mod ndarray;

pub use element::{Element, ElementType};

use crate::error::ArrayError;

/// Dimensions that an array may have: as many as NumPy's.
const DIMENSIONS: usize = 64;

/// An array of any number of dimensions: its elements in row-major order, those along the last dimension beside each other.
///
/// A vector is one of one dimension. With the feature `ndarray`, arrays and views of that crate become one, and it becomes
/// an `ndarray::ArrayD`.
///
/// ```
/// # fn main() -> Result<(), component_sandbox::ArrayError> {
/// use component_sandbox::Array;
///
/// let matrix = Array::new([2, 3], vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0])?;
/// assert_eq!(matrix.data()[matrix.shape()[1]], 4.0, "the second row's first");
///
/// let vector = Array::from(vec![1, 2, 3]);
/// assert_eq!(vector.shape(), [3]);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Array<T> {
    shape: Vec<usize>,
    data: Vec<T>,
}

impl<T> Array<T> {
    /// An array with these lengths of its dimensions, none of them for a single element, and these elements.
    ///
    /// # Errors
    ///
    /// [`Length`](ArrayError::Length) where the shape has another number of elements;
    /// [`Dimensions`](ArrayError::Dimensions) or [`TooLarge`](ArrayError::TooLarge) where no array has such a shape.
    pub fn new(shape: impl Into<Vec<usize>>, data: Vec<T>) -> Result<Self, ArrayError> {
        let shape = shape.into();
        let elements = elements(&shape, size_of::<T>().max(1))?;
        if elements != data.len() {
            return Err(ArrayError::Length { shape, elements, found: data.len() });
        }
        Ok(Self { shape, data })
    }

    /// The length of each dimension.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The elements.
    #[must_use]
    pub fn data(&self) -> &[T] {
        &self.data
    }

    /// The length of each dimension, and the elements.
    #[must_use]
    pub fn into_parts(self) -> (Vec<usize>, Vec<T>) {
        (self.shape, self.data)
    }
}

impl<T> From<Vec<T>> for Array<T> {
    fn from(data: Vec<T>) -> Self {
        Self { shape: vec![data.len()], data }
    }
}

impl<T: Element> Array<T> {
    /// Reads what a guest says is an array, of which nothing is believed.
    pub(crate) fn read(element: ElementType, shape: &[u64], bytes: &[u8]) -> Result<Self, ArrayError> {
        if element != T::TYPE {
            return Err(ArrayError::Element { expected: T::TYPE, found: element });
        }
        if shape.len() > DIMENSIONS {
            return Err(ArrayError::Dimensions { found: shape.len() });
        }
        // What doesn't fit is too large in any case.
        let shape: Vec<usize> = shape.iter().map(|length| usize::try_from(*length).unwrap_or(usize::MAX)).collect();
        let expected = elements(&shape, size_of::<T>())? * size_of::<T>();
        if expected != bytes.len() {
            return Err(ArrayError::Bytes { shape, expected, found: bytes.len() });
        }
        Ok(Self { shape, data: T::read(bytes) })
    }
}

/// The number of elements of a shape that takes no more bytes than memory can have, where each takes `size`.
fn elements(shape: &[usize], size: usize) -> Result<usize, ArrayError> {
    if shape.len() > DIMENSIONS {
        return Err(ArrayError::Dimensions { found: shape.len() });
    }
    // As NumPy and `ndarray` have it, the dimensions beside an empty one count, too.
    let extent =
        shape.iter().filter(|length| **length > 0).try_fold(size, |product, length| product.checked_mul(*length));
    if extent.is_none_or(|bytes| isize::try_from(bytes).is_err()) {
        return Err(ArrayError::TooLarge { shape: shape.to_vec() });
    }
    Ok(shape.iter().product())
}

#[cfg(test)]
mod tests {
    use super::element::sealed::Bytes as _;
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        fn check<T: Element + PartialEq + std::fmt::Debug>(data: Vec<T>) {
            let bytes = T::write(&data);
            assert_eq!(bytes.len(), size_of_val(data.as_slice()));
            let array = Array::read(T::TYPE, &[1, data.len() as u64], &bytes).expect("an array");
            assert_eq!(array.into_parts(), (vec![1, data.len()], data));
        }
        check(vec![false, true]);
        check(vec![i8::MIN, 1]);
        check(vec![i16::MIN, 1]);
        check(vec![i32::MIN, 1]);
        check(vec![i64::MIN, 1]);
        check(vec![u8::MAX, 1]);
        check(vec![u16::MAX, 1]);
        check(vec![u32::MAX, 1]);
        check(vec![u64::MAX, 1]);
        check(vec![f32::MIN_POSITIVE, -0.0, f32::INFINITY]);
        check(vec![f64::MIN_POSITIVE, -0.0, f64::INFINITY]);
        check(vec![[1.5_f32, -2.0], [0.0, 1.0]]);
        check(vec![[1.5_f64, -2.0], [0.0, 1.0]]);
        check(Vec::<f64>::new());
        assert_eq!(u16::write(&[0x0102]), [2, 1], "little-endian");
    }

    #[test]
    fn any_byte_is_a_truth_value() {
        assert_eq!(bool::read(&[0, 1, 2, 255]), [false, true, true, true]);
    }

    #[test]
    fn shapes_that_are_and_arent() {
        assert_eq!(Array::new([], vec![7]).expect("a single element").shape(), [0; 0]);
        assert!(Array::<f64>::new([0, 5], vec![]).is_ok() && Array::new([1; 64], vec![1]).is_ok());

        let text = |shape: Vec<usize>| Array::new(shape, vec![0.0; 5]).expect_err("another shape").to_string();
        assert_eq!(text(vec![2, 3]), "an array of the shape [2, 3] has 6 elements, found 5");
        assert_eq!(text(vec![]), "an array of the shape [] has 1 elements, found 5");
        let huge = "no memory can hold an array of the shape [2305843009213693952]";
        assert_eq!(text(vec![1 << 61]), huge, "in bytes it is 2 to the 64th");
        assert!(text(vec![0, usize::MAX, usize::MAX]).starts_with("no memory can hold"));
        assert_eq!(text(vec![1; 65]), "an array has at most 64 dimensions, found 65");
    }

    #[test]
    fn a_guest_that_lies() {
        let read = |shape: &[u64], bytes: &[u8]| Array::<u16>::read(ElementType::Uint16, shape, bytes);
        let text = |shape: &[u64], bytes: &[u8]| read(shape, bytes).expect_err("no array").to_string();
        assert_eq!(text(&[3], &[0; 5]), "an array of the shape [3] has 6 bytes, found 5");
        assert_eq!(text(&[3], &[]), "an array of the shape [3] has 6 bytes, found 0");
        assert!(text(&[u64::MAX], &[0; 2]).starts_with("no memory can hold"));
        assert!(
            text(&[1 << 32, 1 << 32], &[]).starts_with("no memory can hold"),
            "the product is 0, modulo 2 to the 64th"
        );
        assert_eq!(text(&vec![1; 1_000_000], &[0; 2]), "an array has at most 64 dimensions, found 1000000");
        let error = Array::<u16>::read(ElementType::Float64, &[1], &[0; 8]).expect_err("another type").to_string();
        assert_eq!(
            error,
            "the array's elements are float64, expected uint16; ask for an array of those, or for a conversion, in NumPy \
             `.astype(\"uint16\")`"
        );
    }
}
