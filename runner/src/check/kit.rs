//! What the rules share: sessions of the guest under test, and what they say of what they find.

use std::time::Duration;

use component_sandbox::{Error, GuestError, Result, Sandbox, Session, SessionBuilder};
use serde_json::Value;

use super::samples::Samples;

/// The guest under test.
pub(super) struct Kit<'a> {
    pub(super) sandbox: &'a Sandbox,
    pub(super) samples: &'a Samples,
    pub(super) timeout: Duration,
    pub(super) memory: usize,
}

/// What a rule found.
#[derive(Debug)]
pub(super) enum Found {
    /// It is kept, on so many samples.
    Kept(usize),
    /// It isn't: a sentence for each sample.
    Broken(Vec<String>),
    /// The guest brings no sample for it, or there was no sense in trying, for this reason.
    NotTried(String),
}

impl Found {
    /// Whether it isn't broken.
    pub(super) fn is_kept(&self) -> bool {
        !matches!(self, Self::Broken(_))
    }
}

/// Collects what is found in several samples.
#[derive(Default)]
pub(super) struct Tally {
    tried: usize,
    wrong: Vec<String>,
}

impl Tally {
    /// Counts a sample, and what is wrong with it.
    pub(super) fn add(&mut self, sample: Result<(), String>) {
        self.tried += 1;
        self.wrong.extend(sample.err());
    }

    pub(super) fn found(self) -> Found {
        if self.wrong.is_empty() { Found::Kept(self.tried) } else { Found::Broken(self.wrong) }
    }
}

impl Kit<'_> {
    /// A session in which only what a rule is about can run out: time enough for a machine that is busy.
    pub(super) fn builder(&self) -> SessionBuilder {
        self.sandbox.session().timeout(Duration::from_secs(30)).memory(self.memory)
    }

    /// A fresh session with room for what the samples want.
    pub(super) async fn session(&self) -> Result<Session, String> {
        let session = self.builder().start().await;
        session.map_err(|error| format!("a session doesn't start: {error}"))
    }
}

/// Evaluates an expression and compares its value.
pub(super) async fn expect(session: &mut Session, code: &str, expected: &Value) -> Result<(), String> {
    match session.eval_json(code).await {
        Ok(text) => match serde_json::from_str::<Value>(&text) {
            Ok(value) if value == *expected => Ok(()),
            Ok(value) => Err(format!("{} gave {}, expected {expected}", quote(code), short(&value.to_string()))),
            Err(_) => Err(format!("{} gave {}, which isn't JSON", quote(code), quote(&text))),
        },
        Err(error) => Err(format!("{} gave an error, {}, expected {expected}", quote(code), quote(&error.to_string()))),
    }
}

/// The error that code raised, or what happened in its place.
pub(super) fn raised<T: std::fmt::Debug>(code: &str, result: Result<T>) -> Result<GuestError, String> {
    match result {
        Err(Error::Guest(error)) => Ok(error),
        Err(error) => Err(format!("{} ended the session, expected an error: {error}", quote(code))),
        Ok(value) => Err(format!("{} gave {}, expected an error", quote(code), short(&format!("{value:?}")))),
    }
}

/// What of it is shown.
pub(super) fn short(text: &str) -> String {
    const MOST: usize = 80;
    let line = text.lines().next().unwrap_or_default();
    if line.len() == text.len() && line.chars().count() <= MOST {
        return text.to_owned();
    }
    line.chars().take(MOST).chain("…".chars()).collect()
}

pub(super) fn quote(text: &str) -> String {
    format!("`{}`", short(text))
}
