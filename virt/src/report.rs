//! What was done when a component was wrapped.

use std::time::{Duration, Instant};

/// A wrapped component, with what there is to say about it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Wrapped {
    /// The component.
    pub component: Vec<u8>,
    /// What it still imports.
    pub imports: Vec<String>,
    /// What it exports.
    pub exports: Vec<String>,
    /// What isn't as one might expect, each in a sentence.
    pub warnings: Vec<String>,
    /// What each import of the component that was wrapped is connected to.
    pub wires: Vec<Wire>,
    /// Bytes of the image: the settings and the files.
    pub image: usize,
    /// Bytes of the adapter, the image included; 0 where the component uses none of it.
    pub adapter: usize,
    /// How long each step took, in order.
    pub times: Vec<(&'static str, Duration)>,
}

/// An import of the component that was wrapped, and who provides it now.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wire {
    /// The import's name.
    pub import: String,
    /// Who provides it.
    pub provider: Provider,
}

/// Who provides an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Provider {
    /// The adapter, within the component.
    Adapter,
    /// A part that denies every call.
    Denied,
    /// The host: it is an import still.
    Host,
}

impl Provider {
    /// A word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Adapter => "adapter",
            Self::Denied => "denied",
            Self::Host => "host",
        }
    }
}

/// The warning of an import that a sealed component still has.
pub(crate) fn unsealed(import: &str) -> String {
    format!("`{import}` isn't WASI and stays an import, so whatever runs the component has to provide it")
}

/// Takes the time of steps.
pub(crate) struct Laps {
    since: Instant,
    pub(crate) laps: Vec<(&'static str, Duration)>,
}

impl Laps {
    pub(crate) fn new() -> Self {
        Self { since: Instant::now(), laps: Vec::new() }
    }

    /// Ends a step.
    pub(crate) fn lap(&mut self, step: &'static str) {
        let now = Instant::now();
        self.laps.push((step, now - std::mem::replace(&mut self.since, now)));
    }
}
