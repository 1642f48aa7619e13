//! The conformance kit, on guests that keep the contract and on guests that break one rule each.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn scratch() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("check");
    std::fs::create_dir_all(&folder).expect("a folder for what tests make");
    folder
}

/// The samples of a guest of ours.
fn samples(guest: &str) -> PathBuf {
    root().join("guest").join(guest).join("conformance.toml")
}

fn check(component: &Path, samples: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_component-sandbox"));
    command.arg("check").arg("--json").arg(component).arg("--samples").arg(samples);
    command.output().expect("the binary")
}

/// The verdicts on a component, by rule, and what was found where a rule is broken.
fn verdicts(component: &Path, guest: &str) -> (bool, BTreeMap<String, (String, String)>) {
    let done = check(component, &samples(guest));
    let text = String::from_utf8(done.stdout).expect("JSON");
    let rows = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("an object for each rule"));
    let field = |row: &Value, name: &str| row[name].as_str().expect("a string").to_owned();
    let verdicts = rows.map(|row| (field(&row, "rule"), (field(&row, "verdict"), row["found"].to_string()))).collect();
    (done.status.success(), verdicts)
}

/// The guest that breaks what it is told to, which is built once.
static BROKEN: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let output = scratch().join("broken.wasm");
    let built = Command::new(root().join(".tools/bin/componentize-py"))
        .args(["--quiet", "--wit-path"])
        .arg(root().join("wit"))
        .args(["--world", "sandbox", "componentize", "broken", "--output"])
        .arg(&output)
        .arg("--python-path")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/broken"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .status()
        .expect("componentize-py is installed; run ./build.sh");
    assert!(built.success(), "{built}");
    std::fs::read(output).expect("what was built")
});

/// The broken guest, told to break this rule.
fn breaking(rule: &str) -> PathBuf {
    let virt = wasi_virt::WasiVirt::new().stdio(wasi_virt::Stdio::Allow).allow_random(true).allow_clocks(true);
    let component = virt.env("BREAKS", rule).wrap(&BROKEN).expect("it can be wrapped");
    let path = scratch().join(format!("breaks {rule}.wasm"));
    std::fs::write(&path, component).expect("room for it");
    path
}

/// A guest of ours, unwrapped and wrapped, keeps every rule.
fn keeps_every_rule(component: &str, guest: &str) {
    for name in [format!("{component}.wasm"), format!("{component}-virt.wasm")] {
        let path = root().join("dist").join(&name);
        assert!(path.exists(), "dist/{name} is missing; run ./build.sh");
        let (success, verdicts) = verdicts(&path, guest);
        assert!(success && verdicts.len() == 15, "{name}: {verdicts:?}");
        assert!(verdicts.values().all(|(verdict, _)| verdict == "kept"), "{name}: {verdicts:?}");
    }
}

#[test]
fn the_python_guest_keeps_every_rule() {
    keeps_every_rule("sandbox", "python");
}

#[test]
fn the_javascript_guest_keeps_every_rule() {
    keeps_every_rule("sandbox-js", "javascript");
}

#[test]
fn the_rust_guest_keeps_every_rule() {
    // It is there where a compiler for WebAssembly is.
    if root().join("dist/sandbox-rust.wasm").exists() {
        keeps_every_rule("sandbox-rust", "rust");
    }
}

#[test]
fn the_template_keeps_every_rule() {
    keeps_every_rule("sandbox-template-python", "template-python");
}

#[test]
fn a_guest_that_breaks_nothing_passes() {
    let (success, verdicts) = verdicts(&breaking("nothing"), "python");
    assert!(success && verdicts.values().all(|(verdict, _)| verdict == "kept"), "{verdicts:?}");
}

/// What such a guest breaks, and a part of what the kit says of it.
fn breaks(rule: &str, others: &[&str], sentence: &str) {
    let (success, verdicts) = verdicts(&breaking(rule), "python");
    assert!(!success, "{rule}");
    let broken: Vec<&str> =
        verdicts.iter().filter(|(_, (verdict, _))| verdict == "broken").map(|(rule, _)| rule.as_str()).collect();
    let mut expected = [&[rule], others].concat();
    expected.sort_unstable();
    assert_eq!(broken, expected, "{verdicts:?}");
    assert!(verdicts[rule].1.contains(sentence), "{rule}: {}", verdicts[rule].1);
}

#[test]
fn values_that_are_not_json() {
    // Nothing else can be read then.
    let others = ["after errors", "fresh sessions", "long value", "memory limit", "recursion", "state", "wrapped"];
    breaks("values", &others, "which isn't JSON");
}

#[test]
fn values_without_a_form() {
    breaks("no JSON form", &[], "`float('nan')` gave");
}

#[test]
fn values_cut_short() {
    breaks("long value", &[], "gave an error");
}

#[test]
fn errors_without_a_type() {
    breaks("errors", &["no JSON form"], "`something went wrong: ");
}

#[test]
fn names_forgotten() {
    breaks("state", &["after errors", "fresh sessions", "memory limit", "recursion"], "NameError");
}

#[test]
fn names_lost_after_an_error() {
    breaks("after errors", &[], "after `1 +`, `n + 1` gave an error");
}

#[test]
fn random_numbers_from_a_fixed_seed() {
    breaks("fresh sessions", &[], "in both sessions");
}

#[test]
fn output_that_is_not_whole() {
    breaks("output", &[], "wrote \\\"hello\\\", expected \\\"hello\\\\n\\\"");
}

#[test]
fn output_that_is_short() {
    breaks("output limit", &["output"], "wrote 20 bytes and 0 beyond");
}

#[test]
fn endless_code_that_ends() {
    breaks("time limit", &[], "ended by itself");
}

#[test]
fn memory_that_is_not_wanted() {
    breaks("memory limit", &[], "ended by itself");
}

#[test]
fn recursion_that_ends() {
    breaks("recursion", &[], "ended by itself");
}

/// A component in WebAssembly text.
fn text(name: &str, text: &str) -> PathBuf {
    let path = scratch().join(name);
    std::fs::write(&path, wat::parse_str(text).expect("valid text")).expect("room for it");
    path
}

#[test]
fn a_component_of_another_world() {
    let (success, verdicts) = verdicts(&text("empty.wasm", "(component)"), "python");
    assert!(!success && verdicts.len() == 1, "nothing else can be tried: {verdicts:?}");
    let (verdict, found) = &verdicts["exports"];
    assert!(verdict == "broken" && found.contains("the export `eval` is missing"), "{found}");
}

#[test]
fn an_import_that_the_host_does_not_have() {
    let component = r#"(component
        (import "evil:host/shell" (instance (export "run" (func))))
        (core module $m
            (memory (export "memory") 1)
            (func (export "call") (param i32 i32) (result i32) unreachable)
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable))
        (core instance $i (instantiate $m))
        (func (export "eval") (param "expression" string) (result (result string (error string)))
            (canon lift
                (core func $i "call") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
        (func (export "exec") (param "statements" string) (result (result (error string)))
            (canon lift
                (core func $i "call") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))"#;
    let (success, verdicts) = verdicts(&text("import.wasm", component), "python");
    assert!(!success && verdicts["exports"].0 == "kept", "{verdicts:?}");
    let (verdict, found) = &verdicts["imports"];
    assert!(verdict == "broken" && found.contains("evil:host/shell"), "{found}");
}

#[test]
fn samples_that_say_nothing() {
    let guest = root().join("dist/sandbox.wasm");
    let refused = |samples: &str| {
        let path = scratch().join("samples.toml");
        std::fs::write(&path, samples).expect("room for it");
        let done = check(&guest, &path);
        assert_eq!((done.status.code(), done.stdout.len()), (Some(126), 0));
        String::from_utf8(done.stderr).expect("text")
    };
    assert!(refused("language = ").contains("samples.toml`, line 1: "), "{}", refused("language = "));
    let good = std::fs::read_to_string(samples("python")).expect("the guest's samples");
    let unknown = refused(&format!("{good}\n[other]\n"));
    assert!(unknown.contains("unknown field `other`"), "{unknown}");
    let not_json = refused(&good.replacen("json = \"42\"", "json = \"four\"", 1));
    assert!(not_json.contains("`four` isn't JSON"), "{not_json}");
    let both = refused(&good.replacen("exec = \"raise KeyboardInterrupt\"", "exec = \"a\", eval = \"a\"", 1));
    assert!(both.contains("needs either `exec` or `eval`"), "{both}");
}
