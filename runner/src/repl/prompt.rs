//! The session behind the prompt, and the fresh one that follows where it ends.

use std::future::Future;
use std::io::{self, Write};

use bytesize::ByteSize;
use component_sandbox::{Error, Sandbox, Session};

use super::language::{Language, Outcome};
use super::screen::Stream;
use super::{INTERRUPTED, note};
use crate::args::Args;
use crate::code::Code;
use crate::failure::{Failure, Step};
use crate::files::{self, Put};
use crate::run;

/// What runs the input.
pub(super) struct Prompt<'a> {
    args: &'a Args,
    code: &'a Code,
    puts: &'a [Put],
    is_terminal: bool,
    sandbox: Sandbox,
    session: Session,
    language: Language,
    stdout: Stream,
    stderr: Stream,
}

/// How a call came to no result.
enum Stop {
    /// Ctrl-C.
    Interrupted,
    Error(Error),
}

impl<'a> Prompt<'a> {
    /// Loads the component and starts its first session.
    pub(super) async fn start(
        args: &'a Args,
        code: &'a Code,
        puts: &'a [Put],
        is_terminal: bool,
    ) -> Result<Self, Failure> {
        let sandbox = run::load(args)?;
        let stdout = Stream::new(tokio::io::stdout(), args.output_limit);
        let stderr = Stream::new(tokio::io::stderr(), args.output_limit);
        let (session, language) = session(args, code, puts, &sandbox, &stdout, &stderr).await?;
        Ok(Self { args, code, puts, is_terminal, sandbox, session, language, stdout, stderr })
    }

    /// Executes what the command line says.
    pub(super) async fn first(&mut self, statements: &str) -> Result<Outcome, Failure> {
        let result = or_interrupt(self.session.exec(statements)).await;
        self.conclude(result.map(|()| Outcome::Done), "exec error: ").await
    }

    /// Runs some lines if they are complete, as all are where nothing follows.
    pub(super) async fn push(&mut self, source: &str, is_last: bool) -> Result<Outcome, Failure> {
        let push = self.language.push(&mut self.session, source, is_last, &self.stderr);
        let result = or_interrupt(push).await;
        self.conclude(result, "").await
    }

    /// Shows what a call leaves to show, and sees to it that there is a session for the next one.
    async fn conclude(&mut self, result: Result<Outcome, Stop>, prefix: &str) -> Result<Outcome, Failure> {
        self.settle().await;
        match result {
            Ok(outcome) => return Ok(outcome),
            Err(Stop::Error(Error::Guest(error))) => {
                note(format_args!("{prefix}{error}"));
                return Ok(Outcome::Done);
            }
            Err(Stop::Interrupted) if !self.is_terminal => return Ok(Outcome::Exit(INTERRUPTED)),
            Err(Stop::Interrupted) => note(format_args!("interrupted!")),
            Err(Stop::Error(Error::Timeout { .. })) => note(format_args!("timeout!")),
            Err(Stop::Error(error)) => note(format_args!("error: {error}")),
        }
        // WebAssembly can't be stopped and go on.
        (self.session, self.language) =
            session(self.args, self.code, self.puts, &self.sandbox, &self.stdout, &self.stderr).await?;
        note(format_args!("note: this ended the session, and its names are lost; a fresh one follows"));
        Ok(Outcome::Done)
    }

    /// Copies out what is wanted of the guest's files.
    pub(super) async fn finish(&mut self) -> Result<(), Failure> {
        files::out(&mut self.session, &self.args.out).await
    }

    /// Waits until the guest's output is shown, and says where it was cut.
    async fn settle(&self) {
        for (name, stream) in [("standard output", &self.stdout), ("standard error", &self.stderr)] {
            stream.settle().await;
            if stream.renew() {
                let limit = ByteSize(self.args.output_limit as u64);
                note(format_args!("note: the guest's {name} was cut after {limit}; see --output-limit"));
            }
        }
        if self.is_terminal && self.stdout.take_unfinished_line() {
            // The prompt has a line of its own.
            let _ = writeln!(io::stdout());
        }
    }
}

/// Starts a session with the files that the command line says.
async fn session(
    args: &Args,
    code: &Code,
    puts: &[Put],
    sandbox: &Sandbox,
    stdout: &Stream,
    stderr: &Stream,
) -> Result<(Session, Language), Failure> {
    // The streams have the limit, for each input.
    let session =
        run::session(args, code, sandbox).output_limit(usize::MAX).stdout(stdout.clone()).stderr(stderr.clone());
    let mut session = session.start().await.map_err(Step::Start.fail())?;
    let language = Language::of(&mut session, stderr).await.map_err(Step::Start.fail())?;
    files::put(&mut session, puts).await?;
    Ok((session, language))
}

/// Lets a call run until it ends or Ctrl-C ends it. What has ended by itself stays so.
async fn or_interrupt<T>(call: impl Future<Output = Result<T, Error>>) -> Result<T, Stop> {
    tokio::select! {
        biased;
        // First, so that the signal is listened to before the guest's first instruction.
        Ok(()) = tokio::signal::ctrl_c() => Err(Stop::Interrupted),
        result = call => result.map_err(Stop::Error),
    }
}
