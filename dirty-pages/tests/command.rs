//! The command on real guests, which `./build.sh` makes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use testing::component::dist;

fn run(component: &Path, out: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dirty-pages"))
        .arg(component)
        .arg("-o")
        .arg(out)
        .args(more)
        .output()
        .expect("it runs")
}

fn numbers(text: &str) -> Vec<u64> {
    text.lines().map(|line| line.parse().expect("a number")).collect()
}

/// What the build told the guest to write to first, it is found to write to.
#[test]
fn a_session_writes_to_what_its_component_was_fused_with() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let directory = tempfile::tempdir().expect("a temporary directory");
    let out = directory.path().join("pages.txt");
    let output = run(&dist("sandbox-virt.wasm"), &out, &["--sessions", "2", "--eval", "6 * 7", "-e", "'x'"]);
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(output.status.success() && output.stdout.is_empty(), "{said}");
    let found = numbers(&fs::read_to_string(&out).expect("the list"));
    assert!(found.is_sorted() && found.len() > 50, "{found:?}");
    assert!(said.starts_with(&format!("{} pages in ", found.len())), "{said}");
    let told = numbers(&fs::read_to_string(dist("sandbox-fused.dirty")).expect("the build's list"));
    let missing: Vec<_> = told.iter().filter(|page| !found.contains(page)).collect();
    assert!(told.len() > 50 && missing.is_empty(), "{missing:?}");
}

#[test]
fn a_failure_is_one_sentence() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let out = directory.path().join("pages.txt");
    let guest = dist("sandbox-virt.wasm");
    let cases = [
        (Path::new("missing.wasm"), "2 + 2", "can't tell of `missing.wasm`: ", "No such file"),
        (&guest, "missing.name", "can't tell of `", "`missing.name` fails: NameError"),
    ];
    for (component, expression, start, reason) in cases {
        let output = run(component, &out, &["--eval", expression]);
        let said = String::from_utf8(output.stderr).expect("text");
        assert!(said.starts_with(&format!("error: {start}")) && said.contains(reason), "{said}");
        assert_eq!((output.status.code(), said.lines().count()), (Some(1), 1), "{said}");
        assert!(!out.exists(), "nothing is written");
    }
}
