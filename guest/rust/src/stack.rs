//! How much of this program's stack is in use.

/// What the linker sets aside; see build.rs.
const SIZE: usize = 8 << 20;

/// What has to be left for what is done between two looks: parsing, formatting, JSON.
const RESERVE: usize = 2 << 20;

/// Where the stack was when the session began.
#[derive(Clone, Copy)]
pub(crate) struct Stack {
    start: usize,
}

impl Stack {
    /// Remembers how far the stack reaches now, which is hardly anywhere.
    #[inline(never)]
    pub(crate) fn here() -> Self {
        let here = 0_u8;
        Self { start: std::ptr::from_ref(&here).addr() }
    }

    /// Whether so much is in use that recursion has to end.
    pub(crate) fn is_used_up(self) -> bool {
        let here = 0_u8;
        // It grows towards lower addresses.
        self.start.saturating_sub(std::ptr::from_ref(&here).addr()) > SIZE - RESERVE
    }
}
