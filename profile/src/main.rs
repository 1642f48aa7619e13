//! The command `profile`: tells what sessions of a component do, for `fuse`.

mod args;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;

use crate::args::{Args, Calls, Pages, What};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let done = match Args::parse().what {
        What::Pages(args) => pages(&args).await,
        What::Calls(args) => calls(&args).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn pages(args: &Pages) -> anyhow::Result<()> {
    let pages = profile::pages::of_sessions(&args.component, &args.expressions, args.sessions).await;
    let pages = pages.with_context(|| format!("can't tell of `{}`", args.component.display()))?;
    write(&args.out, pages.iter().map(u64::to_string))?;
    eprintln!("{} pages in {} runs are written to", pages.len(), profile::pages::runs(&pages));
    Ok(())
}

async fn calls(args: &Calls) -> anyhow::Result<()> {
    let programs: Vec<&Path> = args.programs.iter().map(AsRef::as_ref).collect();
    let counts = profile::calls::of_sessions(&args.component, &programs, &args.expression).await;
    let counts = counts.with_context(|| format!("can't tell of `{}`", args.component.display()))?;
    let likely: Vec<_> = counts.likely().collect();
    write(&args.out, likely.iter().map(|(call, entry)| format!("{call} {entry}")))?;
    eprintln!("{} calls, likely to {} entries", counts.total(), likely.len());
    Ok(())
}

fn write(file: &Path, lines: impl Iterator<Item = String>) -> anyhow::Result<()> {
    let lines: String = lines.flat_map(|line| [line, "\n".to_owned()]).collect();
    whole_file::write(file, lines.as_bytes()).with_context(|| format!("can't write `{}`", file.display()))
}
