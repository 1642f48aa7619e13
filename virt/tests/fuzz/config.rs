//! Configuration files.

use fuzz::{fuzz, text};
use proptest::prelude::*;
use wasi_virt::{Config, WasiVirt};

use crate::{component, sentence};

const WORDS: &[&str] = &[
    "clocks",
    "exit",
    "http",
    "random",
    "sockets",
    "sealed",
    "stdio",
    "stdin",
    "stdout",
    "env",
    "overrides",
    "host",
    "fs",
    "quota",
    "files",
    "cwd",
    "export",
    "preopens",
    "host-preopens",
    "dir",
    "source",
    "file",
    "symlink",
    "runtime-dir",
    "virtualize",
    "true",
    "false",
    "\"allow\"",
    "\"deny\"",
    "\"none\"",
    "\"all\"",
    "\"/\"",
    "\"/a\"",
    "\"/a/b\"",
    "\"../x\"",
    "\"x\"",
    "\"\"",
    "\"=\"",
    "\"1e400 GiB\"",
    "\"-1\"",
    "\"16EiB\"",
    "\"99999999999999999999 B\"",
    "1e400",
    "-1",
    "18446744073709551616",
    "0xff",
    "1979-05-27",
    "inf",
    "=",
    ".",
    ",",
    "[",
    "]",
    "{",
    "}",
    "[[",
    "]]",
    "\"\"\"",
    "'''",
    "#",
    "\n[fs]\n",
    "\n[env]\n",
    "\n[stdio]\n",
];

const NESTED: &[(&str, &str)] = &[
    ("[", "]"),
    ("{a = ", "}"),
    ("a.", ""),
    ("\nx = [", "]"),
    ("\n[fs.preopens.\"/\"]\ndir = {a = {dir = ", "}}"),
    ("fs.preopens.a.dir.", ""),
    ("dir.a.", ""),
    ("\n[[a]]", ""),
    ("\n[a", "]"),
    ("\"\"\"", "\"\"\""),
];

fn right() -> Vec<String> {
    let first = r#"
clocks = true
http = false
stdio = { stdin = "ignore", stdout = "allow" }
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
"/host" = { runtime-dir = "." }
"#;
    let second = "sealed = true\nenv.host = \"none\"\nfs.quota = 65536\nfs.preopens.\"/data\" = { source = 'text' }\n";
    vec![first.to_owned(), second.to_owned()]
}

fn parse(text: &str) -> Result<(), TestCaseError> {
    let config = match Config::parse(text) {
        Ok(config) => config,
        Err(error) => return sentence(&error.to_string()),
    };
    // This reads files of this machine, whichever the text happens to name.
    if text.contains("virtualize") {
        return Ok(());
    }
    match config.apply(WasiVirt::new()).wrap(component()) {
        Ok(wrapped) => prop_assert!(wrapped.len() > component().len()),
        Err(error) => sentence(&error.to_string())?,
    }
    Ok(())
}

#[test]
fn configurations_are_done_or_refused() {
    fuzz("configurations", 200, &text(WORDS, NESTED, right()), |text| parse(&text));
}
