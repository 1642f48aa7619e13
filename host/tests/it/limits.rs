//! Each limit, obeyed and violated.

use std::time::{Duration, Instant};

use component_sandbox::{End, Engine, Error};

use crate::{guest, python, raised, session};

const SHORT: Duration = Duration::from_millis(300);

/// Code that would run for much longer than a test, each in a way of its own.
const ENDLESS: [&str; 6] = [
    "while True: pass",
    "import time; time.sleep(60)",
    "import re; re.match(r'(a+)+$', 'a' * 40 + 'b')",
    "10**10**8",
    "while True:\n try:\n  while True: pass\n except BaseException: pass",
    "import select; select.select([], [], [], 60)",
];

#[tokio::test]
async fn time_violated() {
    for statements in ENDLESS {
        let mut session = python().session().timeout(SHORT).start().await.expect("a session");
        let start = Instant::now();
        let error = session.exec(statements).await.expect_err(statements);
        assert!(matches!(error, Error::Timeout { limit } if limit == SHORT), "{statements}: {error:?}");
        // Generous, for a busy machine: what matters is that it ends long before the code would.
        assert!(start.elapsed() < SHORT * 20, "{statements} ended after {:?}", start.elapsed());

        let error = session.eval::<i64>("1").await.expect_err("the session has ended");
        assert!(matches!(error, Error::Ended(End::Timeout(limit)) if limit == SHORT), "{error:?}");
        assert_eq!(error.to_string(), "the session has ended: the time limit of 300ms had passed");
        assert_eq!(session.ended(), Some(&End::Timeout(SHORT)));
    }
}

#[tokio::test]
async fn time_obeyed() {
    let mut session = python().session().timeout(Duration::from_secs(20)).start().await.expect("a session");
    session.exec("import time; time.sleep(0.3)").await.expect("within the limit");
    assert!(session.report().wall >= SHORT, "{:?}", session.report().wall);
    assert_eq!(session.ended(), None);
}

#[tokio::test]
async fn time_is_per_call_unless_a_total_is_set() {
    let call = Duration::from_millis(900);
    let mut session = python().session().timeout(call).start().await.expect("a session");
    for _ in 0..3 {
        session.exec("import time; time.sleep(0.4)").await.expect("each within its own limit");
    }

    let mut session = python().session().timeout(call).total_timeout(call).start().await.expect("a session");
    session.exec("import time; time.sleep(0.4)").await.expect("within the total");
    let error = session.exec("time.sleep(0.8)").await.expect_err("beyond the total");
    assert!(matches!(error, Error::Timeout { limit } if limit == call), "{error:?}");
}

#[tokio::test]
async fn the_time_between_calls_is_free() {
    let total = Duration::from_millis(500);
    let mut session = python().session().total_timeout(total).start().await.expect("a session");
    tokio::time::sleep(total).await;
    assert_eq!(session.eval::<i64>("1").await.expect("none of the total was used"), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn a_looping_guest_lets_other_tasks_run() {
    let mut session = python().session().timeout(Duration::from_secs(1)).start().await.expect("a session");
    let looping = tokio::spawn(async move { session.exec("while True: pass").await });
    let mut beats = 0;
    while !looping.is_finished() {
        tokio::time::sleep(Duration::from_millis(20)).await;
        beats += 1;
    }
    assert!(matches!(looping.await.expect("no panic"), Err(Error::Timeout { .. })));
    assert!(beats >= 10, "only {beats} beats in a second on the guest's own thread");
}

#[tokio::test]
async fn memory_violated() {
    let mut session = session().await;
    for statements in [
        "foo = bytes(100 * 1024 * 1024)",
        "foo = 'x' * 10**9",
        "foo = [0] * 10**9",
        "foo = []\nwhile True: foo.append(bytes(10**6))",
        "foo = {}\nwhile True: foo[len(foo)] = str(len(foo))",
    ] {
        assert_eq!(raised(session.exec(statements).await), "MemoryError", "{statements}");
        session.exec("foo = None").await.expect("the session goes on");
    }
    assert!(session.report().memory_peak <= 64 << 20, "{} bytes", session.report().memory_peak);
    assert_eq!(session.eval::<i64>("len(bytes(10 * 1024 * 1024))").await.expect("there is room again"), 10 << 20);
}

#[tokio::test]
async fn memory_obeyed() {
    let mut session = python().session().memory(256 << 20).start().await.expect("a session");
    session.exec("foo = bytes(100 * 1024 * 1024)").await.expect("within the limit");
    assert_eq!(session.eval::<i64>("foo[42]").await.expect("a number"), 0);
    assert!((100 << 20..256 << 20).contains(&session.report().memory_peak), "{} bytes", session.report().memory_peak);
}

#[tokio::test]
async fn memory_below_what_the_component_starts_with() {
    let error = python().session().memory(8 << 20).start().await.err().expect("too little");
    match &error {
        Error::Memory { limit, needed } => assert!(*limit == 8 << 20 && *needed > 12 << 20, "{error}"),
        _ => panic!("{error:?}"),
    }
    assert!(error.to_string().starts_with("the memory limit of 8 MiB is too small: the component needs at least "));
}

#[tokio::test]
async fn stack_violated() {
    let mut session = session().await;
    let error =
        session.exec("import sys; sys.setrecursionlimit(10**8)\ndef f(): f()\nf()").await.expect_err("too deep");
    assert!(matches!(error, Error::StackOverflow), "{error:?}");
    let error = session.exec("pass").await.expect_err("the session has ended");
    assert_eq!(error.to_string(), "the session has ended: its call stack had overflowed");
}

#[tokio::test]
async fn stack_obeyed() {
    let mut session = session().await;
    session
        .exec("import sys; sys.setrecursionlimit(5000)\ndef f(n): return n and f(n - 1)")
        .await
        .expect("a definition");
    assert_eq!(session.eval::<i64>("f(2000)").await.expect("deep, but not too deep"), 0);
}

#[tokio::test]
async fn sessions_violated_and_obeyed() {
    let engine = Engine::builder().sessions(2).build().expect("an engine");
    let sandbox = engine.load(guest()).expect("the Python guest");
    let first = sandbox.session().start().await.expect("the first of two");
    let _second = sandbox.session().start().await.expect("the second of two");
    let error = sandbox.session().start().await.err().expect("there are only two");
    assert!(matches!(error, Error::Busy { limit: 2 }), "{error:?}");
    drop(first);
    let mut third = sandbox.session().start().await.expect("there is room again");
    assert_eq!(third.eval::<i64>("1 + 1").await.expect("it works"), 2);
}

#[tokio::test]
async fn a_session_that_ended_frees_its_slot() {
    let engine = Engine::builder().sessions(1).build().expect("an engine");
    let sandbox = engine.load(guest()).expect("the Python guest");
    let mut ended = sandbox.session().timeout(SHORT).start().await.expect("the only one");
    ended.exec("while True: pass").await.expect_err("its time is up");
    let mut next = sandbox.session().start().await.expect("there is room again, though `ended` still lives");
    assert_eq!(next.eval::<i64>("1 + 1").await.expect("it works"), 2);
}
