//! `--file` and `--out`: files into the guest's own filesystem, and out of it.

use std::fs;

use crate::{command, dist, python, run};

/// The command on the wrapped Python guest, in this folder.
fn wrapped(folder: &std::path::Path, arguments: &[&str]) -> std::process::Command {
    let guest = dist("sandbox-virt.wasm");
    let mut command = command(&[&[guest.to_str().expect("a path in UTF-8")], arguments].concat());
    command.current_dir(folder);
    command
}

#[test]
fn files_go_in_and_come_out() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    fs::write(folder.path().join("in.csv"), "1,2\n3,4\n").expect("a temporary file");
    let code =
        "import csv, json\nrows = list(csv.reader(open('/tmp/in.csv')))\njson.dump(rows, open('/tmp/out.json', 'w'))";
    let arguments = ["--file", "/tmp/in.csv=in.csv", "--out", "/tmp/out.json=out.json", code, "len(rows)"];
    let done = run(wrapped(folder.path(), &arguments));
    assert_eq!((done.status, done.stdout.as_str()), (Some(0), "result: 2\n"), "{done:?}");
    let out = fs::read_to_string(folder.path().join("out.json")).expect("it came out");
    assert_eq!(out, r#"[["1", "2"], ["3", "4"]]"#);
    let permissions = |name: &str| fs::metadata(folder.path().join(name)).expect("it is there").permissions();
    assert_eq!(permissions("out.json"), permissions("in.csv"), "as of any file that the user makes");
}

#[test]
fn directories_go_in_and_come_out() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    fs::create_dir_all(folder.path().join("in/sub")).expect("a temporary directory");
    fs::write(folder.path().join("in/a"), "a").expect("a temporary file");
    fs::write(folder.path().join("in/sub/b"), "b").expect("a temporary file");
    let code = "import os, shutil\nshutil.copytree('/tmp/in', '/tmp/out')\nos.symlink('/etc', '/tmp/out/link')";
    let done = run(wrapped(folder.path(), &["--file", "/tmp/in=in", "--out", "/tmp/out=out", code, "1"]));
    assert_eq!(done.status, Some(0), "{done:?}");
    assert_eq!(fs::read_to_string(folder.path().join("out/a")).expect("it came out"), "a");
    assert_eq!(fs::read_to_string(folder.path().join("out/sub/b")).expect("it came out"), "b");
    assert!(!folder.path().join("out/link").exists(), "links stay inside");
}

#[test]
fn what_was_written_comes_out_also_where_the_code_raised() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let code = "open('/tmp/log', 'w').write('so far')\n1 / 0";
    let done = run(wrapped(folder.path(), &["--out", "/tmp/log=log", code, "1"]));
    assert_eq!(done.status, Some(1), "{done:?}");
    assert_eq!(fs::read_to_string(folder.path().join("log")).expect("it came out"), "so far");
}

#[test]
fn what_cant_be_is_told() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let missing = run(wrapped(folder.path(), &["--file", "/tmp/x=missing", "1"]));
    assert_eq!(missing.status, Some(2));
    assert!(missing.stderr.starts_with("error: can't read the file `missing`: "), "{missing:?}");

    let relative = run(wrapped(folder.path(), &["--file", "x=y", "1"]));
    assert_eq!(relative.status, Some(2));
    assert!(relative.stderr.contains("expected GUEST=LOCAL, where GUEST is an absolute path"), "{relative:?}");

    let nothing = run(wrapped(folder.path(), &["--out", "/tmp/nothing=out", "1"]));
    assert_eq!(nothing.status, Some(1));
    assert!(nothing.stderr.starts_with("out error: ") && nothing.stderr.contains("/tmp/nothing"), "{nothing:?}");
    assert!(!folder.path().join("out").exists());

    fs::write(folder.path().join("f"), "x").expect("a temporary file");
    let mut unwrapped = python(&["--file", "/tmp/f=f", "1"]);
    unwrapped.current_dir(folder.path());
    let unwrapped = run(unwrapped);
    assert_eq!(unwrapped.status, Some(126));
    assert_eq!(unwrapped.stderr, "file error: the component has no files of its own; wrap it with `wasi-virt`\n");
}
