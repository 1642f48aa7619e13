//! What input means in the guest's language: when it is complete, and what is shown of it.

use std::io::Write;

use component_sandbox::{Error, Session};
use serde::Deserialize;

use super::brackets;
use super::screen::Stream;

/// The guest's language, as far as the prompt knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// Python tells by its own rules when input is complete and shows values by their `repr`.
    Python,
    /// Of any other, brackets tell, and values are shown as JSON.
    Other,
}

/// What came of some lines.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// They aren't complete.
    More,
    /// They have run, or were refused; what there is to show has been shown.
    Done,
    /// The prompt is to end, with this exit status.
    Exit(u8),
}

/// What `prompt.py` answers.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    more: bool,
    exit: Option<u8>,
}

impl Language {
    /// Finds out which it is, and makes the session ready for the prompt.
    pub(crate) async fn of(session: &mut Session, stderr: &Stream) -> Result<Self, Error> {
        let source = literal(include_str!("prompt.py"));
        let expression =
            format!("(lambda own: exec({source}, own) or own['install'](globals()))({{'__name__': 'prompt'}})");
        // What a guest of another language says of this is none of the user's business.
        stderr.hold();
        let language = session.eval::<String>(&expression).await;
        stderr.forget();
        match language {
            Ok(language) if language == "Python" => Ok(Self::Python),
            Ok(_) | Err(Error::Guest(_) | Error::Value(_)) => Ok(Self::Other),
            Err(error) => Err(error),
        }
    }

    /// Runs some lines if they are complete, as all are where nothing follows.
    pub(crate) async fn push(
        self,
        session: &mut Session,
        source: &str,
        is_last: bool,
        stderr: &Stream,
    ) -> Result<Outcome, Error> {
        match self {
            Self::Python => python(session, source, is_last).await,
            Self::Other if !is_last && !source.ends_with('\n') && brackets::are_open(source) => Ok(Outcome::More),
            Self::Other => other(session, source, stderr).await,
        }
    }
}

async fn python(session: &mut Session, source: &str, is_last: bool) -> Result<Outcome, Error> {
    let (source, is_last) = (literal(source), if is_last { "True" } else { "False" });
    let push = "__import__('sys').modules['component_sandbox_prompt'].push";
    let answer: Answer = session.eval(&format!("{push}({source}, {is_last})")).await?;
    Ok(match answer {
        Answer { exit: Some(status), .. } => Outcome::Exit(status),
        Answer { more: true, .. } => Outcome::More,
        Answer { .. } => Outcome::Done,
    })
}

/// A string as Python writes it, too: JSON's escapes are all among Python's.
fn literal(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

async fn other(session: &mut Session, source: &str, stderr: &Stream) -> Result<Outcome, Error> {
    // Only an expression that can't be read as one is executed: anything else has run, and mustn't run twice.
    stderr.hold();
    let value = session.eval_json(source).await;
    if matches!(&value, Err(Error::Guest(error)) if error.kind() == "SyntaxError") {
        stderr.forget();
        session.exec(source).await?;
        return Ok(Outcome::Done);
    }
    stderr.show().await;
    let value = value?;
    if value != "null" {
        // A reader that has gone is told of by what reads the next line, or by nobody.
        let _ = writeln!(std::io::stdout(), "{value}");
    }
    Ok(Outcome::Done)
}
