//! Processes of their own, each this test program again: for what would spoil the process for other tests, or what they
//! would spoil.

use std::process::{Child, Command, Output, Stdio};

/// The environment variable by which a child is told something.
pub const VARIABLE: &str = "TESTING_CHILD";

/// What the parent tells its child, where this process is one.
#[must_use]
pub fn told() -> Option<String> {
    std::env::var(VARIABLE).ok()
}

/// The test of this name in a process of its own, which is told this.
///
/// # Panics
///
/// Where the system doesn't say which program this is.
#[must_use]
pub fn command(test: &str, tell: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", test, "--nocapture", "--test-threads", "1"]).env(VARIABLE, tell);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs it to its end, which must be a good one.
///
/// # Panics
///
/// Where it isn't.
pub fn run(test: &str, tell: &str) {
    check(&command(test, tell).output().expect("it runs again"));
}

/// Starts it.
///
/// # Panics
///
/// Where the system has no process to give.
#[must_use]
pub fn start(test: &str, tell: &str) -> Child {
    command(test, tell).spawn().expect("it runs again")
}

/// Asserts that it came to a good end.
///
/// # Panics
///
/// Where it didn't.
pub fn check(output: &Output) {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}\n{out}\n{err}", output.status);
    // A name that no test has would be a good end, too.
    assert!(out.contains("1 passed"), "{out}");
}
