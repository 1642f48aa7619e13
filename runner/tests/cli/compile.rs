//! `compile` and `--compiled`: compiling ahead of time.

use std::fs;

use crate::{Done, command, dist, result, run};

#[test]
fn what_was_compiled_ahead_runs_without_a_cache() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let guest = dist("sandbox-virt.wasm");
    let at = |arguments: &[&str]| {
        let mut command = command(arguments);
        // There is nowhere to keep anything.
        command.current_dir(directory.path()).env("HOME", "/nowhere").env_remove("XDG_CACHE_HOME");
        run(command)
    };
    let compile = |more: &[&str]| {
        let guest = guest.to_str().expect("a path in UTF-8");
        at(&[&["compile", guest, "-o", "it.cwasm"], more].concat())
    };
    let silent = Done { status: Some(0), stdout: String::new(), stderr: String::new() };

    assert_eq!(compile(&[]), silent);
    assert_eq!(at(&["--compiled", "it.cwasm", "2 + 2"]), result("4"));
    let other = at(&["--compiled", "--fuel", "1000000000", "it.cwasm", "2 + 2"]);
    assert_eq!(other.status, Some(126), "{other:?}");
    let expected = "error: `it.cwasm` can't be loaded, compile the component again: ";
    assert!(other.stderr.starts_with(expected), "{other:?}");

    // In place of the other, whole.
    assert_eq!(compile(&["--fuel"]), silent);
    assert_eq!(at(&["--compiled", "--fuel", "1000000000", "it.cwasm", "2 + 2"]), result("4"));
    assert_eq!(fs::read_dir(directory.path()).expect("it is there").count(), 1);
}

#[test]
fn what_cannot_be_compiled_or_loaded() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    fs::write(directory.path().join("notes.txt"), "text").expect("a temporary file");
    let refused = |arguments: &[&str]| {
        let mut command = command(arguments);
        command.current_dir(directory.path());
        let done = run(command);
        assert_eq!((done.status, done.stdout.as_str()), (Some(126), ""), "{done:?}");
        done.stderr
    };
    let not_wasm = refused(&["compile", "notes.txt", "-o", "it.cwasm"]);
    assert!(not_wasm.starts_with("error: `notes.txt` isn't a WebAssembly component: "), "{not_wasm}");
    assert_eq!(
        refused(&["--compiled", "notes.txt", "1"]),
        "error: `notes.txt` isn't the compiled code of a component, which `component-sandbox compile` makes\n"
    );
    assert!(refused(&["--compiled", "nowhere", "1"]).starts_with("error: can't read `nowhere`: "));
    let guest = dist("sandbox.wasm");
    let nowhere = refused(&["compile", guest.to_str().expect("a path in UTF-8"), "-o", "nowhere/it.cwasm"]);
    assert!(nowhere.starts_with("error: can't write `nowhere/it.cwasm`: "), "{nowhere}");
    assert_eq!(fs::read_dir(directory.path()).expect("it is there").count(), 1, "nothing is left behind");
}
