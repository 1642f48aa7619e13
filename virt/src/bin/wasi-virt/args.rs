//! The command line.

use std::path::PathBuf;

use clap::{Args as Group, Parser, ValueEnum};

/// Wraps a WebAssembly component so that it carries its own files and needs little or nothing of the host's.
///
/// Everything of the host's is denied unless an option allows it. The result is a component with the same exports.
#[derive(Debug, Parser)]
#[command(name = "wasi-virt", version, after_help = AFTER_HELP)]
pub(crate) struct Args {
    /// The component to wrap
    pub(crate) component: PathBuf,

    /// Where the result goes
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: PathBuf,

    /// Read options from a TOML file; those given here win over it
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) allow: Allow,

    /// Let the guest see all of the host's environment variables, or those named
    #[arg(long, value_name = "NAME,...", num_args = 0..=1, require_equals = true, value_delimiter = ',')]
    pub(crate) allow_env: Option<Vec<String>>,

    /// Set an environment variable (can be repeated)
    #[arg(short, long, value_name = "NAME=VALUE", value_parser = pair)]
    pub(crate) env: Vec<(String, String)>,

    /// Embed a local file or directory, read-only (can be repeated)
    #[arg(long, value_name = "GUEST=LOCAL", value_parser = pair)]
    pub(crate) mount: Vec<(String, String)>,

    /// Embed a local file or directory that the guest may change, in each instance anew (can be repeated)
    #[arg(long, value_name = "GUEST=LOCAL", value_parser = pair)]
    pub(crate) mount_rw: Vec<(String, String)>,

    /// Give the guest a directory that its host preopens as HOST (can be repeated)
    #[arg(long, value_name = "GUEST=HOST", value_parser = pair)]
    pub(crate) preopen: Vec<(String, String)>,

    #[command(flatten)]
    pub(crate) streams: Streams,

    /// The bytes that the files which the guest writes may hold [default: 16MiB]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) quota: Option<u64>,

    /// How many files, directories and links the guest may make [default: 10000]
    #[arg(long, value_name = "N")]
    pub(crate) files: Option<u32>,

    /// The working directory that WASI reports [default: /tmp]
    #[arg(long, value_name = "GUEST")]
    pub(crate) cwd: Option<String>,

    /// Make sure that the result needs nothing of the host's WASI; warns of what it needs apart from WASI
    #[arg(long)]
    pub(crate) sealed: bool,

    /// Don't export `local:sandbox/files`, by which the host reads and writes the guest's files
    #[arg(long)]
    pub(crate) no_files: bool,

    /// Print what was done to standard error
    #[arg(long)]
    pub(crate) debug: bool,
}

/// What of the host's is allowed.
#[derive(Debug, Group)]
pub(crate) struct Allow {
    /// Allow all of these, and the environment
    #[arg(id = "allow_all", long = "allow-all", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) all: Option<bool>,

    /// Allow the host's clocks
    #[arg(long = "allow-clocks", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) clocks: Option<bool>,

    /// Allow the guest to exit
    #[arg(long = "allow-exit", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) exit: Option<bool>,

    /// Allow all directories that the host preopens, under its names for them
    #[arg(long = "allow-fs", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) fs: Option<bool>,

    /// Allow requests by the host's HTTP client; timeouts need its clocks as well
    #[arg(long = "allow-http", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) http: Option<bool>,

    /// Allow the host's random numbers
    #[arg(long = "allow-random", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) random: Option<bool>,

    /// Allow the host's sockets; timeouts need its clocks as well
    #[arg(long = "allow-sockets", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) sockets: Option<bool>,

    /// Allow the host's standard streams
    #[arg(long = "allow-stdio", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) stdio: Option<bool>,
}

/// What the standard streams are connected to.
#[derive(Debug, Group)]
pub(crate) struct Streams {
    /// All three standard streams: the host's, nothing, or an error
    #[arg(id = "all_streams", long = "stdio", value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "allow")]
    pub(crate) all: Option<Stream>,

    /// Standard input
    #[arg(long, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "allow")]
    pub(crate) stdin: Option<Stream>,

    /// Standard output
    #[arg(long, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "allow")]
    pub(crate) stdout: Option<Stream>,

    /// Standard error
    #[arg(long, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "allow")]
    pub(crate) stderr: Option<Stream>,
}

/// How a standard stream is connected.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Stream {
    /// To the host's
    Allow,
    /// To nothing: reads end at once, writes vanish
    Ignore,
    /// Not at all: reads and writes fail
    Deny,
}

const AFTER_HELP: &str = "\
Examples:
  wasi-virt guest.wasm -o virt.wasm --mount /data=./data
  wasi-virt guest.wasm -o virt.wasm --stdio=allow --allow-clocks --allow-random --quota 64MiB
  wasi-virt guest.wasm -o virt.wasm --config virt.toml --debug";

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected two parts with `=` between them".to_owned()),
    }
}

fn size(text: &str) -> Result<u64, String> {
    let size: bytesize::ByteSize =
        text.parse().map_err(|_| "expected a number of bytes, or one with a unit such as 512KiB, 64MiB or 1GiB")?;
    Ok(size.as_u64())
}
