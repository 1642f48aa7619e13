//! Numbers and strings as bytes.

use alloc::string::String;
use alloc::vec::Vec;

use crate::Error;

pub(crate) fn put_u32(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(&number.to_le_bytes());
}

pub(crate) fn put_u64(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(&number.to_le_bytes());
}

pub(crate) fn put_str(out: &mut Vec<u8>, text: &str) {
    put_u32(out, len(text.len()));
    out.extend_from_slice(text.as_bytes());
}

/// A length or an offset: an image lies in a 32-bit memory, so nothing in it is longer.
pub(crate) fn len(length: usize) -> u32 {
    u32::try_from(length).expect("an image is smaller than 4 GiB")
}

/// Reads numbers and strings one after the other.
pub(crate) struct Cursor<'a>(pub(crate) &'a [u8]);

impl<'a> Cursor<'a> {
    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], Error> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Error::Damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        self.take(N)?.try_into().map_err(|_| Error::Damaged)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Error> {
        Ok(u8::from_le_bytes(self.array()?))
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Error> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub(crate) fn u64(&mut self) -> Result<u64, Error> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// A number that counts or points within an image.
    pub(crate) fn size(&mut self) -> Result<usize, Error> {
        usize::try_from(self.u32()?).map_err(|_| Error::Damaged)
    }

    pub(crate) fn string(&mut self) -> Result<String, Error> {
        let length = self.size()?;
        core::str::from_utf8(self.take(length)?).map(String::from).map_err(|_| Error::Damaged)
    }
}
