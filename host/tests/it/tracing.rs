//! What the library tells those who trace a program.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ::tracing::subscriber;
use testing::child;
use tracing_subscriber::filter::LevelFilter;

use crate::python;

/// Text that several writers write.
#[derive(Clone, Default)]
struct Text(Arc<Mutex<Vec<u8>>>);

impl Write for Text {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn each_call_is_a_span_with_the_sessions_number_and_its_end_an_event() {
    // Alone: what other threads' lack of a subscriber decides about a span is cached for all.
    if child::told().is_none() {
        return child::run("tracing::each_call_is_a_span_with_the_sessions_number_and_its_end_an_event", "alone");
    }
    let text = Text::default();
    let writer = text.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::DEBUG)
        .with_ansi(false)
        .without_time()
        .with_writer(move || writer.clone())
        .finish();
    let timeout = Duration::from_millis(100);
    let told = {
        // For this thread, which is the only one of the test's runtime.
        let _subscribed = subscriber::set_default(subscriber);
        let mut session = python().session().timeout(timeout).start().await.expect("a session");
        session.exec("x = 1").await.expect("an assignment");
        session.exec("while True: pass").await.expect_err("its time is up");
        String::from_utf8(text.0.lock().expect("no panic").clone()).expect("text")
    };
    let lines: Vec<&str> = told.lines().filter(|line| line.contains("component_sandbox")).collect();
    assert_eq!(lines.len(), 3, "{told}");
    let number = lines[0].split_once("call{session=").and_then(|(_, rest)| rest.split_once(' ')).expect("a number").0;
    for (line, what, end) in [
        (lines[0], "start", "returned duration="),
        (lines[1], "exec", "returned duration="),
        (lines[2], "exec", "ended the session duration="),
    ] {
        assert!(line.contains(&format!("call{{session={number} what=\"{what}\"}}")) && line.contains(end), "{line}");
    }
    assert!(lines[2].contains("end=the time limit of 100ms had passed"), "{}", lines[2]);
}
