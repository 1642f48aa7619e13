//! The time limit: wall-clock time, for a call and for all calls of a session together.

use std::time::{Duration, Instant};

/// The wall-clock time that a session's calls may take.
#[derive(Clone, Debug)]
pub(crate) struct TimeLimit {
    per_call: Duration,
    total: Option<Duration>,
    spent: Duration,
}

/// Raised inside a guest whose deadline has passed.
#[derive(Debug, thiserror::Error)]
#[error("the deadline of the call has passed")]
pub(crate) struct TimeUp;

impl TimeLimit {
    pub(crate) fn new(per_call: Duration, total: Option<Duration>) -> Self {
        Self { per_call, total, spent: Duration::ZERO }
    }

    /// The limit that strikes first in a call that starts now, and what is left of it.
    pub(crate) fn next_call(&self) -> NextCall {
        match self.total {
            Some(total) if total.saturating_sub(self.spent) < self.per_call => {
                NextCall { limit: total, left: total.saturating_sub(self.spent) }
            }
            _ => NextCall { limit: self.per_call, left: self.per_call },
        }
    }

    /// Counts a call that took this long.
    pub(crate) fn spend(&mut self, duration: Duration) {
        self.spent = self.spent.saturating_add(duration);
    }

    /// What all calls took so far.
    pub(crate) fn spent(&self) -> Duration {
        self.spent
    }
}

/// The time limit of one call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct NextCall {
    /// The limit as it was configured, for messages.
    pub(crate) limit: Duration,
    /// What is left of it.
    pub(crate) left: Duration,
}

impl NextCall {
    /// The moment at which the call is to end; `None` where the clock can't name one so far away.
    pub(crate) fn deadline(&self, start: Instant) -> Option<Instant> {
        start.checked_add(self.left)
    }
}

#[cfg(test)]
mod tests {
    use super::TimeLimit;
    use std::time::Duration;

    #[test]
    fn the_limit_that_strikes_first_holds() {
        let (call, total) = (Duration::from_secs(5), Duration::from_secs(8));
        let mut time = TimeLimit::new(call, Some(total));
        assert_eq!(time.next_call().left, call);
        time.spend(Duration::from_secs(4));
        let next = time.next_call();
        assert_eq!((next.limit, next.left), (total, Duration::from_secs(4)));
        time.spend(Duration::from_secs(9));
        assert_eq!(time.next_call().left, Duration::ZERO);
    }

    #[test]
    fn without_a_total_only_the_call_is_limited() {
        let call = Duration::from_secs(5);
        let mut time = TimeLimit::new(call, None);
        time.spend(Duration::MAX);
        assert_eq!(time.next_call().left, call);
    }
}
