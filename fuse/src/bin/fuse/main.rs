//! The command `fuse`: links the core modules of a WebAssembly component into one.

mod args;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use component_fuse::{Fuse, Fused};

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
    let mut fuse = Fuse::new().names(!args.no_names);
    if let Some(path) = &args.dirty {
        fuse = fuse.dirty(pages(path)?);
    }
    if let Some(tool) = &args.wasm_opt {
        fuse = fuse.wasm_opt(tool);
    }
    let fused = fuse.fuse_reporting(&component).with_context(|| format!("can't fuse `{}`", path.display()))?;
    whole_file::write(&args.out, &fused.component).with_context(|| format!("can't write `{}`", args.out.display()))?;
    eprintln!("{}", describe(&fused, component.len()));
    Ok(())
}

/// The pages that a file lists.
fn pages(path: &Path) -> anyhow::Result<Vec<u64>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("can't read `{}`", path.display()))?;
    let number = |(line, text): (usize, &str)| {
        let number = text.trim().parse();
        number
            .with_context(|| format!("line {} of `{}` isn't the number of a page: {text:?}", line + 1, path.display()))
    };
    text.lines().enumerate().map(number).collect()
}

/// What was done, in a line.
fn describe(fused: &Fused, before: usize) -> String {
    if fused.modules == 0 {
        return "note: there is nothing to fuse, as no two core modules share a memory; the component is as it was"
            .to_owned();
    }
    format!(
        "fused {} core modules into {}: {} of {} functions, {} bytes before, {} after",
        fused.modules,
        fused.into,
        fused.kept,
        fused.functions,
        before,
        fused.component.len()
    )
}
