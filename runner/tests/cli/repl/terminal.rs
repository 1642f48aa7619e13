//! `--repl` on a terminal: editing, history, Ctrl-C and Ctrl-D.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::{Done, dist};

const CTRL_C: &str = "\x03";
const CTRL_D: &str = "\x04";
const UP: &str = "\x1b[A";

/// Types each second text when the first has appeared, and returns what was on the screen in the end.
fn type_in(state: &Path, dialogue: &[(&str, &str)]) -> Done {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/repl/terminal.py");
    Command::new("python3")
        .arg(script)
        .arg(serde_json::to_string(dialogue).expect("texts"))
        .args([env!("CARGO_BIN_EXE_component-sandbox"), "--repl"])
        .arg(dist("sandbox-virt.wasm"))
        .env("XDG_STATE_HOME", state)
        .env("TERM", "xterm")
        .output()
        .expect("a Python, for a terminal")
        .into()
}

#[test]
fn lines_are_edited_and_remembered() {
    let state = tempfile::tempdir().expect("a temporary directory");
    let done = type_in(
        state.path(),
        &[
            (">>> ", "40 + 3\x7f2\r"),
            ("\n42\r\n", ""),
            (">>> ", "if 1:\r"),
            ("... ", "\t'in' + 'dented'\r"),
            ("... ", "\r"),
            ("\n'indented'\r\n", ""),
            (">>> ", CTRL_D),
        ],
    );
    assert_eq!(done.status, Some(0), "{done:?}");

    let history = state.path().join("component-sandbox/history");
    let mode = fs::metadata(&history).expect("the history").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // Past the indented line and the `if`.
    let up = format!("{UP}{UP}{UP} * 10\r");
    let done = type_in(state.path(), &[(">>> ", &up), ("\n60\r\n", ""), (">>> ", CTRL_D)]);
    assert_eq!(done.status, Some(0), "40 + 2 * 10: {done:?}");
}

#[test]
fn text_that_is_pasted_runs_as_one_input() {
    let state = tempfile::tempdir().expect("a temporary directory");
    let pasted = "\x1b[200~def f():\n    x = 6\n\n    return x * 7\n\nf()\x1b[201~\r";
    let done = type_in(state.path(), &[(">>> ", pasted), ("\n42\r\n", ""), (">>> ", CTRL_D)]);
    assert_eq!(done.status, Some(0), "{done:?}");
}

#[test]
fn ctrl_c_at_the_prompt_clears_the_input() {
    let state = tempfile::tempdir().expect("a temporary directory");
    let done = type_in(
        state.path(),
        &[
            (">>> ", "x = 41\r"),
            (">>> ", "if 1:\r"),
            ("... ", "    1 / 0\r"),
            ("... ", "    half a line"),
            ("half a line", CTRL_C),
            (">>> ", "x + 1\r"),
            ("\n42\r\n", ""),
            (">>> ", CTRL_D),
        ],
    );
    assert_eq!(done.status, Some(0), "{done:?}");
    assert!(!done.stdout.contains("ZeroDivisionError"), "{done:?}");
}

#[test]
fn ctrl_c_ends_a_call_and_the_session_with_it() {
    let state = tempfile::tempdir().expect("a temporary directory");
    for forever in ["while True: pass", "import time; time.sleep(60)"] {
        let code = format!("x = 1; print('run' + 'ning'); exec({forever:?})\r");
        let dialogue = [
            (">>> ", code.as_str()),
            ("\nrunning\r\n", CTRL_C),
            ("interrupted!\r\nnote: this ended the session, and its names are lost; a fresh one follows\r\n", ""),
            (">>> ", "x\r"),
            ("NameError: name 'x' is not defined\r\n", ""),
            (">>> ", CTRL_D),
        ];
        let done = type_in(state.path(), &dialogue);
        assert_eq!(done.status, Some(0), "{done:?}");
    }
}

#[test]
fn the_prompt_has_a_line_of_its_own() {
    let state = tempfile::tempdir().expect("a temporary directory");
    let dialogue = [(">>> ", "print('un' + 'finished', end='')\r"), ("\nunfinished\r\n", ""), (">>> ", CTRL_D)];
    let done = type_in(state.path(), &dialogue);
    assert_eq!(done.status, Some(0), "{done:?}");
}

#[test]
fn without_a_place_for_it_there_is_no_history_between_runs() {
    let dialogue =
        [(">>> ", "40 + 2\r"), ("\n42\r\n", ""), (">>> ", &format!("{UP}\r")), ("\n42\r\n", ""), (">>> ", CTRL_D)];
    let done = type_in(Path::new("/dev/null"), &dialogue);
    assert_eq!(done.status, Some(0), "{done:?}");
}
