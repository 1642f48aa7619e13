//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand};

use crate::check::Check;
use crate::compile::Compile;
use crate::inspect::Inspect;

/// Runs untrusted code inside a WebAssembly component, under limits.
///
/// Every CODE but the last is executed as statements; the last is evaluated as an expression and its value printed as
/// JSON. All share one namespace. The code reaches none of the host's files, no network and no environment.
#[derive(Debug, Parser)]
#[command(name = "component-sandbox", version, after_help = AFTER_HELP, args_conflicts_with_subcommands = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) run: Option<Args>,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What there is to do beside running code. A component of such a name is run as `./inspect`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(Check),
    Compile(Compile),
    Inspect(Inspect),
}

/// What to run, and how.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "independent of one another, as the options are")]
pub(crate) struct Args {
    /// The component to run: any that exports the world `sandbox`
    pub(crate) component: PathBuf,

    /// Statements to execute, in order, then one expression to evaluate; `-` reads one of them from standard input
    #[arg(value_name = "CODE", required_unless_present_any = ["script", "repl"], allow_negative_numbers = true)]
    pub(crate) code: Vec<String>,

    /// Execute a file before the CODE, which may then be left out (can be repeated)
    #[arg(short = 'f', long, value_name = "FILE")]
    pub(crate) script: Vec<PathBuf>,

    /// Execute a file of your own at the start, before the files and the code that aren't trusted are there
    #[arg(long, value_name = "FILE")]
    pub(crate) prelude: Option<PathBuf>,

    /// Run what is typed, or piped in, line by line after the CODE, which may then be left out
    #[arg(long, conflicts_with_all = ["json", "stdin"])]
    pub(crate) repl: bool,

    /// The time that all of the code may take, for example 500ms or 2m; with --repl, each input
    #[arg(long, value_name = "DURATION", default_value = "5s", value_parser = duration)]
    pub(crate) timeout: Duration,

    /// The memory that the guest may use [default: 64MiB; 128MiB for a guest with NumPy]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) memory: Option<usize>,

    /// The fuel that the code may use, about one unit for an instruction of WebAssembly; unlike time it is the same in
    /// every run, but counting it makes the code slower [default: not limited]
    #[arg(long, value_name = "UNITS")]
    pub(crate) fuel: Option<u64>,

    /// How much of the guest's standard output, and of its standard error, is shown; with --repl, for each input
    #[arg(long, value_name = "SIZE", default_value = "1MiB", value_parser = size)]
    pub(crate) output_limit: usize,

    /// Set an environment variable for the guest (can be repeated)
    #[arg(long, value_name = "NAME=VALUE", value_parser = variable)]
    pub(crate) env: Vec<(String, String)>,

    /// Put a file or a directory into the guest's own filesystem before the code runs (can be repeated)
    #[arg(long, value_name = "GUEST=LOCAL", value_parser = pair)]
    pub(crate) file: Vec<Pair>,

    /// Copy a file or a directory out of the guest's own filesystem after the code ran (can be repeated)
    #[arg(long, value_name = "GUEST=LOCAL", value_parser = pair)]
    pub(crate) out: Vec<Pair>,

    /// Let the guest read this command's standard input
    #[arg(long)]
    pub(crate) stdin: bool,

    /// Print one JSON object with the result, the error and all output, in place of lines
    #[arg(long)]
    pub(crate) json: bool,

    /// COMPONENT is what `component-sandbox compile` made of one: machine code, which can do whatever you can, so name only
    /// a file that you made yourself
    #[arg(long, conflicts_with = "cache")]
    pub(crate) compiled: bool,

    /// Where compiled components are kept [default: component-sandbox in the user's cache directory]
    #[arg(long, value_name = "DIR")]
    pub(crate) cache: Option<PathBuf>,
}

/// A path of the guest and one of this machine, as `--file` and `--out` take them.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) guest: String,
    pub(crate) local: PathBuf,
}

const AFTER_HELP: &str = "\
Exit status:
    0  done                       124  the time limit struck
    1  the code raised an error   125  another limit or a trap ended the guest
    2  wrong usage                126  the component can't be used

Examples:
  component-sandbox dist/sandbox-virt.wasm '2 + 2'
  component-sandbox dist/sandbox-virt.wasm 'def f(x): return x * 2' 'f(21)'
  component-sandbox --repl dist/sandbox-virt.wasm
  component-sandbox dist/sandbox-virt.wasm -f script.py --timeout 30s --memory 256MiB
  echo 'sum(range(10))' | component-sandbox dist/sandbox-virt.wasm -";

pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    const EXPECTED: &str = "expected a number with a unit such as 500ms, 5s or 2m";
    let duration = humantime::parse_duration(text).map_err(|_| EXPECTED)?;
    if duration.is_zero() { Err(format!("{EXPECTED}, more than nothing")) } else { Ok(duration) }
}

pub(crate) fn size(text: &str) -> Result<usize, String> {
    /// What a 32-bit guest can address.
    const LARGEST: u64 = 4 << 30;
    let size: bytesize::ByteSize =
        text.parse().map_err(|_| "expected a number of bytes, or one with a unit such as 512KiB, 64MiB or 1GiB")?;
    if size.as_u64() > LARGEST {
        return Err("expected 4GiB at most".to_owned());
    }
    usize::try_from(size.as_u64()).map_err(|error| error.to_string())
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected NAME=VALUE".to_owned()),
    }
}

fn pair(text: &str) -> Result<Pair, String> {
    match text.split_once('=') {
        Some((guest, local)) if guest.starts_with('/') && !local.is_empty() => {
            Ok(Pair { guest: guest.to_owned(), local: local.into() })
        }
        _ => Err("expected GUEST=LOCAL, where GUEST is an absolute path in the guest such as /tmp/data.csv".to_owned()),
    }
}
