//! What the kit found, for a reader or a program.

use std::io::{self, Write};

use serde::Serialize;

use super::kit::Found;

/// A rule, and what was found.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) rule: &'static str,
    /// What a guest is expected to do.
    pub(super) expected: &'static str,
    pub(super) found: Found,
}

/// Prints a row for each rule.
pub(super) fn table(rows: &[Row]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for Row { rule, expected, found } in rows {
        let (verdict, note) = match found {
            Found::Kept(1) => ("kept", String::new()),
            Found::Kept(samples) => ("kept", format!(" ({samples} samples)")),
            Found::Broken(_) => ("BROKEN", String::new()),
            Found::NotTried(reason) => ("-", format!(" (not tried: {reason})")),
        };
        writeln!(out, "{verdict:<7}{rule:<15}{expected}{note}")?;
        if let Found::Broken(sentences) = found {
            for sentence in sentences {
                writeln!(out, "{:<22}found: {sentence}", "")?;
            }
        }
    }
    let broken = rows.iter().filter(|row| !row.found.is_kept()).count();
    writeln!(out, "{} rules, {broken} broken", rows.len())?;
    out.flush()
}

#[derive(Serialize)]
struct Object<'a> {
    rule: &'a str,
    expected: &'a str,
    /// `kept`, `broken` or `not-tried`.
    verdict: &'a str,
    samples: usize,
    found: &'a [String],
}

/// Prints an object for each rule, on a line of its own.
pub(super) fn json(rows: &[Row]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for Row { rule, expected, found } in rows {
        let (verdict, samples, found) = match found {
            Found::Kept(samples) => ("kept", *samples, &[] as &[String]),
            Found::Broken(sentences) => ("broken", 0, sentences.as_slice()),
            Found::NotTried(reason) => ("not-tried", 0, std::slice::from_ref(reason)),
        };
        serde_json::to_writer(&mut out, &Object { rule, expected, verdict, samples, found })?;
        writeln!(out)?;
    }
    out.flush()
}
