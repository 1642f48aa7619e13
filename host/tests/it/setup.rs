//! What a session and an engine can be set up with.

use std::time::{Duration, UNIX_EPOCH};

use component_sandbox::{CancellationToken, Clock, ComponentError, Engine, Error, Imports, Random};
use serde_json::{Value, json};

use crate::{both, guest, python, wrapped};

#[tokio::test]
async fn a_prelude_runs_before_the_code() {
    for sandbox in both() {
        let mut session = sandbox.session().prelude("def area(r): return 3 * r * r").start().await.expect("a session");
        assert!(session.eval::<i64>("area(2)").await.expect("its function") == 12);

        match sandbox.session().prelude("x = 1\nx / 0").start().await.map(|_| ()) {
            Err(Error::Prelude(error)) => {
                assert_eq!(error.kind(), "ZeroDivisionError");
                assert!(error.traceback().contains("line 2, in <module>"), "{}", error.traceback());
            }
            other => panic!("{other:?}"),
        }
        let timeout = Duration::from_millis(300);
        let endless = sandbox.session().timeout(timeout).prelude("while True: pass").start().await;
        assert!(matches!(endless.map(|_| ()), Err(Error::Timeout { limit }) if limit == timeout));
        // Its lines and its output don't move those of the code.
        let run = sandbox.session().prelude("print('prelude')\n\n\n").run("1 /\\\n 0").await;
        assert!(run.result.is_err() && run.output.stdout.text() == "prelude\n");
        assert!(run.output.stderr.text().contains("line 1, in <module>"), "{}", run.output.stderr.text());
    }
}

#[tokio::test]
async fn arguments_are_at_the_end_of_argv() {
    for sandbox in both() {
        let mut session = sandbox.session().arg("first").arg("zweites é").start().await.expect("a session");
        let argv: Vec<String> = session.eval("__import__('sys').argv").await.expect("a list");
        assert!(argv.ends_with(&["first".to_owned(), "zweites é".to_owned()]), "{argv:?}");
    }
}

#[tokio::test]
async fn standard_input_from_bytes() {
    for sandbox in both() {
        let stdin = std::io::Cursor::new("one\ntwo\n");
        let run = sandbox.session().stdin(stdin).run("import sys\nsys.stdin.read().split()").await;
        assert_eq!(run.result.expect("a value"), Some(json!(["one", "two"])));
    }
}

const CHANCE: &str = "import os, random, secrets, time, uuid, datetime\n[random.random(), os.urandom(8).hex(), \
                      secrets.token_hex(8), str(uuid.uuid4()), random.Random().random(), len({os.urandom(1) for _ in range(99)}), time.time(), time.monotonic(), str(datetime.datetime.now())]";

#[tokio::test]
async fn a_seed_and_a_fixed_clock_make_runs_alike() {
    let start = UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for sandbox in both() {
        let run = async |seed| {
            let run = sandbox.session().random(Random::Seeded(seed)).clock(Clock::Fixed(start)).run(CHANCE).await;
            run.result.expect("a value").expect("a list")
        };
        let (first, again, other) = (run(1).await, run(1).await, run(2).await);
        assert_eq!(first, again);
        for place in 0..5 {
            assert_ne!(first[place], other[place], "the seed decides about value {place}");
        }
        let time = first[6].as_f64().expect("a time");
        assert!((1e9..1e9 + 10.0).contains(&time), "{time}");
        assert!(first[8].as_str().is_some_and(|now| now.starts_with("2001-09-09 01:46:4")), "{}", first[8]);
    }
}

#[tokio::test]
async fn by_default_chance_and_time_are_real() {
    for sandbox in both() {
        let values = async || sandbox.run(CHANCE).await.result.expect("a value").expect("a list");
        let (first, second): (Value, Value) = (values().await, values().await);
        for place in 0..5 {
            assert_ne!(first[place], second[place], "value {place}");
        }
        let now = UNIX_EPOCH.elapsed().expect("a time after 1970").as_secs_f64();
        assert!((now - first[6].as_f64().expect("a time")).abs() < 60.0);
    }
}

#[tokio::test]
async fn a_fixed_clock_moves_with_each_reading() {
    let fixed = wrapped().session().clock(Clock::Fixed(UNIX_EPOCH)).random(Random::Seeded(0));
    let mut session = fixed.start().await.expect("a session");
    session.exec("import time\nend = time.monotonic() + 1\nwhile time.monotonic() < end: pass").await.expect("it ends");
    session.exec("time.sleep(0.01)").await.expect("sleeping works");
}

#[tokio::test]
async fn a_full_engine_waits_if_it_is_told_to() {
    let engine = Engine::builder().sessions(1).wait(Duration::from_secs(30)).build().expect("an engine");
    let sandbox = engine.load(guest()).expect("the Python guest");
    let held = sandbox.session().start().await.expect("the only session");
    let waiting = tokio::spawn(sandbox.session().start());
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!waiting.is_finished(), "it waits");
    drop(held);
    waiting.await.expect("no panic").expect("the slot is free");

    let engine = Engine::builder().sessions(1).wait(Duration::from_millis(50)).build().expect("an engine");
    let sandbox = engine.load(guest()).expect("the Python guest");
    let _held = sandbox.session().start().await.expect("the only session");
    let error = sandbox.session().start().await.map(|_| ()).expect_err("the time to wait is over");
    assert!(matches!(error, Error::Busy { limit: 1 }), "{error:?}");
}

#[test]
fn an_engine_that_makes_no_sense_is_refused() {
    for (builder, what) in [
        (Engine::builder().sessions(0), "`sessions` must be at least 1"),
        (Engine::builder().parallelism(0), "`parallelism` must be at least 1"),
        (Engine::builder().epoch_tick(Duration::ZERO), "`epoch_tick` must be more than nothing"),
        (Engine::builder().stack(1000), "`stack` must be from 64 KiB to 1 GiB"),
        (Engine::builder().stack(2 << 30), "`stack` must be from 64 KiB to 1 GiB"),
    ] {
        let error = builder.build().map(|_| ()).expect_err(what);
        assert_eq!(error.to_string(), format!("the engine can't be set up so: {what}"));
    }
}

#[tokio::test]
async fn the_import_policy() {
    let load = |imports| Engine::builder().imports(imports).build().expect("an engine").load(guest()).map(|_| ());
    let packages =
        ["wasi:cli", "wasi:clocks", "wasi:filesystem", "wasi:io", "wasi:random", "wasi:sockets", "local:sandbox"];
    let all = packages.iter().fold(Imports::none(), |imports, package| imports.allow(*package));
    load(all).expect("all that it imports is allowed");
    let some = packages.iter().filter(|package| **package != "wasi:sockets");
    match load(some.fold(Imports::none(), |imports, package| imports.allow(*package))) {
        Err(Error::Component(ComponentError::Policy { interfaces, .. })) => {
            assert!(
                interfaces.len() > 3 && interfaces.iter().all(|name| name.starts_with("wasi:sockets/")),
                "{interfaces:?}"
            );
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_token_ends_a_call_and_all_that_follow() {
    for statements in ["while True: pass", "import time; time.sleep(60)"] {
        let token = CancellationToken::new();
        let mut session = python().session().cancel(token.clone()).start().await.expect("a session");
        session.exec("x = 1").await.expect("not cancelled yet");
        let cancelling = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            token.cancel();
        });
        let error = session.exec(statements).await.expect_err("it was cancelled");
        assert!(matches!(error, Error::Cancelled), "{error:?}");
        assert!(matches!(session.exec("x").await, Err(Error::Ended(component_sandbox::End::Cancelled))));
        cancelling.await.expect("no panic");
    }
    let token = CancellationToken::new();
    token.cancel();
    let start = python().session().cancel(token).start().await;
    assert!(matches!(start.map(|_| ()), Err(Error::Cancelled)));
}
