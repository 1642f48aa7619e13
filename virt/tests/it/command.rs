//! The command line.

use std::fs;
use std::process::{Command, Output};

use wasi_virt::{Stdio, WasiVirt};

use crate::{python, python_path, wrap};

/// Runs the command in a directory; the guest to wrap is the Python one.
fn run(directory: &tempfile::TempDir, options: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wasi-virt"));
    command.current_dir(directory.path()).env_remove("SOURCE_DATE_EPOCH").arg(python_path()).args(options);
    command.output().expect("the binary")
}

fn directory() -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a temporary directory");
    fs::write(directory.path().join("file"), "content").expect("a new file");
    directory
}

/// Wraps with these options and returns what came out.
fn wrapped(options: &[&str]) -> Vec<u8> {
    let directory = directory();
    let output = run(&directory, &[&["-o", "out.wasm"], options].concat());
    assert!(output.status.success() && output.stdout.is_empty(), "{output:?}");
    let text = String::from_utf8(output.stderr).expect("text");
    let warns = options.contains(&"--sealed");
    assert!(text.lines().all(|line| warns && line.starts_with("warning: `")), "{text}");
    fs::read(directory.path().join("out.wasm")).expect("the result")
}

#[test]
fn options_are_those_of_the_library() {
    let new = WasiVirt::new;
    for (options, virt) in [
        (vec![], new()),
        (vec!["--allow-all=false"], new()),
        (vec!["--stdio"], new().stdio(Stdio::Allow)),
        (vec!["--allow-stdio", "--stdin=deny", "--stderr=ignore"], new().stdout(Stdio::Allow).stderr(Stdio::Ignore)),
        (vec!["--allow-all", "--allow-env=A,B", "--allow-exit=false", "--stdio=ignore"], {
            let names = ["A", "B"].map(str::to_owned).to_vec();
            let env = wasi_virt::Environment::Allow(names);
            let all = new().allow_clocks(true).allow_random(true).allow_fs(true).allow_sockets(true).allow_http(true);
            all.host_env(env).stdio(Stdio::Ignore)
        }),
        (vec!["--allow-env"], new().host_env(wasi_virt::Environment::All)),
        (vec!["-e", "A=x=y", "--env", "HOME=/"], new().env("A", "x=y").env("HOME", "/")),
        (vec!["--quota", "1KiB", "--files", "3", "--cwd", "/"], new().quota(1024).files(3).cwd("/")),
        (vec!["--preopen", "/data=."], new().preopen("/data", ".")),
        (vec!["--sealed", "--no-files"], new().export_files(false)),
        (vec!["--mount", "/f=file"], new().file("/f", "content")),
    ] {
        assert!(wrapped(&options) == wrap(&virt, python()).component, "{options:?}");
    }
}

#[test]
fn the_command_line_wins_over_the_file() {
    let directory = directory();
    fs::write(directory.path().join("c.toml"), "clocks = true\nrandom = true\nfs.quota = 1").expect("a new file");
    let options = ["-o", "out.wasm", "--config", "c.toml", "--allow-clocks=false", "--quota=2"];
    let output = run(&directory, &options);
    assert!(output.status.success(), "{output:?}");
    let result = fs::read(directory.path().join("out.wasm")).expect("the result");
    assert!(result == wrap(&WasiVirt::new().allow_random(true).quota(2), python()).component);
}

#[test]
fn debug_says_what_was_done() {
    let output = run(&directory(), &["-o", "out.wasm", "--debug", "--allow-random"]);
    let text = String::from_utf8(output.stderr).expect("text");
    for expected in [
        "  wasi:sockets/tcp@0.2.9 -> denied\n",
        "  wasi:filesystem/types@0.2.9 -> adapter\n",
        "  wasi:random/random@0.2.12\n",
        "exports: exports, eval, exec, local:sandbox/files\n",
    ] {
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn a_failure_is_one_sentence_and_leaves_no_file() {
    for (options, expected) in [
        (vec!["--mount", "/x=missing"], "can't read `missing` for the mount `/x`: "),
        (vec!["--mount", "x=file"], "`x` can't be a path in the guest: "),
        (vec!["--mount", "/x=file", "--mount", "/x/=file"], "two mounts are on `/x`; "),
        (vec!["--mount-rw", "/x=file", "--quota", "1"], "the writable mounts hold 7 B, "),
        (vec!["--allow-sockets", "--sealed"], "a sealed component needs nothing of the host's, so `--allow-sockets` "),
        (vec!["--allow-http", "--sealed"], "a sealed component needs nothing of the host's, so `--allow-http` "),
    ] {
        let directory = directory();
        let output = run(&directory, &[&["-o", "out.wasm"], options.as_slice()].concat());
        let text = String::from_utf8(output.stderr).expect("text");
        let prefix = format!("error: can't wrap `{}`: {expected}", python_path().display());
        assert!(text.starts_with(&prefix), "{text}");
        assert_eq!((output.status.code(), text.lines().count()), (Some(1), 1), "{text}");
        assert_eq!(fs::read_dir(directory.path()).expect("it is there").count(), 1, "only the file that was there");
    }
}

#[test]
fn an_earlier_output_survives_a_failure() {
    let directory = directory();
    fs::write(directory.path().join("out.wasm"), "earlier").expect("a new file");
    assert!(!run(&directory, &["-o", "out.wasm", "--cwd", "nowhere"]).status.success());
    assert_eq!(fs::read(directory.path().join("out.wasm")).expect("it is there"), b"earlier");
}

#[test]
fn an_output_that_cant_be_written() {
    let directory = directory();
    fs::create_dir(directory.path().join("folder")).expect("a new directory");
    for (out, what) in [("folder", "directory"), ("missing/out.wasm", "No such file"), ("file/out.wasm", "")] {
        let output = run(&directory, &["-o", out]);
        let text = String::from_utf8(output.stderr).expect("text");
        assert!(text.starts_with(&format!("error: can't write `{out}`: ")) && text.contains(what), "{text}");
        assert_eq!((output.status.code(), text.lines().count()), (Some(1), 1), "{text}");
        assert_eq!(fs::read_dir(directory.path()).expect("it is there").count(), 2, "nothing is left over");
    }
}

#[test]
fn an_output_that_is_a_link_or_a_device() {
    let directory = directory();
    std::os::unix::fs::symlink("file", directory.path().join("link")).expect("a new link");
    assert!(run(&directory, &["-o", "link"]).status.success());
    assert!(fs::read(directory.path().join("file")).expect("the result").starts_with(b"\0asm"));
    assert!(directory.path().join("link").is_symlink());
    let output = run(&directory, &["-o", "/dev/stdout"]);
    assert!(output.status.success() && output.stdout == wrap(&WasiVirt::new(), python()).component);
}

#[test]
fn a_wrong_configuration_is_named() {
    let directory = directory();
    fs::write(directory.path().join("c.toml"), "clock = true").expect("a new file");
    let output = run(&directory, &["-o", "out.wasm", "--config", "c.toml"]);
    let text = String::from_utf8(output.stderr).expect("text");
    assert!(text.starts_with("error: can't use `c.toml`: line 1: unknown field `clock`, expected one of "), "{text}");
}

#[test]
fn reproducible_builds_set_the_time_of_files() {
    let directory = directory();
    let run = |epoch: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wasi-virt"));
        command.current_dir(directory.path()).env("SOURCE_DATE_EPOCH", epoch).arg(python_path());
        command.args(["-o", "out.wasm", "--mount", "/f=file"]).output().expect("the binary")
    };
    assert!(run("1000000000").status.success());
    let result = fs::read(directory.path().join("out.wasm")).expect("the result");
    let virt = WasiVirt::new().modified(1_000_000_000).mount("/f", directory.path().join("file"));
    assert!(result == wrap(&virt, python()).component);
    let text = String::from_utf8(run("yesterday").stderr).expect("text");
    assert_eq!(text, "error: `SOURCE_DATE_EPOCH` isn't a number of seconds since 1970\n");
}
