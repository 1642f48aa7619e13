//! The calls that wait.

use std::time::Duration;

use component_sandbox::{Engine, Error, blocking};
use serde_json::json;

use crate::{python, wrapped};

#[test]
fn sessions_and_runs_without_a_runtime() {
    let mut session = blocking::start(wrapped().session()).expect("a session");
    session.exec("print('hello')\ndef double(x): return x * 2").expect("a function");
    assert_eq!(session.eval::<i64>("double(21)").expect("a number"), 42);
    assert_eq!(session.eval_json("[1,  2]").expect("JSON"), "[1, 2]");
    session.set("name", "value").expect("a value");
    assert_eq!(session.call::<String>("double", ("ab",)).expect("a string"), "abab");
    session.write_file("/tmp/file", b"content").expect("a file");
    assert_eq!(session.read_file("/tmp/file").expect("its content"), b"content");
    assert_eq!(session.list_files("/tmp").expect("a directory").len(), 1);
    session.remove_file("/tmp/file").expect("the file");
    assert_eq!(session.take_output().stdout.text(), "hello\n");
    assert!(session.report().calls > 5 && session.ended().is_none());

    let run = blocking::run(wrapped().session(), "6 * 7").expect("no runtime here");
    assert_eq!(run.result.expect("a value"), Some(json!(42)));
}

#[test]
fn limits_hold() {
    let timeout = Duration::from_millis(200);
    for statements in ["while True: pass", "import time; time.sleep(60)"] {
        let mut session = blocking::start(python().session().timeout(timeout)).expect("a session");
        let error = session.exec(statements).expect_err("the time is up");
        assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
        assert!(session.ended().is_some());
    }
}

#[test]
fn many_threads_at_once() {
    std::thread::scope(|scope| {
        for i in 0..16 {
            scope.spawn(move || {
                let mut session = blocking::start(python().session()).expect("a session");
                session.exec(&format!("mine = {i}")).expect("an assignment");
                assert_eq!(session.eval::<i64>("mine").expect("a number"), i);
            });
        }
    });
}

#[test]
fn a_thread_that_waits_for_a_session() {
    let engine = Engine::builder().sessions(1).wait(Duration::from_secs(30)).build().expect("an engine");
    let sandbox = engine.load(crate::guest()).expect("the Python guest");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| blocking::run(sandbox.session(), "1").expect("no runtime").result.expect("it waited"));
        }
    });
}

#[tokio::test]
async fn within_a_runtime_they_are_refused() {
    let refused = |error: Error| assert!(matches!(error, Error::Config(_)), "{error:?}");
    refused(blocking::start(python().session()).map(|_| ()).expect_err("a runtime"));
    refused(blocking::run(python().session(), "1").map(|_| ()).expect_err("a runtime"));
    let started = std::thread::spawn(|| blocking::start(python().session()).expect("a session"));
    let mut session = started.join().expect("no panic");
    refused(session.exec("1").expect_err("a runtime"));
    drop(session);
}
