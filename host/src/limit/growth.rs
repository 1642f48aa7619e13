//! What all memories, or all tables, of one store may grow to together.

/// Counts growth against a limit. The unit is the caller's: bytes of memory or elements of tables.
#[derive(Debug)]
pub(crate) struct Growth {
    limit: usize,
    used: usize,
    peak: usize,
    /// What the last permitted growth added, to be given back where it then fails.
    granted: usize,
    /// The total that the last refused growth asked for.
    refused: Option<usize>,
}

impl Growth {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, used: 0, peak: 0, granted: 0, refused: None }
    }

    /// Whether what another has granted is within the limit.
    pub(crate) fn allows(&self, other: &Self) -> bool {
        other.used <= self.limit
    }

    /// Counts on from what another has granted.
    pub(crate) fn after(self, other: &Self) -> Self {
        Self { used: other.used, peak: other.used, ..self }
    }

    /// Answers a wish to grow one of them from `current` to `desired`, where its own type allows `maximum`.
    pub(crate) fn grow(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> bool {
        let granted = desired.saturating_sub(current);
        let total = self.used.saturating_add(granted);
        if total > self.limit || maximum.is_some_and(|maximum| desired > maximum) {
            self.refused = Some(total);
            return false;
        }
        self.granted = granted;
        self.used = total;
        self.peak = self.peak.max(total);
        true
    }

    /// Takes the last permitted growth back: the engine couldn't carry it out.
    pub(crate) fn failed(&mut self) {
        self.used -= std::mem::take(&mut self.granted);
    }

    /// The most that was ever granted at once.
    pub(crate) fn peak(&self) -> usize {
        self.peak
    }

    /// What is granted now.
    pub(crate) fn used(&self) -> usize {
        self.used
    }

    /// The limit.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// Forgets that anything was refused.
    pub(crate) fn forget_refused(&mut self) {
        self.refused = None;
    }

    /// The total that the last refused growth asked for, if one was refused.
    pub(crate) fn refused(&self) -> Option<usize> {
        self.refused
    }
}

#[cfg(test)]
mod tests {
    use super::Growth;

    #[test]
    fn all_share_one_limit() {
        let mut growth = Growth::new(100);
        assert!(growth.grow(0, 60, None));
        assert!(growth.grow(0, 40, None), "exactly the limit is allowed");
        assert!(!growth.grow(40, 41, None));
        assert_eq!(growth.refused(), Some(101));
        assert_eq!(growth.peak(), 100);
    }

    #[test]
    fn what_failed_is_given_back() {
        let mut growth = Growth::new(100);
        assert!(growth.grow(0, 60, None));
        growth.failed();
        assert!(growth.grow(0, 100, None));
    }

    #[test]
    fn its_own_maximum_is_obeyed() {
        let mut growth = Growth::new(100);
        assert!(!growth.grow(0, 60, Some(50)));
        assert!(growth.grow(0, 50, Some(50)));
    }
}
