//! `component-sandbox compile`: compiles a component ahead of time.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use component_sandbox::Engine;

use crate::spinner;
use crate::status::Status;

/// Compiles a component ahead of time, for `--compiled`.
///
/// The result is machine code for this version of the command, on processors that have what this one has. Whoever can
/// write to the file can run code in the processes that load it.
#[derive(Debug, Args)]
pub(crate) struct Compile {
    /// The component to compile
    component: PathBuf,

    /// Where the compiled code goes
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,

    /// Compile it to count its fuel, as `--fuel` needs
    #[arg(long)]
    fuel: bool,
}

/// Compiles and writes the result.
pub(crate) fn run(compile: &Compile) -> ExitCode {
    let spinner = spinner::Compiling::new(format!("compiling {}", compile.component.display()));
    let engine = Engine::builder().sessions(1).fuel(compile.fuel).no_cache().on_compile(spinner.starter()).build();
    let compiled = engine.and_then(|engine| engine.compile(&compile.component));
    drop(spinner);
    let written = compiled.map_err(|error| error.to_string()).and_then(|code| {
        // A process may have the code that was there mapped into its memory: that file must not change.
        whole_file::write(&compile.out, &code)
            .map_err(|error| format!("can't write `{}`: {error}", compile.out.display()))
    });
    match written {
        Ok(()) => Status::Done.into(),
        Err(sentence) => {
            eprintln!("error: {sentence}");
            Status::Unusable.into()
        }
    }
}
