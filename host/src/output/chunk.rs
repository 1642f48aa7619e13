//! A piece of a guest's output, for those who take it as it is written.

use bytes::Bytes;

/// What a guest wrote at once to one of its standard streams, at most 64 KiB: a line that it prints is most often one
/// piece, but needn't be.
///
/// ```
/// use component_sandbox::Chunk;
///
/// let show = |chunk: Chunk| match chunk {
///     Chunk::Stdout(_) => chunk.text().into_owned(),
///     _ => format!("! {}", chunk.text()),
/// };
/// assert_eq!(show(Chunk::Stdout("hello".into())), "hello");
/// assert_eq!(show(Chunk::Stderr("oh".into())), "! oh");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Chunk {
    /// To its standard output.
    Stdout(Bytes),
    /// To its standard error.
    Stderr(Bytes),
}

impl Chunk {
    /// The bytes, whichever stream they are of.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        match self {
            Self::Stdout(bytes) | Self::Stderr(bytes) => bytes,
        }
    }

    /// The bytes as text, with U+FFFD for what isn't UTF-8.
    #[must_use]
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.bytes())
    }
}
