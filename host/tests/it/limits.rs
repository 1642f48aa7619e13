//! Each limit, obeyed and violated.

use std::time::{Duration, Instant};

use component_sandbox::{End, Engine, Error, Session, SessionBuilder};

use crate::{both, guest, python, raised};

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
    for (sandbox, statements) in both().into_iter().flat_map(|sandbox| ENDLESS.map(|statements| (sandbox, statements)))
    {
        let mut session = sandbox.session().timeout(SHORT).start().await.expect("a session");
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
    for sandbox in both() {
        let mut session = sandbox.session().timeout(Duration::from_secs(20)).start().await.expect("a session");
        session.exec("import time; time.sleep(0.3)").await.expect("within the limit");
        assert!(session.report().wall >= SHORT, "{:?}", session.report());
        assert_eq!(session.ended(), None);
    }
}

#[tokio::test]
async fn time_is_per_call_unless_a_total_is_set() {
    let call = Duration::from_millis(900);
    for sandbox in both() {
        let mut session = sandbox.session().timeout(call).start().await.expect("a session");
        for _ in 0..3 {
            session.exec("import time; time.sleep(0.4)").await.expect("each within its own limit");
        }

        let mut session = sandbox.session().timeout(call).total_timeout(call).start().await.expect("a session");
        session.exec("import time; time.sleep(0.4)").await.expect("within the total");
        let error = session.exec("time.sleep(0.8)").await.expect_err("beyond the total");
        assert!(matches!(error, Error::Timeout { limit } if limit == call), "{error:?}");
    }
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
    for sandbox in both() {
        let mut session = sandbox.session().start().await.expect("a session");
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
        let report = session.report();
        assert!(report.memory_peak <= 64 << 20 && report.memory_pages() <= 1024, "{report:?}");
        assert_eq!(session.eval::<i64>("len(bytes(10 * 1024 * 1024))").await.expect("there is room again"), 10 << 20);
    }
}

#[tokio::test]
async fn memory_obeyed() {
    for sandbox in both() {
        let mut session = sandbox.session().memory(256 << 20).start().await.expect("a session");
        session.exec("foo = bytes(100 * 1024 * 1024)").await.expect("within the limit");
        assert_eq!(session.eval::<i64>("foo[42]").await.expect("a number"), 0);
        let peak = session.report().memory_peak;
        assert!((100 << 20..256 << 20).contains(&peak), "{peak} bytes");
    }
}

#[tokio::test]
async fn memory_below_what_the_component_starts_with() {
    for sandbox in both() {
        crate::least_memory(sandbox).await;
    }
    let error = python().session().memory(8 << 20).start().await.err().expect("too little");
    match &error {
        Error::Memory { limit, needed } => assert!(*limit == 8 << 20 && *needed > 12 << 20, "{error}"),
        _ => panic!("{error:?}"),
    }
    assert!(error.to_string().starts_with("the memory limit of 8 MiB is too small: the component needs at least "));
}

#[tokio::test]
async fn a_component_that_starts_with_more_than_the_default() {
    let text = r#"(component
        (core module $m
            (memory (export "memory") 800)
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
            (func (export "run") (param i32 i32) (result i32) i32.const 0))
        (core instance $more (instantiate $m))
        (core instance $i (instantiate $m))
        (func (export "eval") (param "expression" string) (result (result string (error string)))
            (canon lift (core func $i "run") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
        (func (export "exec") (param "statements" string) (result (result (error string)))
            (canon lift (core func $i "run") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))"#;
    let engine = Engine::builder().sessions(1).no_cache().build().expect("an engine");
    let sandbox = engine.load_bytes(wat::parse_str(text).expect("valid text")).expect("the right exports");
    // Each of its memories is within the default, both together aren't.
    let error = sandbox.session().start().await.err().expect("too little");
    assert!(matches!(error, Error::Memory { limit: 0x400_0000, needed: 0x640_0000 }), "{error:?}");
    let mut session = sandbox.session().memory(100 << 20).start().await.expect("what the error says");
    session.exec("").await.expect("it has enough");
}

#[tokio::test]
async fn stack_violated() {
    for sandbox in both() {
        // With the limits that hold by default, the memory for Python's own frames may be full first, or the time be up.
        let session = sandbox.session().memory(256 << 20).timeout(Duration::from_mins(1)).start();
        let mut session = session.await.expect("a session");
        let error =
            session.exec("import sys; sys.setrecursionlimit(10**8)\ndef f(): f()\nf()").await.expect_err("too deep");
        assert!(matches!(error, Error::StackOverflow), "{error:?}");
        let error = session.exec("pass").await.expect_err("the session has ended");
        assert_eq!(error.to_string(), "the session has ended: its call stack had overflowed");
    }
}

#[tokio::test]
async fn stack_obeyed() {
    for sandbox in both() {
        let mut session = sandbox.session().start().await.expect("a session");
        let recursive = "import sys; sys.setrecursionlimit(5000)\ndef f(n): return n and f(n - 1)";
        session.exec(recursive).await.expect("a definition");
        assert_eq!(session.eval::<i64>("f(2000)").await.expect("deep, but not too deep"), 0);
    }
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

#[tokio::test]
async fn a_smaller_stack() {
    let engine = Engine::builder().stack(4 << 20).build().expect("an engine");
    let sandbox = engine.load(guest()).expect("the Python guest");
    let mut session = sandbox.session().start().await.expect("a session");
    assert_eq!(session.eval::<i64>("2 + 2").await.expect("shallow enough"), 4);
    let error = session.exec("import json; json.loads('[' * 100_000)").await.expect_err("it needs more");
    assert!(matches!(error, Error::StackOverflow), "{error:?}");
}

/// The start of a session with this limit, for each guest.
async fn starts(set: impl Fn(SessionBuilder) -> SessionBuilder) -> Vec<component_sandbox::Result<Session>> {
    let mut starts = Vec::new();
    for sandbox in both() {
        starts.push(set(sandbox.session()).start().await);
    }
    starts
}

#[tokio::test]
async fn table_elements_and_instances_obeyed_and_violated() {
    for start in starts(|session| session.table_elements(30_000).instances(150)).await {
        let mut session = start.expect("as much as the guests need");
        assert_eq!(session.eval::<i64>("2 + 2").await.expect("a number"), 4);
    }
    // Fused, the table has entries for functions of the host's as well.
    let starts_with_few = starts(|session| session.table_elements(1_000)).await;
    for (start, size) in starts_with_few.into_iter().zip([5672, 5759]) {
        let error = start.map(|_| ()).expect_err("fewer than the guests need");
        let why = format!("table minimum size of {size} elements exceeds table limits");
        assert_eq!(error.to_string(), format!("the component needs more than the session may have: {why}"));
    }
    // Wrapped, the guest is fused, and needs fewer.
    for start in starts(|session| session.instances(2)).await {
        let error = start.map(|_| ()).expect_err("fewer than the guests need");
        assert_eq!(
            error.to_string(),
            "the component needs more than the session may have: resource limit exceeded: instance count too high at 3"
        );
    }
}

#[tokio::test]
async fn a_guest_that_gives_up_for_want_of_memory_says_so() {
    // What a compiled guest does whose allocator got nothing: it traps, or answers with no address.
    for otherwise in ["unreachable", "(return (i32.const 0xffffff))"] {
        gives_up(otherwise).await;
    }
}

async fn gives_up(otherwise: &str) {
    let text = r#"(component
        (core module $m
            (memory (export "memory") 1)
            (func (export "stay") (param i32 i32 i32 i32) (result i32) i32.const 1024)
            (func (export "realloc") (param i32 i32 i32 i32) (result i32)
                (if (i32.eq (memory.grow (i32.const 1000)) (i32.const -1)) (then OTHERWISE))
                i32.const 1024)
            (func (export "run") (param i32 i32) (result i32) i32.const 0))
        (core instance $i (instantiate $m))
        (func (export "eval") (param "expression" string) (result (result string (error string)))
            (canon lift (core func $i "run") (memory (core memory $i "memory")) (realloc (core func $i "stay"))))
        (func (export "exec") (param "statements" string) (result (result (error string)))
            (canon lift (core func $i "run") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))"#;
    let engine = Engine::builder().sessions(1).no_cache().build().expect("an engine");
    let text = text.replace("OTHERWISE", otherwise);
    let sandbox = engine.load_bytes(wat::parse_str(text).expect("valid text")).expect("the right exports");
    let mut session = sandbox.session().memory(1 << 20).start().await.expect("a session");
    let error = session.exec("x").await.expect_err("it traps");
    assert!(matches!(error, Error::OutOfMemory { limit: 0x10_0000 }), "{error:?}");
    assert_eq!(error.to_string(), "the guest ran out of memory: the limit is 1 MiB");
    let error = session.exec("x").await.expect_err("the session has ended");
    assert_eq!(error.to_string(), "the session has ended: it had run out of memory: the limit was 1 MiB");
    let mut session = sandbox.session().memory(256 << 20).start().await.expect("a session");
    session.exec("x").await.expect("within the limit");
}

#[tokio::test]
async fn no_error_tells_of_the_host() {
    let directory = env!("CARGO_MANIFEST_DIR").rsplit_once('/').expect("a folder of a folder").0;
    for sandbox in both() {
        for statements in [
            "import os; os.abort()",
            "import os; os._exit(3)",
            "import sys; sys.setrecursionlimit(10**8)\ndef f(): f()\nf()",
            "while True: pass",
            "open('/etc/passwd')",
            "raise SystemExit(1)",
            "import ctypes",
        ] {
            let run = sandbox.session().timeout(SHORT).run(statements).await;
            let error = run.result.expect_err(statements);
            let told = format!("{error} {error:?} {:?} {:?}", run.output, run.report);
            for secret in [directory, ".rs:", "wasm backtrace", "stack backtrace", ".cargo", "wasmtime"] {
                assert!(!told.contains(secret), "{statements}: `{secret}` in {told}");
            }
        }
    }
}
