//! The sample strings of a guest, in its own language.

use std::path::Path;

use anyhow::Context;
use serde::Deserialize;
use serde_json::Value;

/// What a guest's file says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Samples {
    /// The language, for a reader.
    #[serde(rename = "language")]
    _language: String,
    pub(super) value: Cases<ValueCase>,
    pub(super) no_json: Cases<NoJsonCase>,
    pub(super) error: Errors,
    pub(super) state: State,
    pub(super) output: Output,
    pub(super) limits: Limits,
    pub(super) fresh: Fresh,
    pub(super) files: Option<Files>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cases<T> {
    pub(super) cases: Vec<T>,
}

/// An expression that has this value.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ValueCase {
    pub(super) code: String,
    #[serde(deserialize_with = "json")]
    pub(super) json: Value,
}

/// An expression whose value JSON has no form for, and the type of the error that it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoJsonCase {
    pub(super) code: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Errors {
    pub(super) cases: Vec<ErrorCase>,
    /// What isn't code of the language.
    pub(super) syntax_error: String,
}

/// Code that raises an error: `exec` or `eval`, and the error's whole text or its type.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ErrorCase {
    pub(super) exec: Option<String>,
    pub(super) eval: Option<String>,
    pub(super) error: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
}

/// Statements that bind a name, an expression that reads it, and its value.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    pub(super) define: String,
    pub(super) read: String,
    #[serde(deserialize_with = "json")]
    pub(super) json: Value,
}

/// Statements that write: `hello`, the numbers from 0 to 9999, each on a line, and anything to standard error.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Output {
    pub(super) print: String,
    pub(super) print_many: String,
    #[serde(rename = "error_output")]
    pub(super) to_stderr: Option<String>,
}

/// Statements that want more than a guest may have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Limits {
    /// They never end.
    pub(super) endless: String,
    /// They never end, whatever is thrown at them.
    pub(super) endless_caught: Option<String>,
    /// They take more and more memory.
    pub(super) memory: String,
    /// They call themselves without end.
    pub(super) recursion: String,
    /// An expression whose value is a string of four million characters or more.
    pub(super) big_result: Option<String>,
}

/// An expression with another value in each session.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fresh {
    pub(super) random: String,
}

/// Statements that write a file and an expression that reads it again, for a guest that was wrapped.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Files {
    pub(super) write: String,
    pub(super) read: String,
    #[serde(deserialize_with = "json")]
    pub(super) json: Value,
}

impl Samples {
    /// Reads a guest's file.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let name = path.display();
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("can't read the guest's samples, `{name}`; name another file with --samples"))?;
        let samples: Self = toml::from_str(&text).map_err(|error| {
            let line = error.span().map_or(0, |span| text[..span.start].lines().count().max(1));
            anyhow::anyhow!("`{name}`, line {line}: {}", error.message())
        })?;
        samples.check().map_err(|reason| anyhow::anyhow!("`{name}`: {reason}"))?;
        Ok(samples)
    }

    /// Checks what its types don't say.
    fn check(&self) -> Result<(), String> {
        for case in &self.error.cases {
            if case.exec.is_some() == case.eval.is_some() || case.error.is_some() == case.kind.is_some() {
                return Err("a case of `error` needs either `exec` or `eval`, and either `error` or `type`".to_owned());
            }
        }
        for (name, count) in [
            ("value", self.value.cases.len()),
            ("no_json", self.no_json.cases.len()),
            ("error", self.error.cases.len()),
        ] {
            if count == 0 {
                return Err(format!("`{name}` has no cases"));
            }
        }
        Ok(())
    }
}

/// JSON, written as a string.
fn json<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    let text = String::deserialize(deserializer)?;
    serde_json::from_str(&text).map_err(|error| serde::de::Error::custom(format!("`{text}` isn't JSON: {error}")))
}
