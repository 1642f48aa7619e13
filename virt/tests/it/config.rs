//! The configuration file.

use wasi_virt::{Config, Environment, Stdio, WasiVirt};

use crate::{python, wrap};

fn apply(text: &str) -> WasiVirt {
    Config::parse(text).unwrap_or_else(|error| panic!("{error}")).apply(WasiVirt::new())
}

#[test]
fn says_what_the_builder_says() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    std::fs::write(directory.path().join("local.txt"), "local").expect("a new file");
    let text = r#"
        clocks = true
        exit = true
        random = true
        http = false
        sockets = false
        [stdio]
        stdin = "ignore"
        stdout = "allow"
        [env]
        overrides = [["A", "1"], ["B", "2"]]
        host = { deny = ["SECRET"] }
        [fs]
        quota = "1MiB"
        files = 7
        cwd = "/work"
        export = false
        [fs.preopens."/"]
        dir = { etc = { dir = { motd = { source = "hello" }, raw = { file = [1, 2] }, link = { symlink = "motd" } } } }
        [fs.preopens]
        "/one" = { virtualize = "local.txt" }
        "/two" = { virtualize-rw = "local.txt" }
        "/host" = { runtime-dir = "." }
    "#;
    let config = Config::parse(text).expect("a configuration").relative_to(directory.path());
    let built = WasiVirt::new()
        .allow_clocks(true)
        .allow_exit(true)
        .allow_random(true)
        .stdin(Stdio::Ignore)
        .stdout(Stdio::Allow)
        .env("A", "1")
        .env("B", "2")
        .host_env(Environment::Deny(vec!["SECRET".to_owned()]))
        .quota(1 << 20)
        .files(7)
        .cwd("/work")
        .export_files(false)
        .directory("/etc")
        .file("/etc/motd", "hello")
        .file("/etc/raw", [1, 2])
        .symlink("/etc/link", "motd")
        .mount("/one", directory.path().join("local.txt"))
        .mount_rw("/two", directory.path().join("local.txt"))
        .preopen("/host", ".");
    assert!(wrap(&config.apply(WasiVirt::new()), python()).component == wrap(&built, python()).component);
}

#[test]
fn empty_is_the_default() {
    assert!(wrap(&apply(""), python()).component == wrap(&WasiVirt::new(), python()).component);
}

#[test]
fn a_number_is_a_size_too() {
    let text = wrap(&apply("fs.quota = '64KiB'"), python()).component;
    assert!(text == wrap(&apply("fs.quota = 65536"), python()).component);
}

#[test]
fn mistakes_are_named_with_their_line() {
    for (text, expected) in [
        ("clocks = 1", "line 1: invalid type: integer `1`, expected a boolean"),
        ("\nclock = true", "line 2: unknown field `clock`, expected one of "),
        ("[stdio]\nstdin = 'no'", "line 2: unknown variant `no`, expected one of `allow`, `ignore`, `deny`"),
        ("fs.quota = 'much'", "line 1: expected a number of bytes, or one with a unit such as \"64MiB\""),
        ("fs.quota = -1", "line 1: expected a number of bytes, or one with a unit such as \"64MiB\""),
        ("fs.preopens.'/x' = { runtime-file = 'x' }", "line 1: unknown variant `runtime-file`, expected one of "),
        ("a = ", "line 1: "),
    ] {
        let message = Config::parse(text).expect_err("a mistake").to_string();
        assert!(message.starts_with(expected), "{text}: {message}");
        assert_eq!(message.lines().count(), 1, "{message}");
    }
}
