//! The files of a session whose component carries a filesystem.

use std::time::Duration;

use component_sandbox::{Error, FileKind, Session};

use crate::{raised, session, wrapped};

async fn wrapped_session() -> Session {
    wrapped().session().start().await.expect("a session")
}

fn refused<T: std::fmt::Debug>(result: component_sandbox::Result<T>) -> String {
    match result {
        Err(Error::File(reason)) => reason,
        other => panic!("the filesystem should have refused: {other:?}"),
    }
}

#[tokio::test]
async fn host_and_guest_see_the_same_files() {
    let mut session = wrapped_session().await;
    session.write_file("/tmp/a/b/data.bin", &[0, 159, 146, 150]).await.expect("a new file");
    assert_eq!(
        session.eval::<Vec<u8>>("list(open('/tmp/a/b/data.bin', 'rb').read())").await.expect("its bytes"),
        [0, 159, 146, 150]
    );

    session.exec("open('/tmp/out.txt', 'w').write('from the guest')").await.expect("a new file");
    assert_eq!(session.read_file("/tmp/out.txt").await.expect("its bytes"), b"from the guest");
    session.write_file("/tmp/out.txt", b"new").await.expect("in place of the old");
    assert_eq!(session.eval::<String>("open('/tmp/out.txt').read()").await.expect("its text"), "new");
}

#[tokio::test]
async fn directories_are_listed_and_removed() {
    let mut session = wrapped_session().await;
    session.exec("import os\nos.makedirs('/tmp/d/sub')\nos.symlink('sub', '/tmp/d/link')").await.expect("a directory");
    session.write_file("/tmp/d/file", b"12345").await.expect("a new file");
    let entries = session.list_files("/tmp/d").await.expect("a directory");
    let entries: Vec<_> = entries.iter().map(|entry| (entry.name.as_str(), entry.kind, entry.size)).collect();
    assert_eq!(entries, [("file", FileKind::File, 5), ("link", FileKind::Symlink, 0), ("sub", FileKind::Directory, 0)]);

    session.remove_file("/tmp/d").await.expect("a directory with all in it");
    assert!(!session.eval::<bool>("os.path.exists('/tmp/d')").await.expect("an answer"));
}

#[tokio::test]
async fn a_refusal_names_the_path_and_the_session_goes_on() {
    let mut session = wrapped_session().await;
    for path in ["/tmp/missing", "/tmp/missing/below"] {
        let reason = refused(session.read_file(path).await);
        assert!(reason.contains(path) && !reason.contains('\n'), "{reason}");
    }
    let reason = refused(session.read_file("/tmp").await);
    assert!(reason.contains("/tmp"), "{reason}");
    let reason = refused(session.write_file("/python/json/__init__.pyc", b"").await);
    assert!(reason.contains("/python/json/__init__.pyc"), "read-only: {reason}");
    assert_eq!(session.eval::<i64>("1 + 1").await.expect("the session goes on"), 2);
}

#[tokio::test]
async fn the_quota_violated_and_obeyed() {
    // Enough memory, so that it is the quota that strikes.
    let mut session = wrapped().session().memory(256 << 20).start().await.expect("a session");
    session.write_file("/tmp/fits", &vec![0; 8 << 20]).await.expect("half of the quota");
    let reason = refused(session.write_file("/tmp/too-much", &vec![0; 12 << 20]).await);
    assert!(reason.contains("/tmp/too-much"), "{reason}");
    let error = raised(session.exec("with open('/tmp/more', 'wb') as f: f.write(bytes(12 << 20))").await);
    assert!(error.starts_with("OSError: "), "{error}");
    session.remove_file("/tmp/fits").await.expect("it is there");
    session.exec("import os\nif os.path.exists('/tmp/more'): os.remove('/tmp/more')").await.expect("room again");
    session.exec("with open('/tmp/more', 'wb') as f: f.write(bytes(12 << 20))").await.expect("there is room again");
}

#[tokio::test]
async fn the_number_of_files_violated_and_obeyed() {
    let mut session =
        wrapped().session().timeout(Duration::from_secs(30)).memory(256 << 20).start().await.expect("a session");
    let script = "
import errno, os
made = 0
try:
    while True:
        os.close(os.open(f'/tmp/{made}', os.O_CREAT | os.O_WRONLY))
        made += 1
except OSError as error:
    full = error.errno == errno.ENOSPC
";
    session.exec(script).await.expect("the error is caught");
    assert_eq!(session.eval::<(bool, u32)>("full, made").await.expect("an answer"), (true, 10_000));
    session
        .exec("os.remove('/tmp/0')\nos.close(os.open('/tmp/again', os.O_CREAT | os.O_WRONLY))")
        .await
        .expect("room for one again");
}

#[tokio::test]
async fn files_count_against_the_memory_limit() {
    let limit = 42 << 20;
    let mut session = wrapped().session().memory(limit).start().await.expect("a session");
    let script = "
written = 0
with open('/tmp/big', 'wb', buffering=0) as file:
    while written < 16 << 20:
        written += file.write(bytes(1 << 18))
";
    let error = raised(session.exec(script).await);
    assert!(error.starts_with("OSError: ") || error.starts_with("MemoryError"), "{error}");
    assert!(session.report().memory_peak <= limit, "{} bytes", session.report().memory_peak);
    session.exec("import os; os.remove('/tmp/big')").await.expect("the session goes on");
    // Memory that the files took stays theirs, for other files.
    session
        .exec("for _ in range(4): open('/tmp/small', 'ab').write(bytes(1 << 18))")
        .await
        .expect("there is room again");
}

#[tokio::test]
async fn sessions_have_files_of_their_own() {
    let mut first = wrapped_session().await;
    first.write_file("/tmp/secret", b"mine").await.expect("a new file");
    let mut second = wrapped_session().await;
    refused(second.read_file("/tmp/secret").await);
    drop(first);
    let mut third = wrapped_session().await;
    refused(third.read_file("/tmp/secret").await);
}

#[tokio::test]
async fn a_component_without_files_says_so() {
    let mut session = session().await;
    let error = session.read_file("/tmp/x").await.expect_err("it has none");
    assert!(matches!(error, Error::NoFiles), "{error:?}");
    assert_eq!(error.to_string(), "the component has no files of its own; wrap it with `wasi-virt`");
    assert_eq!(session.eval::<i64>("1 + 1").await.expect("the session goes on"), 2);
}

#[tokio::test]
async fn the_quota_obeyed_and_violated() {
    let mut session = wrapped().session().file_quota(100_000, 5).start().await.expect("a session");
    session.write_file("/tmp/a", &vec![0; 90_000]).await.expect("within the quota");
    let error = raised(session.exec("with open('/tmp/b', 'wb') as f: f.write(bytes(20_000))").await);
    assert!(error.starts_with("OSError"), "{error}");
    session.remove_file("/tmp/a").await.expect("the file");
    session.exec("with open('/tmp/b', 'wb') as f: f.write(bytes(20_000))").await.expect("there is room again");
    let error = raised(session.exec("for i in range(10): open(f'/tmp/{i}', 'w')").await);
    assert!(error.starts_with("OSError: [Errno 51]"), "{error}");

    let start = crate::python().session().file_quota(1, 1).start().await;
    assert!(matches!(start.map(|_| ()), Err(Error::NoFiles)), "a component without files has no quota");
}
