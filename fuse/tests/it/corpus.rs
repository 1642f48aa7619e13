//! A corpus of code, `tests/corpus/strings.txt`, that the Python guest answers in the same way before and after, in each
//! value, error and piece of output.

use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use component_sandbox::{Clock, Engine, Error, Random, Sandbox, Session};
use wasi_virt::{Stdio, WasiVirt};

use crate::{dist, fused_python, optimized_python, python};

const STRINGS: &str = include_str!("../corpus/strings.txt");

/// Strings that share a session.
struct Part {
    title: &'static str,
    strings: Vec<String>,
}

/// Whether a string is statements, and what it is without the mark.
fn kind(string: &str) -> (bool, &str) {
    string.strip_prefix(':').map_or((false, string), |statements| (true, statements))
}

fn corpus() -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for line in STRINGS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(title) = line.strip_prefix("== ") {
            parts.push(Part { title, strings: Vec::new() });
            continue;
        }
        let strings = &mut parts.last_mut().expect("the first line is a title").strings;
        match (line.strip_prefix(' '), strings.last_mut()) {
            (Some(more), Some(statements)) => {
                statements.push('\n');
                statements.push_str(more);
            }
            _ => strings.push(line.to_owned()),
        }
    }
    parts
}

fn engine() -> &'static Engine {
    static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new().expect("an engine"));
    &ENGINE
}

fn load(component: &[u8]) -> Sandbox {
    engine().load_bytes(component).unwrap_or_else(|error| panic!("{error}"))
}

/// A fresh session, in which nothing is left to chance.
async fn start(sandbox: &Sandbox) -> Session {
    let clock = Clock::Fixed(SystemTime::UNIX_EPOCH + Duration::from_hours(500_000));
    let session = sandbox.session().clock(clock).random(Random::Seeded(7)).timeout(Duration::from_mins(1));
    session.start().await.unwrap_or_else(|error| panic!("{error}"))
}

/// What comes of a string: the value, nothing, or the error.
async fn answer(session: &mut Session, string: &str) -> Result<String, String> {
    let (is_statements, code) = kind(string);
    let result =
        if is_statements { session.exec(code).await.map(|()| String::new()) } else { session.eval_json(code).await };
    // Where in the code a guest trapped is another place.
    result.map_err(|error| match error {
        Error::Trap { .. } => "a trap".to_owned(),
        error => error.to_string(),
    })
}

/// Compares what both answer to each string; returns how many values and how many errors that were.
async fn compare(before: &Sandbox, after: &Sandbox, parts: impl Iterator<Item = Part>) -> (usize, usize) {
    let (mut values, mut errors) = (0, 0);
    for part in parts {
        let (mut first, mut second) = (start(before).await, start(after).await);
        for string in &part.strings {
            let (expected, found) = (answer(&mut first, string).await, answer(&mut second, string).await);
            assert_eq!(expected, found, "{}: {string}", part.title);
            *(if found.is_ok() { &mut values } else { &mut errors }) += 1;
            let (expected, found) = (first.take_output(), second.take_output());
            assert_eq!(expected.stdout.text(), found.stdout.text(), "{}: {string}", part.title);
            assert_eq!(expected.stderr.text(), found.stderr.text(), "{}: {string}", part.title);
        }
        assert_eq!(first.ended().is_some(), second.ended().is_some(), "{}", part.title);
    }
    (values, errors)
}

#[tokio::test]
async fn the_guest_answers_the_same() {
    let before = load(python());
    for after in [fused_python(), optimized_python()] {
        let parts = corpus().into_iter().filter(|part| !part.title.starts_with("virtual"));
        let (values, errors) = compare(&before, &load(after), parts).await;
        assert!(values > 200 && errors > 60, "{values} values, {errors} errors");
    }
}

#[tokio::test]
async fn the_wrapped_guest_answers_the_same() {
    let virt = WasiVirt::new().stdio(Stdio::Allow).allow_clocks(true).allow_random(true).allow_exit(true);
    let virt = virt.mount("/python", dist("stdlib"));
    let wrapped = |component: &[u8]| load(&virt.wrap(component).unwrap_or_else(|error| panic!("{error}")));
    let before = wrapped(python());
    for after in [fused_python(), optimized_python()] {
        let (values, errors) = compare(&before, &wrapped(after), corpus().into_iter()).await;
        assert!(values > 220 && errors > 60, "{values} values, {errors} errors");
    }
}
