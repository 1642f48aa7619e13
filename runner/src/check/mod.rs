//! `component-sandbox check`: the conformance kit, by which a guest in any language is held against the contract.

mod kit;
mod report;
mod rules;
mod samples;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use crate::args;
use crate::status::Status;
use samples::Samples;

/// Checks that a component keeps the contract of the world `sandbox`, rule by rule.
///
/// What code means is up to the guest's language, so each guest brings sample strings in a small file:
/// `guest/README.md` tells what is in it.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The component to check
    component: PathBuf,

    /// The guest's sample strings [default: the component's path, with `.toml` at its end]
    #[arg(long, value_name = "FILE")]
    samples: Option<PathBuf>,

    /// The time after which code that never ends is expected to be ended
    #[arg(long, value_name = "DURATION", default_value = "500ms", value_parser = args::duration)]
    timeout: Duration,

    /// The memory that the guest may use
    #[arg(long, value_name = "SIZE", default_value = "64MiB", value_parser = args::size)]
    memory: usize,

    /// Print one JSON object a rule in place of a table
    #[arg(long)]
    json: bool,
}

/// Checks every rule and prints what was found.
pub(crate) async fn run(check: &Check) -> ExitCode {
    let path = check.samples.clone().unwrap_or_else(|| check.component.with_extension("toml"));
    let prepared = Samples::read(&path).and_then(|samples| Ok((std::fs::read(&check.component)?, samples)));
    let (component, samples) = match prepared {
        Ok(prepared) => prepared,
        Err(error) => {
            eprintln!("error: {error:#}");
            return Status::Unusable.into();
        }
    };
    let rows = rules::all(check, &component, &samples).await;
    // Where it fails the reader has gone.
    let shown = if check.json { report::json(&rows) } else { report::table(&rows) };
    let kept = rows.iter().all(|row| row.found.is_kept());
    if kept && shown.is_ok() { Status::Done.into() } else { Status::Raised.into() }
}
