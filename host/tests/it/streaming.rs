//! Output as it is written: to a callback, into a channel, and what happens at its limit.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use component_sandbox::{Chunk, End, Error, Overflow};
use tokio::sync::mpsc;

use crate::{both, python, raised};

const BOTH: &str = "import sys\nfor i in range(3):\n    print('out', i)\n    print('err', i, file=sys.stderr)";

fn shown(chunk: &Chunk) -> String {
    let name = match chunk {
        Chunk::Stdout(_) => "stdout",
        Chunk::Stderr(_) => "stderr",
        _ => "another stream",
    };
    format!("{name}: {}", chunk.text().trim_end())
}

const EXPECTED: [&str; 6] =
    ["stdout: out 0", "stderr: err 0", "stdout: out 1", "stderr: err 1", "stdout: out 2", "stderr: err 2"];

#[tokio::test]
async fn a_callback_gets_both_streams_in_their_order() {
    for sandbox in both() {
        let chunks = Arc::new(Mutex::new(Vec::new()));
        let callback = {
            let chunks = Arc::clone(&chunks);
            move |chunk: Chunk| chunks.lock().expect("no panic").push(shown(&chunk))
        };
        let mut session = sandbox.session().on_output(callback).start().await.expect("a session");
        session.exec(BOTH).await.expect("output");
        assert_eq!(*chunks.lock().expect("no panic"), EXPECTED);
        assert!(session.take_output().stdout.bytes.is_empty(), "it isn't kept as well");
    }
}

#[tokio::test]
async fn a_channel_gets_output_while_the_code_runs() {
    let (sender, mut receiver) = mpsc::channel(1);
    let mut session = python().session().channel(sender).start().await.expect("a session");
    let running = tokio::spawn(async move {
        session.exec(BOTH).await.expect("output");
        session.exec("print('x' * 200_000)").await.expect("output");
        session
    });
    let mut chunks = Vec::new();
    for _ in 0..EXPECTED.len() {
        chunks.push(shown(&receiver.recv().await.expect("a chunk")));
    }
    assert_eq!(chunks, EXPECTED);
    let mut long = 0;
    while long < 200_001 {
        long += receiver.recv().await.expect("a chunk").bytes().len();
    }
    running.await.expect("no panic");
    assert_eq!(long, 200_001);
    assert!(receiver.recv().await.is_none(), "the session is gone");
}

#[tokio::test]
async fn a_channel_that_nobody_empties_makes_the_guest_wait() {
    let timeout = Duration::from_millis(300);
    let (sender, mut receiver) = mpsc::channel(2);
    let mut session = python().session().timeout(timeout).channel(sender).start().await.expect("a session");
    let error = session.exec("while True: print('x' * 1000)").await.expect_err("nobody reads");
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    drop(session);
    let mut held = 0;
    while let Some(chunk) = receiver.recv().await {
        held += chunk.bytes().len();
    }
    assert!(held < 4 * 65_536, "{held} bytes were held by the host");
}

#[tokio::test]
async fn a_channel_without_a_receiver_is_an_error_of_the_code() {
    let (sender, mut receiver) = mpsc::channel(10);
    let mut session = python().session().channel(sender.clone()).start().await.expect("a session");
    session.exec("print('to somebody')").await.expect("output");
    assert_eq!(receiver.recv().await.expect("a chunk").text(), "to somebody\n");
    drop(receiver);
    let error = raised(session.exec("print('to nobody', flush=True)").await);
    assert!(error.starts_with("OSError") || error.starts_with("BrokenPipeError"), "{error}");

    let mut session = python().session().channel(sender).start().await.expect("a session");
    let error = raised(session.exec("print('to nobody', flush=True)").await);
    assert!(error.starts_with("PermissionError"), "there was nobody from the start: {error}");
}

#[tokio::test]
async fn the_limit_holds_for_those_who_listen() {
    let (sender, mut receiver) = mpsc::channel(100);
    let mut session = python().session().output_limit(10).channel(sender).start().await.expect("a session");
    session.exec("for _ in range(10): print('four')").await.expect("the code goes on");
    let output = session.take_output();
    drop(session);
    let mut bytes = Vec::new();
    while let Some(chunk) = receiver.recv().await {
        bytes.extend_from_slice(chunk.bytes());
    }
    assert_eq!((bytes.as_slice(), output.stdout.dropped), (b"four\nfour\n".as_slice(), 40));
}

#[tokio::test]
async fn a_session_can_end_at_its_output_limit() {
    for sandbox in both() {
        let builder = || sandbox.session().output_limit(1000).overflow(Overflow::End);
        let mut session = builder().start().await.expect("a session");
        session.exec("print('x' * 999)").await.expect("exactly the limit");
        let error = session.exec("print('one more')").await.expect_err("beyond the limit");
        assert!(matches!(error, Error::Output { limit: 1000 }), "{error:?}");
        assert_eq!(error.to_string(), "the output limit of 1000 bytes was exceeded");
        assert_eq!(session.ended(), Some(&End::Output(1000)));
        let output = session.take_output();
        assert_eq!((output.stdout.bytes.len(), output.stdout.dropped), (1000, 9));

        let run = builder().run("try:\n  while True: print('flood')\nexcept BaseException: pass").await;
        assert!(matches!(run.result, Err(Error::Output { .. })), "{:?}", run.result);
        assert_eq!(run.output.stdout.bytes.len(), 1000);
    }
}
