//! The command line, where a transcript doesn't reach: standard input, JSON, files made for a test, limits of the system.

mod bad_component;
mod compile;
mod files;
mod input;
mod inspect;
mod json;
mod output;
mod repl;
mod system;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A component that `./build.sh` makes.
fn dist(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist").join(name);
    assert!(path.exists(), "dist/{name} is missing; run ./build.sh");
    path
}

/// The Python guest.
fn guest() -> PathBuf {
    dist("sandbox.wasm")
}

/// The command with these arguments.
fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_component-sandbox"));
    command.args(arguments).stdin(Stdio::null());
    command
}

/// The command on the Python guest.
fn python(arguments: &[&str]) -> Command {
    let guest = guest();
    command(&[&[guest.to_str().expect("a path in UTF-8")], arguments].concat())
}

/// What a command did.
#[derive(Debug, PartialEq)]
struct Done {
    status: Option<i32>,
    stdout: String,
    stderr: String,
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("output in UTF-8");
        Self { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

/// Runs a command to its end.
fn run(mut command: Command) -> Done {
    command.output().expect("the binary").into()
}

/// Runs a command that reads this from its standard input.
fn run_with_input(mut command: Command, input: &[u8]) -> Done {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary");
    child.stdin.take().expect("a pipe").write_all(input).expect("it reads");
    child.wait_with_output().expect("it ends").into()
}

/// What a run that prints a result and nothing else does.
fn result(value: &str) -> Done {
    Done { status: Some(0), stdout: format!("result: {value}\n"), stderr: String::new() }
}
