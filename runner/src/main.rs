//! `component-sandbox`: runs code in a component from the command line.

mod args;
mod check;
mod code;
mod compile;
mod compiled;
mod failure;
mod files;
mod inspect;
mod repl;
mod report;
mod run;
mod spinner;
mod status;
mod warnings;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Args, Cli, Command};
use status::Status;

fn main() -> ExitCode {
    warnings::show();
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: no runtime can be started: {error}");
            return Status::Unusable.into();
        }
    };
    let status = runtime.block_on(async {
        match (cli.command, cli.run) {
            (Some(Command::Check(check)), _) => check::run(&check).await,
            (Some(Command::Compile(compile)), _) => compile::run(&compile),
            (Some(Command::Inspect(inspect)), _) => inspect::run(&inspect),
            (None, Some(args)) => run(&args).await,
            (None, None) => unreachable!("clap requires one of them"),
        }
    });
    // A reader that takes no output, or gives no input, must not hold up the exit.
    runtime.shutdown_background();
    status
}

/// Runs code in a component.
async fn run(args: &Args) -> ExitCode {
    let (code, puts) = match gather(args) {
        Ok(gathered) => gathered,
        Err(error) => Cli::command().error(clap::error::ErrorKind::Io, format!("{error:#}")).exit(),
    };
    if args.repl {
        return repl::run(args, &code, &puts).await;
    }
    finish(args, &run::run(args, &code, &puts).await)
}

/// Prints what came of a run.
fn finish(args: &Args, run: &run::Run) -> ExitCode {
    let shown = if args.json { report::envelope(run) } else { report::lines(run, args.output_limit) };
    match shown {
        Ok(()) => Status::of(run).into(),
        // The reader has gone, as in `… | head -1`; there is nobody left to tell.
        Err(_) => Status::Raised.into(),
    }
}

/// Reads all that the run needs before anything runs, so that what can't be read stops nothing halfway.
fn gather(args: &Args) -> anyhow::Result<(code::Code, Vec<files::Put>)> {
    files::check(&args.out)?;
    Ok((code::gather(args)?, files::gather(&args.file)?))
}
