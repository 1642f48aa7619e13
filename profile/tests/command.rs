//! The command on real guests, which `./build.sh` makes.

use std::fs;
use std::path::Path;
use std::process::Command;

use component_fuse::Fuse;
use testing::component::dist;

/// Returns its status and what it said, which is never on standard output.
fn run(what: &str, component: &Path, out: &Path, more: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_profile"))
        .arg(what)
        .arg(component)
        .arg("-o")
        .arg(out)
        .args(more)
        .output()
        .expect("it runs");
    assert!(output.stdout.is_empty(), "{output:?}");
    (output.status.code(), String::from_utf8(output.stderr).expect("text"))
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
    let (status, said) =
        run("pages", &dist("sandbox-virt.wasm"), &out, &["--sessions", "2", "--eval", "6 * 7", "-e", "'x'"]);
    assert_eq!(status, Some(0), "{said}");
    let found = numbers(&fs::read_to_string(&out).expect("the list"));
    assert!(found.is_sorted() && found.len() > 20, "{found:?}");
    assert!(said.starts_with(&format!("{} pages in ", found.len())), "{said}");
    let told = numbers(&fs::read_to_string(dist("sandbox-fused.dirty")).expect("the build's list"));
    let missing: Vec<_> = told.iter().filter(|page| !found.contains(page)).collect();
    assert!(told.len() > 20 && missing.is_empty(), "{missing:?}");
    // More than wasmtime asks the kernel for at once, where it asks at all, would be too many; now they are about 26.
    let runs = profile::pages::runs(&told);
    assert!(runs < 32, "{runs} runs: {told:?}");
}

/// Where the programs that the build runs send calls, the guest was told that they go.
#[test]
fn calls_go_where_the_build_found_that_they_do() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = |name: &str| directory.path().join(name);
    let guest = fs::read(dist("sandbox.wasm")).expect("the guest");
    let counted = Fuse::new().count_calls().fuse(&guest).expect("it can be fused");
    fs::write(path("counted.wasm"), counted).expect("a new file");
    fs::write(path("program.py"), "values = [str(n) for n in range(1000)]").expect("a new file");
    let program = path("program.py");
    let program = program.to_str().expect("a path of text");
    let calls = |more: &[&str]| {
        let (status, said) = run("calls", &path("counted.wasm"), &path("calls.txt"), more);
        assert_eq!(status, Some(0), "{said}");
        let list = fs::read_to_string(path("calls.txt")).expect("the list");
        assert!(said.ends_with(&format!(" calls, likely to {} entries\n", list.lines().count())), "{said}");
        let counted: u64 = said.split_once(' ').expect("a number").0.parse().expect("a number");
        (counted, list)
    };
    let (few, list) = calls(&[]);
    let (many, _) = calls(&[program, "--eval", "len(values)"]);
    assert!(few > 100 && many > few + 1000, "{few} calls, {many} with a thousand more");
    let told = fs::read_to_string(dist("sandbox-fused.likely")).expect("the build's list");
    let known = list.lines().filter(|line| told.lines().any(|told| told == *line)).count();
    // Where one session goes may be rare among what the build runs.
    assert!(known * 2 > list.lines().count(), "{known} of {}", list.lines().count());

    fs::write(path("program.py"), "1 / 0").expect("it is there");
    let (_, said) = run("calls", &path("counted.wasm"), &path("calls.txt"), &[program]);
    assert!(said.contains("program.py` fails: ZeroDivisionError") && said.lines().count() == 1, "{said}");
}

#[test]
fn calls_have_to_be_counted() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let directory = tempfile::tempdir().expect("a temporary directory");
    let out = directory.path().join("calls.txt");
    let (status, said) = run("calls", &dist("sandbox-virt.wasm"), &out, &[]);
    assert!(status != Some(0) && said.contains("expected what `fuse --count-calls` makes"), "{said}");
    assert!(!out.exists(), "nothing is written");
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
    for (what, (component, expression, start, reason)) in
        ["pages", "calls"].into_iter().flat_map(|what| cases.map(|case| (what, case)))
    {
        let (status, said) = run(what, component, &out, &["--eval", expression]);
        assert!(said.starts_with(&format!("error: {start}")) && said.contains(reason), "{said}");
        assert_eq!((status, said.lines().count()), (Some(1), 1), "{said}");
        assert!(!out.exists(), "nothing is written");
    }
}
