//! `inspect`: what a component is, without running it.

use std::fs;

use serde_json::Value;

use crate::{Done, command, dist, run};

fn inspect(arguments: &[&str]) -> Done {
    run(command(&[&["inspect"], arguments].concat()))
}

/// The facts that `--json` tells of a component that `./build.sh` makes.
fn facts(name: &str) -> Value {
    let done = inspect(&["--json", dist(name).to_str().expect("a path in UTF-8")]);
    assert_eq!(done.status, Some(0), "{done:?}");
    serde_json::from_str(&done.stdout).expect("one object")
}

fn has(names: &Value, part: &str) -> bool {
    names.as_array().expect("a list").iter().any(|name| name.as_str().is_some_and(|name| name.contains(part)))
}

#[test]
fn the_guest_before_and_after_it_was_wrapped() {
    let (plain, wrapped) = (facts("sandbox.wasm"), facts("sandbox-virt.wasm"));
    for facts in [&plain, &wrapped] {
        assert_eq!(facts["world"], "sandbox-tools");
        assert!(has(&facts["exports"], "eval") && has(&facts["exports"], "exec"));
        assert!(has(&facts["imports"], "wasi:cli/stdout@0.2."));
        assert!(facts["tools"].get("wit-component").is_some());
    }
    assert!(has(&plain["imports"], "wasi:filesystem/types") && !has(&wrapped["imports"], "wasi:filesystem"));
    assert!(!has(&plain["exports"], "local:sandbox/files") && has(&wrapped["exports"], "local:sandbox/files"));
    assert!(plain["wrapped"].is_null() && wrapped["wrapped"].is_string());
    assert!(plain["fused"] == false && wrapped["fused"] == true);
    assert!(plain["core_modules"].as_u64() > wrapped["core_modules"].as_u64());
    assert!(wrapped["memory"].as_u64() > plain["memory"].as_u64());
    assert_eq!(plain["size"].as_u64(), dist("sandbox.wasm").metadata().ok().map(|file| file.len()));
}

#[test]
fn lines_for_a_reader() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("small.wasm");
    let component = r#"(component (import "a:b/c@1.0.0" (instance)) (import "a:b/d@1.0.0" (instance))
        (core module (memory 2)) (core module (memory 1)))"#;
    fs::write(&path, wat::parse_str(component).expect("valid text")).expect("a temporary file");
    let done = inspect(&[path.to_str().expect("a path in UTF-8")]);
    let lines: Vec<&str> = done.stdout.lines().skip(1).collect();
    let expected = [
        "world     another than `sandbox`: it can't be run here",
        "exports   none",
        "imports   a:b/{c, d}@1.0.0",
        "language  it doesn't say",
        "made by   none",
        "memory    192.0 KiB at the start",
        "wrapped   no: it has no files, unless `wasi-virt` gives it some",
        "fused     no",
    ];
    assert_eq!((done.status, lines.as_slice(), done.stderr.as_str()), (Some(0), &expected[..], ""));
}

#[test]
fn what_is_no_component() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("it.wasm");
    let name = path.to_str().expect("a path in UTF-8");
    let refused = |content: &[u8]| {
        fs::write(&path, content).expect("a temporary file");
        let done = inspect(&[name]);
        assert_eq!((done.status, done.stdout.as_str()), (Some(126), ""), "{done:?}");
        done.stderr.replace(name, "it.wasm")
    };
    assert_eq!(refused(b"text"), "error: `it.wasm` isn't a WebAssembly component\n");
    let module = wat::parse_str("(module)").expect("valid text");
    assert_eq!(refused(&module), "error: `it.wasm` is a core WebAssembly module, not a component\n");
    let component = wat::parse_str("(component (core module))").expect("valid text");
    for length in 9..component.len() {
        let sentence = refused(&component[..length]);
        assert!(sentence.starts_with("error: `it.wasm` isn't a valid component: "), "{length}: {sentence}");
    }
    assert!(inspect(&["nowhere.wasm"]).stderr.starts_with("error: can't read `nowhere.wasm`: "));
}
