//! `component-sandbox inspect`: tells what a component is, without running it.

mod component;
mod text;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::status::Status;
use component::Component;

/// Tells what a component is, without running or compiling it.
#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// The component to look at
    component: PathBuf,

    /// Print one JSON object in place of lines
    #[arg(long)]
    json: bool,
}

/// Reads the component and prints what it is.
pub(crate) fn run(inspect: &Inspect) -> ExitCode {
    let path = inspect.component.display();
    let read = std::fs::read(&inspect.component)
        .map_err(|error| format!("can't read `{path}`: {error}"))
        .and_then(|bytes| Component::read(&bytes).map_err(|reason| format!("`{path}` {reason}")));
    let shown = match read {
        Ok(component) if inspect.json => json(&component),
        Ok(component) => text::print(&mut io::stdout().lock(), &inspect.component, &component),
        Err(sentence) => {
            eprintln!("error: {sentence}");
            return Status::Unusable.into();
        }
    };
    // Where it fails the reader has gone.
    if shown.is_ok() { Status::Done.into() } else { Status::Raised.into() }
}

fn json(component: &Component) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, component)?;
    writeln!(out)
}
