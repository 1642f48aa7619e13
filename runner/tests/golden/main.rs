//! Runs the commands that are written down in `transcripts/` and in the README, as a user types them, and compares
//! what they print.
//!
//! A transcript is a Markdown file with `console` blocks: `$ ` starts a command, `> ` goes on with it, what follows is
//! what it prints on standard output and standard error, and `[exit status N]` ends it where N isn't 0.
//! `BLESS=1 cargo test -p runner --test golden` writes down what the commands print now.
//!
//! Commands that run the guest with NumPy are tests of their own, which `just test-numpy` runs: it builds that guest.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What the commands name that run the guest with NumPy.
const NUMPY: &str = "dist/sandbox-numpy-virt.wasm";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn seed() {
    check("runner/tests/golden/transcripts/seed.md");
}

#[test]
fn errors() {
    check("runner/tests/golden/transcripts/errors.md");
}

#[test]
fn time() {
    check("runner/tests/golden/transcripts/time.md");
}

#[test]
fn files() {
    check("runner/tests/golden/transcripts/files.md");
}

#[test]
fn usage() {
    check("runner/tests/golden/transcripts/usage.md");
}

#[test]
fn javascript() {
    check("runner/tests/golden/transcripts/javascript.md");
}

#[test]
fn rust() {
    // It is there where a compiler for WebAssembly is.
    if root().join("dist/sandbox-rust-virt.wasm").exists() {
        check("runner/tests/golden/transcripts/rust.md");
    }
}

#[test]
fn readme() {
    check("README.md");
}

#[test]
#[ignore = "needs the guest with NumPy; `just test-numpy` builds it and runs this"]
fn numpy() {
    for file in ["README.md", "guest/python/packages/README.md"] {
        check_commands(file, |command| command.contains(NUMPY));
    }
}

/// Wrapping changes nothing of what the code does: the same commands print the same without it.
#[test]
fn the_unwrapped_guest_behaves_the_same() {
    for file in ["seed", "errors", "time"] {
        let wrapped = read(&format!("runner/tests/golden/transcripts/{file}.md"));
        let unwrapped = wrapped.replace("dist/sandbox-virt.wasm", "dist/sandbox.wasm");
        compare(&format!("{file}.md, unwrapped,"), &unwrapped, &replay(&unwrapped, |_| true));
    }
}

fn read(file: &str) -> String {
    assert!(root().join("dist/sandbox-virt.wasm").exists(), "dist/sandbox-virt.wasm is missing; run ./build.sh");
    std::fs::read_to_string(root().join(file)).expect("the transcript")
}

fn check(file: &str) {
    check_commands(file, |command| !command.contains(NUMPY));
}

/// Checks the commands that are chosen.
fn check_commands(file: &str, chosen: impl Fn(&str) -> bool) {
    let expected = read(file);
    let found = replay(&expected, chosen);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(root().join(file), &found).expect("a writable transcript");
    } else {
        compare(file, &expected, &found);
    }
}

fn compare(name: &str, expected: &str, found: &str) {
    if expected != found {
        let difference = expected.lines().zip(found.lines()).find(|(expected, found)| expected != found);
        let (expected, found) = difference.unwrap_or(("as many lines as there are", "more or fewer"));
        panic!("{name} differs\nexpected: {expected}\nfound:    {found}\nBLESS=1 writes down what is printed now");
    }
}

/// Returns the transcript with what its commands print now, those that are chosen.
fn replay(transcript: &str, chosen: impl Fn(&str) -> bool) -> String {
    let mut replayed = String::new();
    let mut lines = transcript.lines().peekable();
    let mut in_console = false;
    while let Some(line) = lines.next() {
        match line.strip_prefix("$ ") {
            Some(first) if in_console => {
                let mut command = first.to_owned();
                writeln!(replayed, "{line}").expect("a string");
                while let Some(more) = lines.next_if(|line| line.starts_with("> ")) {
                    write!(command, "\n{}", &more[2..]).expect("a string");
                    writeln!(replayed, "{more}").expect("a string");
                }
                let of_output = |line: &&str| !line.starts_with("$ ") && *line != "```";
                let mut written: Vec<&str> = std::iter::from_fn(|| lines.next_if(of_output)).collect();
                if chosen(&command) {
                    replayed.push_str(&run(&command));
                } else {
                    // What stands between two commands.
                    written.pop_if(|line| line.is_empty());
                    for line in written {
                        writeln!(replayed, "{line}").expect("a string");
                    }
                }
                if lines.peek() != Some(&"```") {
                    replayed.push('\n');
                }
            }
            _ => {
                in_console = if in_console { line != "```" } else { line == "```console" };
                writeln!(replayed, "{line}").expect("a string");
            }
        }
    }
    replayed
}

/// Runs a command line in the project's folder, in a shell that finds the binary by its name.
fn run(command: &str) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_component-sandbox"));
    let mut path = vec![binary.parent().expect("its folder").to_owned()];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{command}")])
        .current_dir(root())
        .env("PATH", std::env::join_paths(path).expect("folders without colons"))
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    let mut text = String::new();
    for line in String::from_utf8(output.stdout).expect("output in UTF-8").lines() {
        // Some lines of clap's help end in spaces, which editors and git dislike.
        writeln!(text, "{}", line.trim_end()).expect("a string");
    }
    match output.status.code() {
        Some(0) => {}
        Some(status) => writeln!(text, "[exit status {status}]").expect("a string"),
        None => panic!("`{command}` was killed: {}", output.status),
    }
    text
}
