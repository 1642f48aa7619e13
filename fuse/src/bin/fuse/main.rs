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
        fuse = fuse.dirty(lines(path, "the number of a page", |line| line.parse().ok())?);
    }
    if let Some(path) = &args.likely {
        fuse = fuse.likely(lines(path, "the numbers of a call and of an entry", call)?);
    }
    if args.count_calls {
        fuse = fuse.count_calls();
    }
    if let Some(tool) = &args.wasm_opt {
        fuse = fuse.wasm_opt(tool);
    }
    let fused = fuse.fuse_reporting(&component).with_context(|| format!("can't fuse `{}`", path.display()))?;
    whole_file::write(&args.out, &fused.component).with_context(|| format!("can't write `{}`", args.out.display()))?;
    eprintln!("{}", describe(&fused, component.len()));
    Ok(())
}

/// What a file lists, one in a line, each of which is `what`.
fn lines<T>(path: &Path, what: &str, parse: impl Fn(&str) -> Option<T>) -> anyhow::Result<Vec<T>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("can't read `{}`", path.display()))?;
    let parse = |(line, text): (usize, &str)| {
        let at = || format!("line {} of `{}` isn't {what}: {text:?}", line + 1, path.display());
        parse(text.trim()).with_context(at)
    };
    text.lines().enumerate().map(parse).collect()
}

/// A call and the entry that it likely goes to.
fn call(line: &str) -> Option<(u32, u32)> {
    let (call, entry) = line.split_once(' ')?;
    Some((call.parse().ok()?, entry.parse().ok()?))
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
