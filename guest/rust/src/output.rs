//! The standard streams: each line is written out at once.

use rhai::Position;
use wasip2::cli::{stderr::get_stderr, stdout::get_stdout};
use wasip2::io::streams::OutputStream;

/// The most that WASI takes in one call that waits.
const MAX_WRITE: usize = 4096;

/// Writes a line to standard output.
pub(crate) fn print(text: &str) {
    write_line(&get_stdout(), text);
}

/// Writes a value for debugging to standard error, with the place in the code.
pub(crate) fn debug(text: &str, position: Position) {
    error_line(&if position.is_none() { text.to_owned() } else { format!("{position:?} | {text}") });
}

/// Writes a line to standard error.
pub(crate) fn error_line(text: &str) {
    write_line(&get_stderr(), text);
}

fn write_line(stream: &OutputStream, text: &str) {
    for chunk in format!("{text}\n").as_bytes().chunks(MAX_WRITE) {
        // A stream that is closed is the host's decision: what is written to it is lost.
        if stream.blocking_write_and_flush(chunk).is_err() {
            return;
        }
    }
}
