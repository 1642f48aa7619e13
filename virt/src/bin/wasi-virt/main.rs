//! The command `wasi-virt`: wraps a WebAssembly component.

mod args;
mod debug;
mod options;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;

use crate::args::Args;

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> anyhow::Result<()> {
    let path = &args.component;
    let component = std::fs::read(path).with_context(|| format!("can't read `{}`", path.display()))?;
    let virt = options::virt(args)?;
    let wrapped = virt.wrap_reporting(&component).with_context(|| format!("can't wrap `{}`", path.display()))?;
    whole_file::write(&args.out, &wrapped.component)
        .with_context(|| format!("can't write `{}`", Path::new(&args.out).display()))?;
    for warning in &wrapped.warnings {
        eprintln!("warning: {warning}");
    }
    if args.debug {
        eprint!("{}", debug::describe(&wrapped, component.len()));
    }
    Ok(())
}
