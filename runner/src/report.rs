//! What the command prints at its end.

use std::io::{self, Write};

use bytesize::ByteSize;
use component_sandbox::{Error, Stream};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::failure::{Cause, Failure, Step};
use crate::run::Run;

/// Prints the result on standard output, or what went wrong on standard error.
pub(crate) fn lines(run: &Run, output_limit: usize) -> io::Result<()> {
    let (mut out, mut err) = (io::stdout().lock(), io::stderr().lock());
    // What follows starts on a line of its own, whatever the guest wrote last.
    if run.output.stdout.unfinished_line {
        writeln!(out)?;
        out.flush()?;
    }
    if run.output.stderr.unfinished_line {
        writeln!(err)?;
    }
    for (name, stream) in [("standard output", &run.output.stdout), ("standard error", &run.output.stderr)] {
        if stream.truncated() {
            let limit = ByteSize(output_limit as u64);
            writeln!(err, "note: the guest's {name} was cut after {limit}; see --output-limit")?;
        }
    }
    match &run.result {
        Ok(Some(value)) => writeln!(out, "result: {value}"),
        Ok(None) => Ok(()),
        Err(Failure { cause: Cause::Sandbox(Error::Timeout { .. }), .. }) => writeln!(err, "timeout!"),
        Err(Failure { step: Step::Load | Step::Start, cause }) => writeln!(err, "error: {cause}"),
        Err(Failure { step, cause }) => writeln!(err, "{step} error: {cause}"),
    }?;
    out.flush()
}

/// Prints one JSON object on standard output.
pub(crate) fn envelope(run: &Run) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &Envelope::new(run))?;
    writeln!(out)?;
    out.flush()
}

#[derive(Serialize)]
struct Envelope<'a> {
    success: bool,
    result: Option<&'a RawValue>,
    error: Option<Problem<'a>>,
    stdout: String,
    stderr: String,
    execution: Execution,
}

#[derive(Serialize)]
struct Problem<'a> {
    /// The step that failed: `load`, `start`, `file`, `exec`, `eval` or `out`.
    step: String,
    /// What failed: `guest` where the code raised, `prelude` where that did, else the limit or the part that stopped the run.
    kind: &'static str,
    /// The type of what the code raised.
    #[serde(rename = "type")]
    class: Option<&'a str>,
    message: String,
}

#[derive(Serialize)]
struct Execution {
    duration_ms: f64,
    cpu_ms: f64,
    memory_peak_bytes: usize,
    /// Where it is limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    fuel: Option<u64>,
    stdout_dropped_bytes: u64,
    stderr_dropped_bytes: u64,
}

impl<'a> Envelope<'a> {
    fn new(run: &'a Run) -> Self {
        let (result, error) = match &run.result {
            Ok(value) => (value.as_deref(), None),
            Err(failure) => (None, Some(Problem::new(failure))),
        };
        let text = |stream: &Stream| stream.text().into_owned();
        Self {
            success: error.is_none(),
            result,
            error,
            stdout: text(&run.output.stdout),
            stderr: text(&run.output.stderr),
            execution: Execution {
                duration_ms: run.report.wall.as_secs_f64() * 1e3,
                cpu_ms: run.report.cpu.as_secs_f64() * 1e3,
                memory_peak_bytes: run.report.memory_peak,
                fuel: run.report.fuel,
                stdout_dropped_bytes: run.output.stdout.dropped,
                stderr_dropped_bytes: run.output.stderr.dropped,
            },
        }
    }
}

impl<'a> Problem<'a> {
    fn new(failure: &'a Failure) -> Self {
        let step = failure.step.to_string();
        let (kind, class, message) = match &failure.cause {
            Cause::Sandbox(Error::Guest(error)) => ("guest", Some(error.kind()), error.message().to_owned()),
            Cause::Sandbox(Error::Prelude(error)) => ("prelude", Some(error.kind()), error.message().to_owned()),
            cause => (kind(cause), None, cause.to_string()),
        };
        Self { step, kind, class, message }
    }
}

fn kind(cause: &Cause) -> &'static str {
    let Cause::Sandbox(error) = cause else {
        return "file";
    };
    match error {
        Error::Timeout { .. } => "timeout",
        Error::Memory { .. } | Error::OutOfMemory { .. } => "memory",
        Error::Fuel { .. } => "fuel",
        Error::Output { .. } => "output",
        Error::Transfer { .. } | Error::ValueSize { .. } => "transfer",
        Error::StackOverflow => "stack-overflow",
        Error::Trap { .. } => "trap",
        Error::Exit { .. } => "exit",
        Error::Value(_) => "contract",
        Error::File(_) => "file",
        Error::Component(_) | Error::NoFiles => "component",
        _ => "host",
    }
}
