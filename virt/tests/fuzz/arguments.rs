//! The command line, in a folder of its own.

use std::process::Command;

use fuzz::fuzz;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::component;

const OPTIONS: &[&str] = &[
    "--mount",
    "--mount-rw",
    "--preopen",
    "--env",
    "-e",
    "--quota",
    "--files",
    "--cwd",
    "--allow-env",
    "--stdio",
    "--allow-all",
    "--stdin",
    "--sealed",
    "--no-files",
    "--debug",
    "--config",
    "--nothing",
    "--",
    "-",
];

/// No path of the machine's outside of the folder.
const VALUES: &[&str] = &[
    "/a=file",
    "/a=folder",
    "/=folder",
    "a=file",
    "=file",
    "/a=",
    "/a",
    "",
    "=",
    "==",
    "/a=missing",
    "/../a=file",
    "/a/./b=file",
    "//a//=file",
    "/a=file=file",
    "/tmp=folder",
    "/*=folder",
    "*=*",
    "A=B",
    "A",
    "1KiB",
    "16EiB",
    "-1",
    "1e400",
    "99999999999999999999",
    "0",
    "é=é",
    "/é😀=file",
    "/a\nb=file",
    "file",
    "folder",
    "true",
    "allow",
];

fn argument() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        6 => select(VALUES).prop_map(str::to_owned),
        1 => "/[a-z.]{0,3}=f[a-z]{0,4}",
        1 => (200..5000_usize).prop_map(|length| format!("/{}=file", "x".repeat(length))),
        1 => (1..2000_usize).prop_map(|depth| format!("{}=file", "/d".repeat(depth))),
    ];
    let option = select(OPTIONS);
    prop_oneof![
        4 => (option.clone(), value.clone()).prop_map(|(option, value)| format!("{option}\t{value}")),
        2 => (option.clone(), value.clone()).prop_map(|(option, value)| format!("{option}={value}")),
        1 => option.prop_map(str::to_owned),
        1 => value,
    ]
}

#[test]
fn command_lines_are_done_or_refused() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let path = |name: &str| folder.path().join(name);
    std::fs::create_dir(path("folder")).expect("a new directory");
    for (name, content) in [("file", &b"content"[..]), ("folder/below", b"below"), ("component.wasm", component())] {
        std::fs::write(path(name), content).expect("a new file");
    }
    fuzz("command lines", 40, &vec(argument(), 0..4), |arguments| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wasi-virt"));
        command.current_dir(folder.path()).args(["component.wasm", "-o", "out.wasm"]);
        // What stands together is an option and its value, as two arguments.
        command.args(arguments.iter().flat_map(|argument| argument.split('\t')));
        let output = command.output().expect("the binary");
        let told = String::from_utf8_lossy(&output.stderr);
        match output.status.code() {
            Some(0) => prop_assert!(std::fs::remove_file(path("out.wasm")).is_ok(), "there is no result: {}", told),
            Some(1 | 2) => {
                prop_assert!(told.contains("error: ") && !told.contains("panicked"), "{}", told);
                prop_assert!(!path("out.wasm").exists(), "{}", told);
            }
            status => prop_assert!(false, "{:?}: {}", status, told),
        }
        Ok(())
    });
}
