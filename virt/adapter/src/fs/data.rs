use super::Error;
use super::memory::room;

/// Bytes of a chunk: small beside the guest's memory, large beside what a call costs.
const CHUNK: usize = 64 << 10;

/// The content of a file.
#[derive(Debug)]
pub(crate) enum Data {
    /// As the image has it.
    Image(&'static [u8]),
    /// Written by the guest.
    Own(Chunks),
}

/// Bytes in pieces, so that a file grows without being copied and needs no large stretch of free memory. All chunks but
/// the last are full.
#[derive(Debug, Default)]
pub(crate) struct Chunks {
    chunks: Vec<Vec<u8>>,
}

impl Data {
    /// Its length in bytes.
    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::Image(bytes) => bytes.len() as u64,
            Self::Own(chunks) => chunks.len(),
        }
    }

    /// What of it counts against the quota.
    pub(crate) fn charged(&self) -> u64 {
        match self {
            Self::Image(_) => 0,
            Self::Own(chunks) => chunks.len(),
        }
    }

    /// Up to `count` bytes from `offset` on; fewer only at the end.
    pub(crate) fn read(&self, offset: u64, count: usize) -> Result<Vec<u8>, Error> {
        let left = self.len().saturating_sub(offset);
        let count = usize::try_from(left).unwrap_or(usize::MAX).min(count);
        let mut out = Vec::new();
        out.try_reserve_exact(count).map_err(|_| Error::NoMemory)?;
        if count > 0 {
            let at = usize::try_from(offset).expect("less than a length that is in memory");
            match self {
                Self::Image(bytes) => out.extend_from_slice(&bytes[at..at + count]),
                Self::Own(chunks) => chunks.read(at, count, &mut out),
            }
        }
        Ok(out)
    }

    /// Makes it the guest's own with this length: cut off, or extended with zeros. On failure it is as long as before.
    pub(crate) fn resize(&mut self, length: usize) -> Result<&mut Chunks, Error> {
        if let Self::Image(bytes) = self {
            let kept = &bytes[..bytes.len().min(length)];
            let mut chunks = Chunks::default();
            chunks.resize(length)?;
            chunks.write(0, kept);
            *self = Self::Own(chunks);
        }
        let Self::Own(chunks) = self else { unreachable!("it was made so above") };
        chunks.resize(length)?;
        Ok(chunks)
    }
}

impl Chunks {
    fn len(&self) -> u64 {
        self.size() as u64
    }

    fn size(&self) -> usize {
        self.chunks.last().map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.len())
    }

    fn resize(&mut self, length: usize) -> Result<(), Error> {
        let before = self.size();
        if length <= before {
            self.cut(length);
            return Ok(());
        }
        self.grow(length).inspect_err(|_| self.cut(before))
    }

    fn cut(&mut self, length: usize) {
        self.chunks.truncate(length.div_ceil(CHUNK));
        if let Some(last) = self.chunks.last_mut() {
            last.truncate(if length.is_multiple_of(CHUNK) { CHUNK } else { length % CHUNK });
            // Small files keep what they need, so that the quota bounds memory.
            if last.capacity() / 2 > last.len() && room(last.len()).is_ok() {
                last.shrink_to_fit();
            }
        }
    }

    fn grow(&mut self, length: usize) -> Result<(), Error> {
        let chunks = length.div_ceil(CHUNK);
        self.chunks.try_reserve(chunks - self.chunks.len()).map_err(|_| Error::NoMemory)?;
        while self.size() < length {
            if self.chunks.last().is_none_or(|last| last.len() == CHUNK) {
                self.chunks.push(Vec::new());
            }
            let full = if self.chunks.len() < chunks { CHUNK } else { length - (chunks - 1) * CHUNK };
            let last = self.chunks.last_mut().expect("there is one by now");
            let more = full - last.len();
            // In steps that double, unless memory is short or the chunk will be full.
            let reserved = if full == CHUNK { last.try_reserve_exact(more) } else { last.try_reserve(more) };
            reserved.or_else(|_| last.try_reserve_exact(more)).map_err(|_| Error::NoMemory)?;
            last.resize(full, 0);
        }
        Ok(())
    }

    fn read(&self, mut at: usize, mut count: usize, out: &mut Vec<u8>) {
        while count > 0 {
            let from = &self.chunks[at / CHUNK][at % CHUNK..];
            let piece = &from[..from.len().min(count)];
            out.extend_from_slice(piece);
            at += piece.len();
            count -= piece.len();
        }
    }

    /// Writes where there is room already.
    pub(crate) fn write(&mut self, mut at: usize, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let to = &mut self.chunks[at / CHUNK][at % CHUNK..];
            let count = to.len().min(bytes.len());
            to[..count].copy_from_slice(&bytes[..count]);
            at += count;
            bytes = &bytes[count..];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_hold_what_a_vector_holds() {
        let mut data = Data::Image(b"from the image");
        let mut model = b"from the image".to_vec();
        let mut number = 1u32;
        for _ in 0..300 {
            number = number.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            let length = (number >> 8) as usize % (3 * CHUNK + 2);
            let length = if number.is_multiple_of(4) { length / CHUNK * CHUNK } else { length };
            let chunks = data.resize(length).expect("memory");
            model.resize(length, 0);
            let at = length / 2;
            let bytes = vec![number.to_le_bytes()[2]; (length - at).min(CHUNK + 7)];
            chunks.write(at, &bytes);
            model[at..at + bytes.len()].copy_from_slice(&bytes);
            assert_eq!(data.len(), model.len() as u64);
            assert_eq!(data.read(0, usize::MAX).expect("memory"), model);
            assert_eq!(data.read(at as u64 / 2, 100).expect("memory"), model[at / 2..][..100.min(length - at / 2)]);
        }
        assert_eq!(data.read(u64::MAX, 5), Ok(Vec::new()));
    }
}
