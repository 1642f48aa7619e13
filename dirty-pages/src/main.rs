//! The command `dirty-pages`: tells which pages of its memory a component's sessions write to.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use dirty_pages::{of_sessions, runs};

/// Tells which pages of its memory a component's sessions write to, each time: what `fuse --dirty` takes.
///
/// The component is run in fresh sessions. It may be wrapped: of several memories the one with the largest image is meant.
#[derive(Debug, Parser)]
#[command(name = "dirty-pages", version)]
struct Args {
    /// The component, fused
    component: PathBuf,

    /// Where the list goes: numbers of pages of 4 KiB, one in a line
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,

    /// What each session evaluates, in turn
    #[arg(short, long = "eval", value_name = "EXPRESSION", default_value = "2 + 2")]
    expressions: Vec<String>,

    /// How many sessions there are
    #[arg(long, value_name = "NUMBER", default_value = "8", value_parser = clap::value_parser!(u32).range(1..))]
    sessions: u32,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(&Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: &Args) -> anyhow::Result<()> {
    let shown = |path: &Path| path.display().to_string();
    let pages = of_sessions(&args.component, &args.expressions, args.sessions).await;
    let pages = pages.with_context(|| format!("can't tell of `{}`", shown(&args.component)))?;
    let lines: String = pages.iter().flat_map(|page| [page.to_string(), "\n".to_owned()]).collect();
    whole_file::write(&args.out, lines.as_bytes()).with_context(|| format!("can't write `{}`", shown(&args.out)))?;
    eprintln!("{} pages in {} runs are written to", pages.len(), runs(&pages));
    Ok(())
}
