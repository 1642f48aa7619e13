//! Where code and input come from.

use std::fs;

use crate::{Done, python, result, run, run_with_input};

#[test]
fn code_from_standard_input() {
    assert_eq!(run_with_input(python(&["-"]), b"2 + 2\n"), result("4"));
    assert_eq!(run_with_input(python(&["-", "f(3)"]), b"def f(x):\n    return x * x\n"), result("9"));
    assert_eq!(run_with_input(python(&["x = 5", "-"]), b"x + 1"), result("6"));
}

#[test]
fn code_from_files() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let file = |name: &str, code: &str| {
        let path = directory.path().join(name);
        fs::write(&path, code).expect("a temporary file");
        path.to_str().expect("a path in UTF-8").to_owned()
    };
    let first = file("first.py", "x = 1\n");
    let second = file("second.py", "x += 1\nif __name__ == '__main__':\n    print('main')\n");
    let done = run(python(&["-f", &first, "--script", &second, "x += 40", "x"]));
    assert_eq!(done, Done { stdout: "main\nresult: 42\n".to_owned(), ..result("") });
    let done = run(python(&["-f", &first, "-f", &second]));
    assert_eq!(done, Done { stdout: "main\n".to_owned(), ..result("") }, "no expression, no result");
}

#[test]
fn scripts_as_editors_elsewhere_save_them() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let path = folder.path().join("windows.py");
    fs::write(&path, "\u{feff}x = 1\r\nif x:\r\n    y = 2\r\n").expect("a temporary file");
    assert_eq!(run(python(&["-f", path.to_str().expect("a path in UTF-8"), "x + y"])), result("3"));
}

#[test]
fn a_script_that_isnt_text() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("latin.py");
    fs::write(&path, b"print('\xe9')").expect("a temporary file");
    let done = run(python(&["-f", path.to_str().expect("a path in UTF-8")]));
    assert_eq!(done.status, Some(2));
    assert!(done.stderr.contains("latin.py` isn't UTF-8 text"), "{done:?}");
    let done = run_with_input(python(&["-"]), b"'\xe9'");
    assert_eq!(done.status, Some(2));
    assert!(done.stderr.contains("the code on standard input isn't UTF-8 text"), "{done:?}");
}

#[test]
fn the_guest_reads_standard_input_only_with_the_option() {
    let arguments = ["import sys", "sys.stdin.read()"];
    assert_eq!(run_with_input(python(&arguments), b""), result("\"\""));
    let with = [&["--stdin"], &arguments[..]].concat();
    assert_eq!(run_with_input(python(&with), b"hello\n"), result("\"hello\\n\""));
}

#[test]
fn a_guest_that_waits_for_input_ends_with_the_time_limit() {
    let mut command = python(&["--stdin", "--timeout", "300ms", "input()"]);
    // The other end stays open and silent.
    let mut child =
        command.stdin(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().expect("the binary");
    let pipe = child.stdin.take();
    let done: Done = child.wait_with_output().expect("it ends").into();
    drop(pipe);
    assert_eq!((done.status, done.stderr.as_str()), (Some(124), "timeout!\n"));
}

#[test]
fn the_environment_is_what_the_options_say() {
    let mut command = python(&["--env", "A=1", "--env", "B=x=y", "import os", "dict(os.environ)"]);
    command.env("SECRET", "host's");
    assert_eq!(run(command), result(r#"{"A": "1", "B": "x=y"}"#));
}

#[test]
fn a_negative_number_is_an_expression() {
    assert_eq!(run(python(&["-5"])), result("-5"));
}

#[test]
fn a_prelude() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("prelude.py");
    let prelude = |code: &str| {
        fs::write(&path, code).expect("a temporary file");
        python(&["--prelude", path.to_str().expect("a path in UTF-8"), "double(21)"])
    };
    assert_eq!(run(prelude("def double(x): return x * 2")), result("42"));
    let done = run(prelude("x = 1\nx / 0"));
    assert_eq!((done.status, done.stdout.as_str()), (Some(1), ""));
    let expected =
        "ZeroDivisionError: division by zero\nerror: the prelude failed: ZeroDivisionError: division by zero\n";
    assert!(done.stderr.ends_with(expected), "{}", done.stderr);
    let output = prelude("1 / 0").arg("--json").output().expect("the binary");
    let object: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    assert_eq!((&object["error"]["step"], &object["error"]["kind"]), (&"start".into(), &"prelude".into()));
    assert!(object["stderr"].as_str().expect("text").starts_with("Traceback"), "{object}");

    let done = run(python(&["--prelude", "/nowhere/prelude.py", "1"]));
    assert_eq!(done.status, Some(2));
    assert!(done.stderr.starts_with("error: can't read the script `/nowhere/prelude.py`: "), "{}", done.stderr);
}

#[test]
fn fuel() {
    assert_eq!(run(python(&["--fuel", "1000000000", "2 + 2"])), result("4"));
    let done = run(python(&["--fuel", "30000000", "while True: pass", "1"]));
    assert_eq!(
        (done.status, done.stderr.as_str()),
        (Some(125), "exec error: the fuel limit of 30000000 was used up\n")
    );
}
