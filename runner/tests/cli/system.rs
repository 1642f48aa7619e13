//! What the system refuses: address space, a place for the cache.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use crate::{Done, guest, python, result, run};

#[test]
fn without_address_space_for_the_pool_sessions_allocate_on_demand() {
    // 4 GB are less than the pool reserves, and enough to compile and to run.
    let script = "ulimit -v 4000000; exec \"$0\" \"$@\"";
    let done: Done = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_component-sandbox")])
        .arg(guest())
        .args(["def f(x): return x * 2", "f(21)"])
        .stdin(Stdio::null())
        .output()
        .expect("a shell")
        .into();
    assert_eq!((done.status, done.stdout.as_str()), (Some(0), "result: 42\n"), "{done:?}");
    assert!(done.stderr.contains("warning: the system refused the address space"), "{done:?}");
}

#[test]
fn limits_hold_without_the_pool() {
    let script = "ulimit -v 4000000; exec \"$0\" \"$@\"";
    for (statements, status, message) in
        [("foo = bytes(100 * 1024 * 1024)", 1, "exec error: MemoryError\n"), ("while True: pass", 124, "timeout!\n")]
    {
        let done: Done = Command::new("sh")
            .args(["-c", script, env!("CARGO_BIN_EXE_component-sandbox")])
            .arg(guest())
            .args(["--timeout", "1s", statements, "1"])
            .stdin(Stdio::null())
            .output()
            .expect("a shell")
            .into();
        assert_eq!(done.status, Some(status), "{done:?}");
        assert!(done.stderr.ends_with(message), "{done:?}");
    }
}

#[test]
fn a_cache_that_others_can_write_to_is_refused() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o777)).expect("our own directory");
    let done = run(python(&["--cache", directory.path().to_str().expect("a path in UTF-8"), "1"]));
    assert_eq!(done.status, Some(126), "{done:?}");
    assert!(done.stderr.contains("must belong to the user and be writable by nobody else"), "{done:?}");
}

#[test]
fn the_cache_is_used() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let cache = directory.path().to_str().expect("a path in UTF-8");
    assert_eq!(run(python(&["--cache", cache, "1"])), result("1"));
    let entries = || -> Vec<_> {
        let files = fs::read_dir(cache).expect("the cache").map(|file| file.expect("a file").path());
        files.filter(|path| path.extension().is_some_and(|extension| extension == "cwasm")).collect()
    };
    assert_eq!(entries().len(), 1);
    let before = fs::metadata(&entries()[0]).and_then(|metadata| metadata.modified()).expect("a time");
    assert_eq!(run(python(&["--cache", cache, "1"])), result("1"));
    let after = fs::metadata(&entries()[0]).and_then(|metadata| metadata.modified()).expect("a time");
    assert_eq!((entries().len(), before), (1, after), "it was neither written again nor joined by another");
}

#[test]
fn a_user_without_a_home_has_no_cache() {
    let mut command = python(&["1"]);
    // A path that can't be made stands for a home that isn't there.
    command.env("HOME", "/dev/null").env_remove("XDG_CACHE_HOME");
    let done = run(command);
    assert_eq!((done.status, done.stdout.as_str()), (Some(0), "result: 1\n"), "{done:?}");
    assert!(done.stderr.contains("warning: compiled components aren't kept"), "{done:?}");
}
