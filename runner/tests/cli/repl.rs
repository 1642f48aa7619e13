//! `--repl` on what is piped in.

mod echo;
#[cfg(unix)]
mod terminal;

use std::fs;

use crate::{Done, command, dist, result, run_with_input};

/// What the prompt does with this input.
fn repl(arguments: &[&str], input: &str) -> Done {
    let wrapped = dist("sandbox-virt.wasm");
    let component = ["--repl", wrapped.to_str().expect("a path in UTF-8")];
    run_with_input(command(&[&component, arguments].concat()), input.as_bytes())
}

/// A run that shows this and nothing else.
fn shows(stdout: &str) -> Done {
    Done { stdout: stdout.to_owned(), ..result("") }
}

#[test]
fn values_are_shown_as_python_shows_them_and_names_stay() {
    let input = "x = 2\nx * 21\n_ + 1\n'text', {1}\nNone\nprint('out')\nfor i in 'ab': i\n\nx; x\n";
    assert_eq!(repl(&[], input), shows("42\n43\n('text', {1})\nout\n'a'\n'b'\n2\n2\n"));
}

#[test]
fn input_goes_on_until_it_is_complete() {
    let block = "def f(a):\n    if a:\n        return a + 1\n\nf(41)\n";
    assert_eq!(repl(&[], block), shows("42\n"));
    assert_eq!(repl(&[], "[1,\n\n2]\n'''a\nb'''\n1 + \\\n1\n# a comment\n\n3\n"), shows("[1, 2]\n'a\\nb'\n2\n3\n"));
    assert_eq!(repl(&[], "for i in range(2):\n    i"), shows("0\n1\n"), "the end of the input ends a block");
    assert_eq!(repl(&[], "def f():\n    return 42\nf()\n"), shows("42\n"), "and so does what can't belong to it");
    assert_eq!(repl(&[], "\u{feff}1\r\nif True:\r\n    2\r\n\r\n"), shows("1\n2\n"), "lines of other systems");
}

#[test]
fn after_an_error_the_prompt_goes_on() {
    let done = repl(&[], "def f(x): return 1 / x\n\nf(0)\nx = = 1\n(\n)\n(");
    assert_eq!((done.status, done.stdout.as_str()), (Some(0), "()\n"));
    let expected = "Traceback (most recent call last):
  File \"<input 2>\", line 1, in <module>
    f(0)
    ~^^^
  File \"<input 1>\", line 1, in f
    def f(x): return 1 / x
                     ~~^~~
ZeroDivisionError: division by zero
  File \"<input 3>\", line 1
    x = = 1
        ^
SyntaxError: invalid syntax
  File \"<input 4>\", line 1
    (
    ^
SyntaxError: '(' was never closed
";
    assert_eq!(done.stderr, expected);
}

#[test]
fn code_runs_once() {
    let done = repl(&[], "n = 0\ndef f():\n    global n\n    n += 1\n    eval('(')\n\nf()\nn\n");
    assert_eq!(done.stdout, "1\n", "{done:?}");
}

#[test]
fn memory_that_is_used_up_can_be_freed() {
    let done = repl(&[], "y = []\nwhile True: y.append(bytes(1000))\n\ndel y\nlen(bytes(1 << 20))\n");
    assert_eq!((done.status, done.stdout.as_str()), (Some(0), "1048576\n"), "{done:?}");
    assert!(done.stderr.ends_with("\nMemoryError\n") && done.stderr.contains("<input 2>"), "{done:?}");
}

#[test]
fn a_session_that_ends_is_followed_by_a_fresh_one() {
    let lost = "note: this ended the session, and its names are lost; a fresh one follows\n";
    let done = repl(&["--timeout", "300ms"], "x = 1\nwhile True: pass\n\nx\nx = 2\nimport os; os._exit(1)\n1\n");
    assert_eq!((done.status, done.stdout.as_str()), (Some(0), "1\n"), "{done:?}");
    let unknown = "Traceback (most recent call last):
  File \"<input 1>\", line 1, in <module>
    x
NameError: name 'x' is not defined
";
    assert_eq!(done.stderr, format!("timeout!\n{lost}{unknown}error: the guest exited with status 1\n{lost}"));
}

#[test]
fn limits_are_those_of_each_input() {
    let sleep = "import time; time.sleep(0.3)\n".repeat(4);
    assert_eq!(repl(&["--timeout", "1s"], &sleep), shows(""));
    let done = repl(&["--output-limit", "10"], "print('x' * 20)\nprint('y')\n");
    assert_eq!(done.stdout, "xxxxxxxxxxy\n");
    assert_eq!(done.stderr, "note: the guest's standard output was cut after 10 B; see --output-limit\n");
}

#[test]
fn code_on_the_command_line_runs_first() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let path = |name: &str| folder.path().join(name).to_str().expect("a path in UTF-8").to_owned();
    fs::write(path("in"), "from outside").expect("a temporary file");
    fs::write(path("script.py"), "def f(x): return x * 2").expect("a temporary file");
    let (file, out) = (format!("/tmp/in={}", path("in")), format!("/tmp/out={}", path("out")));
    let arguments = ["-f", &path("script.py"), "--file", &file, "--out", &out, "x = f(21)", "1 / 0", "y = 1"];
    let done = repl(&arguments, "x, y, open('/tmp/in').read()\nprint('done', end='', file=open('/tmp/out', 'w'))\n");
    assert_eq!((done.status, done.stdout.as_str()), (Some(0), "(42, 1, 'from outside')\n"), "{done:?}");
    assert!(done.stderr.ends_with("exec error: ZeroDivisionError: division by zero\n"), "{done:?}");
    assert_eq!(fs::read_to_string(path("out")).expect("the file"), "done");
}

#[test]
fn exit_ends_the_prompt_with_its_status() {
    for (input, status, stderr) in [
        ("exit()\n1\n", 0, ""),
        ("quit(3)\n1\n", 3, ""),
        ("raise SystemExit('bye')\n1\n", 1, "bye\n"),
        ("def f():\n    exit(4)\nf()\n1\n", 4, ""),
    ] {
        let expected = Done { status: Some(status), stdout: String::new(), stderr: stderr.to_owned() };
        assert_eq!(repl(&[], input), expected, "{input}");
    }
}

#[test]
fn what_isnt_text_ends_the_prompt() {
    let wrapped = dist("sandbox-virt.wasm");
    let done = run_with_input(command(&["--repl", wrapped.to_str().expect("a path in UTF-8")]), b"1\n\xff\n2\n");
    assert_eq!((done.status, done.stdout.as_str()), (Some(1), "1\n"));
    assert!(done.stderr.starts_with("error: can't read standard input: "), "{done:?}");
}
