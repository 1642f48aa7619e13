//! Components that can't be used: one sentence, status 126.

use std::fs;

use crate::{command, guest, run};

/// Runs the command on a file with this content and returns what it says of it.
fn refused(name: &str, content: &[u8]) -> String {
    let directory = tempfile::tempdir().expect("a temporary directory");
    fs::write(directory.path().join(name), content).expect("a temporary file");
    let mut command = command(&["--cache", "cache", name, "1"]);
    command.current_dir(directory.path());
    let done = run(command);
    assert_eq!((done.status, done.stdout.as_str()), (Some(126), ""), "{done:?}");
    assert_eq!(done.stderr.lines().count(), 1, "one sentence: {done:?}");
    done.stderr.trim_end().to_owned()
}

#[test]
fn a_text_file() {
    assert_eq!(
        refused("notes.txt", b"2 + 2\n"),
        "error: `notes.txt` isn't a WebAssembly component: it starts with neither a component's header nor a module's"
    );
}

#[test]
fn a_core_module() {
    let module = wat::parse_str("(module)").expect("valid text");
    let message = refused("module.wasm", &module);
    assert!(message.starts_with("error: `module.wasm` is a core WebAssembly module, not a component; "), "{message}");
}

#[test]
fn a_truncated_component() {
    let whole = fs::read(guest()).expect("the Python guest");
    let message = refused("half.wasm", &whole[..whole.len() / 2]);
    assert!(message.starts_with("error: `half.wasm` isn't a valid component: "), "{message}");
}

#[test]
fn a_component_without_the_world() {
    let component = wat::parse_str("(component)").expect("valid text");
    assert_eq!(
        refused("empty.wasm", &component),
        "error: `empty.wasm` doesn't export the world `local:sandbox/sandbox`: the export `eval` is missing, expected \
         `func(expression: string) -> result<string, string>`; the export `exec` is missing, expected \
         `func(statements: string) -> result<_, string>`"
    );
}

#[test]
fn a_directory() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let done = run(command(&[directory.path().to_str().expect("a path in UTF-8"), "1"]));
    assert_eq!(done.status, Some(126), "{done:?}");
    assert!(done.stderr.starts_with("error: can't read `"), "{done:?}");
}

#[test]
fn a_memory_limit_below_what_it_needs() {
    let done = run(crate::python(&["--memory", "8MiB", "1"]));
    assert_eq!(done.status, Some(125), "{done:?}");
    let needed = "error: the memory limit of 8 MiB is too small: the component needs at least ";
    assert!(done.stderr.starts_with(needed) && done.stderr.ends_with(" MiB to start\n"), "{done:?}");
}
