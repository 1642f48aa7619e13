//! What arrays are made of.

use std::fmt;

/// A type of elements: `bool`, the integers from `i8` to `u64`, `f32` and `f64`, and complex numbers as pairs of their real
/// and imaginary part, `[f32; 2]` and `[f64; 2]`.
pub trait Element: sealed::Bytes {
    /// Its name at run time.
    const TYPE: ElementType;
}

/// The type of an array's elements, shown as NumPy names it: `float64`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ElementType {
    /// `bool`.
    Bool,
    /// `i8`.
    Int8,
    /// `i16`.
    Int16,
    /// `i32`.
    Int32,
    /// `i64`.
    Int64,
    /// `u8`.
    Uint8,
    /// `u16`.
    Uint16,
    /// `u32`.
    Uint32,
    /// `u64`.
    Uint64,
    /// `f32`.
    Float32,
    /// `f64`.
    Float64,
    /// `[f32; 2]`: the real and the imaginary part.
    Complex64,
    /// `[f64; 2]`: the real and the imaginary part.
    Complex128,
}

impl fmt::Display for ElementType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bool => "bool",
            Self::Int8 => "int8",
            Self::Int16 => "int16",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::Uint8 => "uint8",
            Self::Uint16 => "uint16",
            Self::Uint32 => "uint32",
            Self::Uint64 => "uint64",
            Self::Float32 => "float32",
            Self::Float64 => "float64",
            Self::Complex64 => "complex64",
            Self::Complex128 => "complex128",
        })
    }
}

pub(super) mod sealed {
    /// Elements and their bytes, little-endian.
    pub trait Bytes: Copy + Send + Sync + 'static {
        /// The bytes of these elements.
        fn write(elements: &[Self]) -> Vec<u8>;

        /// The elements of these bytes; a part of one at the end is left out.
        fn read(bytes: &[u8]) -> Vec<Self>;
    }
}

impl sealed::Bytes for bool {
    fn write(elements: &[Self]) -> Vec<u8> {
        elements.iter().map(|element| u8::from(*element)).collect()
    }

    fn read(bytes: &[u8]) -> Vec<Self> {
        bytes.iter().map(|byte| *byte != 0).collect()
    }
}

impl Element for bool {
    const TYPE: ElementType = ElementType::Bool;
}

macro_rules! numbers {
    ($($number:ty: $type:ident),* $(,)?) => {$(
        impl sealed::Bytes for $number {
            fn write(elements: &[Self]) -> Vec<u8> {
                // Of a size that is known at the start, this is a copy of memory.
                let mut bytes = vec![0; size_of_val(elements)];
                for (place, element) in bytes.as_chunks_mut().0.iter_mut().zip(elements) {
                    *place = element.to_le_bytes();
                }
                bytes
            }

            fn read(bytes: &[u8]) -> Vec<Self> {
                bytes.as_chunks().0.iter().map(|place| Self::from_le_bytes(*place)).collect()
            }
        }

        impl Element for $number {
            const TYPE: ElementType = ElementType::$type;
        }
    )*};
}

numbers! {
    i8: Int8,
    i16: Int16,
    i32: Int32,
    i64: Int64,
    u8: Uint8,
    u16: Uint16,
    u32: Uint32,
    u64: Uint64,
    f32: Float32,
    f64: Float64,
}

macro_rules! complex_numbers {
    ($($part:ty: $type:ident),*) => {$(
        impl sealed::Bytes for [$part; 2] {
            fn write(elements: &[Self]) -> Vec<u8> {
                <$part>::write(elements.as_flattened())
            }

            fn read(bytes: &[u8]) -> Vec<Self> {
                let part = |part: &[u8; size_of::<$part>()]| <$part>::from_le_bytes(*part);
                let parts = bytes.as_chunks().0.as_chunks::<2>().0;
                parts.iter().map(|[real, imaginary]| [part(real), part(imaginary)]).collect()
            }
        }

        impl Element for [$part; 2] {
            const TYPE: ElementType = ElementType::$type;
        }
    )*};
}

complex_numbers!(f32: Complex64, f64: Complex128);
