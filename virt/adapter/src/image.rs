//! The image, which the tool appends to the memory.
#![allow(unsafe_code)]

use core::ptr;
use core::slice;

use wasi_virt_image::{Builder, Image, Settings};

/// Where the image is, as its address and its length in bytes; both 0 where there is none. The tool finds the address
/// of these two words under this name and sets them.
#[unsafe(no_mangle)]
pub(crate) static IMAGE: [u32; 2] = [0, 0];

/// The image; without one, that of the default settings and an empty tree.
pub(crate) fn image() -> Image<'static> {
    // SAFETY: a valid static. What the compiler sees in it isn't what is there at run time.
    let [address, length] = unsafe { ptr::read_volatile(&raw const IMAGE) };
    let bytes: &[u8] = if length == 0 {
        Builder::new(Settings::default()).build().leak()
    } else {
        // SAFETY: the tool put so many bytes at this address, where nothing else is and nobody writes.
        unsafe { slice::from_raw_parts(address as usize as *const u8, length as usize) }
    };
    Image::new(bytes).expect("the tool wrote a whole image")
}
