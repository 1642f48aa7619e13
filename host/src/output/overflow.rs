//! What happens at the output limit.

/// What happens when a guest writes more than the output limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Overflow {
    /// What goes beyond is thrown away and counted; the code goes on and its result isn't lost.
    #[default]
    Drop,
    /// The session ends with [`Error::Output`](crate::Error::Output).
    End,
}

/// Raised inside a guest that wrote more than it may.
#[derive(Debug, thiserror::Error)]
#[error("the output limit was exceeded")]
pub(crate) struct OutputFull {
    /// The limit, in bytes.
    pub(crate) limit: usize,
}
