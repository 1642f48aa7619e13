//! The command line.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output};

use component_fuse::Fuse;

use crate::{component, dist, fuse, fused_python, python};

fn run(directory: &tempfile::TempDir, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fuse"));
    command.current_dir(directory.path()).args(arguments).output().expect("the binary")
}

fn directory() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary directory")
}

#[test]
fn it_fuses_as_the_library_does_and_says_what_it_did() {
    let directory = directory();
    let guest = dist("sandbox.wasm");
    let guest = guest.to_str().expect("a path of text");
    let output = run(&directory, &[guest, "-o", "out.wasm"]);
    assert!(output.status.success() && output.stdout.is_empty(), "{output:?}");
    assert!(fs::read(directory.path().join("out.wasm")).expect("the result") == fused_python());
    let report = fuse(python());
    let expected = format!(
        "fused {} core modules into 1: {} of {} functions, {} bytes before, {} after\n",
        report.modules,
        report.kept,
        report.functions,
        python().len(),
        report.component.len()
    );
    assert_eq!(String::from_utf8(output.stderr).expect("text"), expected);

    assert!(run(&directory, &[guest, "-o", "out.wasm", "--no-names"]).status.success());
    let short = fs::read(directory.path().join("out.wasm")).expect("the result");
    assert!(short == Fuse::new().names(false).fuse(python()).expect("it can be fused"));
    assert!(short.len() < fused_python().len());
}

#[test]
fn it_takes_pages_from_a_file() {
    let directory = directory();
    let guest = dist("sandbox.wasm");
    fs::write(directory.path().join("pages.txt"), "260\n261\n").expect("a new file");
    let arguments = [guest.to_str().expect("a path of text"), "-o", "out.wasm", "--dirty", "pages.txt"];
    let output = run(&directory, &arguments);
    assert!(output.status.success(), "{output:?}");
    let expected = Fuse::new().dirty([260, 261]).fuse(python()).expect("it can be fused");
    assert!(fs::read(directory.path().join("out.wasm")).expect("the result") == expected);
}

#[test]
fn it_takes_calls_from_a_file_or_counts_them() {
    let directory = directory();
    let guest = dist("sandbox.wasm");
    let guest = guest.to_str().expect("a path of text");
    let out = || fs::read(directory.path().join("out.wasm")).expect("the result");
    let likely = dist("sandbox-fused.likely");
    let likely = likely.to_str().expect("a path of text");
    assert!(run(&directory, &[guest, "-o", "out.wasm", "--likely", likely]).status.success());
    let calls = fs::read_to_string(likely).expect("the build's list");
    let number = |text: &str| text.parse().expect("a number");
    let calls = calls.lines().map(|line| line.split_once(' ').expect("two")).map(|(a, b)| (number(a), number(b)));
    assert!(out() == Fuse::new().likely(calls).fuse(python()).expect("it can be fused"));

    assert!(run(&directory, &[guest, "-o", "out.wasm", "--count-calls"]).status.success());
    assert!(out() == Fuse::new().count_calls().fuse(python()).expect("it can be fused"));
}

#[test]
fn it_says_when_there_is_nothing_to_fuse() {
    let directory = directory();
    let bytes = component("(component)");
    fs::write(directory.path().join("in.wasm"), &bytes).expect("a new file");
    let output = run(&directory, &["in.wasm", "-o", "out.wasm"]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(
        String::from_utf8(output.stderr).expect("text"),
        "note: there is nothing to fuse, as no two core modules share a memory; the component is as it was\n"
    );
    assert!(fs::read(directory.path().join("out.wasm")).expect("the result") == bytes);
}

#[test]
fn an_optimiser_that_fails_is_told_from_a_component_that_does() {
    let directory = directory();
    let guest = dist("sandbox.wasm");
    let guest = guest.to_str().expect("a path of text");
    // Its last argument is the output's path.
    fs::write(directory.path().join("writes-text"), "#!/bin/sh\nshift $(($# - 1))\necho text > \"$1\"\n")
        .expect("a new file");
    fs::write(directory.path().join("fails"), "#!/bin/sh\necho first >&2\necho last >&2\nexit 3\n")
        .expect("a new file");
    for (tool, expected) in [
        ("./missing", "No such file or directory (os error 2)"),
        ("./fails", "it ends with exit status: 3, last"),
        ("true", "its output can't be read: No such file or directory (os error 2)"),
        ("./writes-text", "what it makes isn't valid, "),
    ] {
        if tool.starts_with("./") && tool != "./missing" {
            fs::set_permissions(directory.path().join(tool), fs::Permissions::from_mode(0o755)).expect("it is there");
        }
        let output = run(&directory, &[guest, "-o", "out.wasm", "--wasm-opt", tool]);
        let text = String::from_utf8(output.stderr).expect("text");
        let start = format!(
            "error: can't fuse `{guest}`: it can't be optimised by `{tool}`, expected to be Binaryen's wasm-opt: {expected}"
        );
        assert!(text.starts_with(&start), "{text}");
        assert_eq!((output.status.code(), text.lines().count()), (Some(1), 1), "{text}");
        assert!(!directory.path().join("out.wasm").exists(), "nothing is written");
    }
}

#[test]
fn a_failure_is_one_sentence_and_leaves_an_earlier_output() {
    let directory = directory();
    let file = |name: &str| directory.path().join(name);
    fs::write(file("module.wasm"), component("(module)")).expect("a new file");
    fs::write(file("good.wasm"), component("(component)")).expect("a new file");
    fs::write(file("out.wasm"), "earlier").expect("a new file");
    fs::write(file("pages.txt"), "1\n0x2\n").expect("a new file");
    fs::create_dir(file("folder")).expect("a new directory");
    for (component, out, expected) in [
        ("missing.wasm", "out.wasm", "can't read `missing.wasm`: "),
        ("module.wasm", "out.wasm", "can't fuse `module.wasm`: it is a core WebAssembly module, not a component, "),
        ("good.wasm", "folder", "can't write `folder`: "),
        ("good.wasm", "missing/out.wasm", "can't write `missing/out.wasm`: No such file"),
        ("good.wasm --dirty missing.txt", "out.wasm", "can't read `missing.txt`: No such file"),
        ("good.wasm --dirty pages.txt", "out.wasm", "line 2 of `pages.txt` isn't the number of a page: \"0x2\""),
        (
            "good.wasm --likely pages.txt",
            "out.wasm",
            "line 1 of `pages.txt` isn't the numbers of a call and of an entry: \"1\"",
        ),
    ] {
        let arguments: Vec<_> = component.split(' ').chain(["-o", out]).collect();
        let output = run(&directory, &arguments);
        let text = String::from_utf8(output.stderr).expect("text");
        assert!(text.starts_with(&format!("error: {expected}")), "{text}");
        assert_eq!((output.status.code(), text.lines().count()), (Some(1), 1), "{text}");
        assert_eq!(fs::read(file("out.wasm")).expect("it is there"), b"earlier");
        assert_eq!(fs::read_dir(directory.path()).expect("it is there").count(), 5, "nothing is left over");
    }
}
