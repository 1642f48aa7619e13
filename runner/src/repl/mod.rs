//! `--repl`: runs what is typed, input by input, in one session.

mod brackets;
mod history;
mod input;
mod language;
mod prompt;
mod screen;

use std::io::{self, Write};
use std::process::ExitCode;

use crate::args::Args;
use crate::code::Code;
use crate::failure::Failure;
use crate::files::Put;
use crate::report;
use crate::run::Run;
use crate::status::Status;
use input::{Input, Reader};
use language::Outcome;
use prompt::Prompt;

/// How a shell tells that Ctrl-C ended a command.
const INTERRUPTED: u8 = 130;

/// Reads and runs until there is no more.
pub(crate) async fn run(args: &Args, code: &Code, puts: &[Put]) -> ExitCode {
    match read_and_run(args, code, puts).await {
        Ok(status) => status.into(),
        Err(failure) => {
            let run = Run::failed(failure);
            // Where standard error has gone, the status still tells.
            let _ = report::lines(&run, args.output_limit);
            Status::of(&run).into()
        }
    }
}

async fn read_and_run(args: &Args, code: &Code, puts: &[Put]) -> Result<u8, Failure> {
    let mut reader = Reader::new();
    let mut prompt = Prompt::start(args, code, puts, reader.is_terminal()).await?;
    for statements in code.statements.iter().chain(&code.expression) {
        if let Outcome::Exit(status) = prompt.first(statements).await? {
            return Ok(status);
        }
    }
    let status = loop {
        if let Some(status) = turn(&mut prompt, &mut reader).await? {
            break status;
        }
    };
    prompt.finish().await?;
    Ok(status)
}

/// Reads one input and runs it; returns the exit status where it was the last.
async fn turn(prompt: &mut Prompt<'_>, reader: &mut Reader) -> Result<Option<u8>, Failure> {
    let mut source = String::new();
    loop {
        let is_last = match reader.read(if source.is_empty() { ">>> " } else { "... " }).await {
            Ok(Input::Lines(lines)) if source.is_empty() && lines.trim().is_empty() => return Ok(None),
            Ok(Input::Lines(lines)) => {
                source.push_str(&lines);
                false
            }
            Ok(Input::Interrupted) => return Ok((!reader.is_terminal()).then_some(INTERRUPTED)),
            // What was typed and not finished isn't wanted; what was piped in has no other end.
            Ok(Input::End) if source.is_empty() || reader.is_terminal() => return Ok(Some(0)),
            Ok(Input::End) => true,
            Err(error) => {
                note(format_args!("error: can't read standard input: {error}"));
                return Ok(Some(1));
            }
        };
        match prompt.push(&source, is_last).await? {
            Outcome::More => source.push('\n'),
            Outcome::Done => return Ok(is_last.then_some(0)),
            Outcome::Exit(status) => return Ok(Some(status)),
        }
    }
}

/// Writes a line to standard error.
fn note(line: std::fmt::Arguments<'_>) {
    // Nobody is left to tell that nobody is left.
    let _ = writeln!(io::stderr(), "{line}");
}
