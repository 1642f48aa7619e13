//! What came of the runs.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// How many faults are told in words.
const EXAMPLES: usize = 20;

/// Runs of a kind: all, and those with a wrong answer or none.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Kind {
    pub(crate) all: u64,
    pub(crate) wrong: u64,
}

/// Runs by kind.
#[derive(Debug, Default)]
pub(crate) struct Counts(Mutex<(BTreeMap<&'static str, Kind>, Vec<String>)>);

impl Counts {
    pub(crate) fn add(&self, kind: &'static str, outcome: Result<(), String>) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.0.entry(kind).or_default();
        count.all += 1;
        if let Err(fault) = outcome {
            count.wrong += 1;
            if counts.1.len() < EXAMPLES {
                counts.1.push(fault);
            }
        }
    }

    pub(crate) fn kinds(&self) -> BTreeMap<&'static str, Kind> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    pub(crate) fn examples(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.clone()
    }

    pub(crate) fn all(&self) -> u64 {
        self.kinds().values().map(|kind| kind.all).sum()
    }

    pub(crate) fn wrong(&self) -> u64 {
        self.kinds().values().map(|kind| kind.wrong).sum()
    }
}
