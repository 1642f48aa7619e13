//! What the guest writes: kept or forwarded, flushed, cut at its limit.

use std::time::Duration;

use component_sandbox::{Engine, Error};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::{guest, python, raised, session};

#[tokio::test]
async fn output_is_flushed_before_a_call_returns() {
    let mut session = session().await;
    session.exec("import sys; print('out', end=''); print('err', end='', file=sys.stderr)").await.expect("output");
    let output = session.take_output();
    assert_eq!((output.stdout.text().as_ref(), output.stderr.text().as_ref()), ("out", "err"));
    assert!(output.stdout.unfinished_line);
    assert_eq!(session.take_output().stdout.text(), "", "it was taken");
}

#[tokio::test]
async fn output_within_the_limit_is_whole() {
    let mut session = session().await;
    session.exec("for i in range(10_000): print(i)").await.expect("output");
    let stdout = session.take_output().stdout;
    assert!(stdout.text().lines().eq((0..10_000).map(|i| i.to_string())));
    assert!(!stdout.truncated());
}

#[tokio::test]
async fn a_line_that_takes_several_writes_is_whole() {
    let mut session = session().await;
    session.exec("print('x' * 1_000_000)\nimport sys\nsys.stdout.buffer.write(b'y' * 20_000)").await.expect("output");
    let stdout = session.take_output().stdout;
    assert!(
        stdout.text().eq(&format!("{}\n{}", "x".repeat(1_000_000), "y".repeat(20_000))),
        "{} bytes",
        stdout.bytes.len()
    );

    let (writer, mut reader) = tokio::io::duplex(1000);
    let mut session = python().session().stdout(writer).start().await.expect("a session");
    let reading = tokio::spawn(async move {
        let mut read = Vec::new();
        reader.read_to_end(&mut read).await.map(|_| read)
    });
    session.exec("print('x' * 1_000_000)").await.expect("output");
    drop(session);
    let read = reading.await.expect("no panic").expect("a pipe");
    assert_eq!(read.len(), 1_000_001);
}

#[tokio::test]
async fn output_beyond_the_limit_is_cut_and_the_run_goes_on() {
    for sandbox in crate::both() {
        let mut session = sandbox.session().output_limit(1000).start().await.expect("a session");
        cut_and_going_on(&mut session).await;
    }
}

async fn cut_and_going_on(session: &mut component_sandbox::Session) {
    session.exec("for i in range(1000): print('x' * 99)\ndone = True").await.expect("more than fits");
    let stdout = session.take_output().stdout;
    assert_eq!((stdout.bytes.len(), stdout.dropped), (1000, 99_000));
    assert!(stdout.truncated());
    assert!(session.eval::<bool>("done").await.expect("the code came to its end"));
    session.exec("print('again')").await.expect("output");
    assert_eq!(session.take_output().stdout.text(), "again\n", "taking made room");
}

#[tokio::test]
async fn output_without_end_ends_with_the_time_limit() {
    let mut session = python().session().timeout(Duration::from_millis(500)).start().await.expect("a session");
    let error = session.exec("while True: print('x' * 1000)").await.expect_err("without end");
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    let stdout = session.take_output().stdout;
    assert_eq!(stdout.bytes.len(), 1 << 20, "the default limit");
    assert!(stdout.dropped > 0);
}

#[tokio::test]
async fn what_was_printed_before_a_time_limit_is_kept() {
    let mut session = python().session().timeout(Duration::from_millis(300)).start().await.expect("a session");
    session.exec("print('before')\nwhile True: pass").await.expect_err("without end");
    assert_eq!(session.take_output().stdout.text(), "before\n");
}

#[tokio::test]
async fn forwarded_output_has_arrived_when_a_call_returns() {
    let (writer, mut reader) = tokio::io::duplex(1 << 20);
    let mut session = python().session().stdout(writer).start().await.expect("a session");
    session.exec("print('hello')").await.expect("output");
    let mut buffer = [0; 64];
    let read = reader.read(&mut buffer).await.expect("it is there");
    assert_eq!(&buffer[..read], b"hello\n");
    assert_eq!(session.take_output().stdout.text(), "", "it was forwarded, not kept");
}

#[tokio::test]
async fn forwarded_output_arrives_as_it_is_written() {
    let (writer, mut reader) = tokio::io::duplex(1 << 20);
    let mut session = python().session().stdout(writer).start().await.expect("a session");
    let running = tokio::spawn(async move { session.exec("import time; print('now'); time.sleep(1)").await });
    let mut buffer = [0; 64];
    let read = reader.read(&mut buffer).await.expect("it is there");
    assert_eq!(&buffer[..read], b"now\n");
    assert!(!running.is_finished(), "the call is still under way");
    running.await.expect("no panic").expect("it ends well");
}

#[tokio::test]
async fn a_reader_that_stops_reading_doesnt_stop_the_clock() {
    let (writer, _reader) = tokio::io::duplex(16);
    let mut session =
        python().session().timeout(Duration::from_millis(300)).stdout(writer).start().await.expect("a session");
    let error = session.exec("while True: print('x' * 1000)").await.expect_err("nobody reads");
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
}

#[tokio::test]
async fn a_session_that_ended_frees_its_slot_before_a_slow_reader_has_all() {
    let engine = Engine::builder().sessions(1).wait(Duration::from_millis(700)).build().expect("an engine");
    let sandbox = engine.load(guest()).expect("the Python guest");
    let (writer, _reader) = tokio::io::duplex(16);
    let mut session = sandbox.session().stdout(writer).start().await.expect("the only one");
    // Its call returns after a second, in which nobody reads.
    let ending = tokio::spawn(async move { session.exec("print('x' * 1000); import os; os._exit(0)").await });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!ending.is_finished(), "its output is waited for");
    sandbox.session().start().await.expect("its slot is free");
    assert!(ending.await.expect("no panic").is_err());
}

#[tokio::test]
async fn a_reader_that_is_gone_is_an_error_of_the_code() {
    let (writer, reader) = tokio::io::duplex(16);
    drop(reader);
    let mut session = python().session().stdout(writer).start().await.expect("a session");
    let error = raised(session.exec("while True: print('x' * 1000)").await);
    assert!(error.contains("Error: "), "{error}");
    assert_eq!(session.eval::<i64>("1 + 1").await.expect("the session goes on"), 2);
}

#[tokio::test]
async fn standard_input_is_what_is_given() {
    let mut session = python().session().stdin(&b"one\ntwo"[..]).start().await.expect("a session");
    assert_eq!(session.eval::<Vec<String>>("[input(), input()]").await.expect("two lines"), ["one", "two"]);
    assert_eq!(raised(session.exec("input()").await), "EOFError: EOF when reading a line");

    let (mut writer, reader) = tokio::io::duplex(64);
    let mut session = python().session().stdin(reader).start().await.expect("a session");
    let reading = tokio::spawn(async move { session.eval::<String>("input()").await });
    tokio::time::sleep(Duration::from_millis(50)).await;
    writer.write_all(b"late\n").await.expect("the guest waits");
    assert_eq!(reading.await.expect("no panic").expect("a line"), "late");
}
