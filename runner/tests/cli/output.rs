//! What goes where, and what is cut.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use crate::{Done, python, run};

#[test]
fn the_streams_stay_apart() {
    let done = run(python(&["import sys; print('out'); print('err', file=sys.stderr)", "1"]));
    let expected = Done { status: Some(0), stdout: "out\nresult: 1\n".to_owned(), stderr: "err\n".to_owned() };
    assert_eq!(done, expected);
}

#[test]
fn the_result_starts_on_a_line_of_its_own() {
    let done = run(python(&["print('no newline', end='')", "1"]));
    assert_eq!(done.stdout, "no newline\nresult: 1\n");
}

#[test]
fn output_without_end_is_cut_and_that_is_told() {
    let done = run(python(&["--timeout", "1s", "while True: print('x' * 99)", "1"]));
    assert_eq!(done.status, Some(124));
    assert_eq!(done.stdout.len(), (1 << 20) + 1, "the limit cuts within a line, which is then ended");
    let note = "note: the guest's standard output was cut after 1.0 MiB; see --output-limit\n";
    assert_eq!(done.stderr, format!("{note}timeout!\n"));
}

#[test]
fn output_within_its_limit_is_whole() {
    let done = run(python(&["--output-limit", "200", "print('x' * 199)", "1"]));
    assert_eq!((done.stdout.len(), done.stderr.as_str()), (200 + "result: 1\n".len(), ""));
}

#[test]
fn output_is_shown_as_it_is_written() {
    let mut command = python(&["--timeout", "60s", "print('now')\nwhile True: pass", "1"]);
    let mut child = command.stdout(Stdio::piped()).spawn().expect("the binary");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
    assert_eq!(line, "now\n");
    assert!(child.try_wait().expect("a child").is_none(), "the guest still runs");
    child.kill().expect("it runs");
    child.wait().expect("it was killed");
}

#[test]
fn a_reader_that_leaves_ends_the_run() {
    let mut command = python(&["--timeout", "60s", "while True: print('x' * 1000)", "1"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary");
    let mut stdout = child.stdout.take().expect("a pipe");
    stdout.read_exact(&mut [0; 10]).expect("some output");
    drop(stdout);
    let done: Done = child.wait_with_output().expect("it ends").into();
    assert_eq!(done.status, Some(1), "{done:?}");
    assert!(!done.stderr.contains("panicked"), "{done:?}");
}
