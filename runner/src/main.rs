//! `component-sandbox`: runs code in a component from the command line.
#![forbid(unsafe_code)]

mod args;
mod code;
mod failure;
mod files;
mod repl;
mod report;
mod run;
mod spinner;
mod status;
mod warnings;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::Args;
use status::Status;

fn main() -> ExitCode {
    warnings::show();
    let args = Args::parse();
    let (code, puts) = match gather(&args) {
        Ok(gathered) => gathered,
        Err(error) => Args::command().error(clap::error::ErrorKind::Io, format!("{error:#}")).exit(),
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let error = component_sandbox::Error::Host(error.to_string());
            return finish(&args, &run::Run::failed(failure::Step::Start.fail()(error)));
        }
    };
    // A reader that takes no output, or gives no input, must not hold up the exit.
    if args.repl {
        let status = runtime.block_on(repl::run(&args, &code, &puts));
        runtime.shutdown_background();
        return status;
    }
    let run = runtime.block_on(run::run(&args, &code, &puts));
    runtime.shutdown_background();
    finish(&args, &run)
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
