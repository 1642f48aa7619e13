//! Code: nearly right, wrong, absurd. It gets a value or an error in its time, and then the host goes on.

use std::time::{Duration, Instant};

use component_sandbox::{Error, Session};
use fuzz::{fuzz, text};
use proptest::collection::vec;
use proptest::prelude::*;
use serde::de::IgnoredAny;

use crate::{python, runtime};

/// Of each session, all of its calls together.
const TIMEOUT: Duration = Duration::from_millis(500);

/// How much later than its limit a call may return on a machine that does other things as well, before it counts as one that
/// hangs.
const LATE: Duration = Duration::from_secs(30);

const MEMORY: usize = 64 << 20;

const WORDS: &[&str] = &[
    "False",
    "None",
    "True",
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "class",
    "continue",
    "def",
    "del",
    "elif",
    "else",
    "except",
    "finally",
    "for",
    "from",
    "global",
    "if",
    "import",
    "in",
    "is",
    "lambda",
    "nonlocal",
    "not",
    "or",
    "pass",
    "raise",
    "return",
    "try",
    "while",
    "with",
    "yield",
    "match",
    "case",
    "type",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    ";",
    ".",
    "=",
    "==",
    ":=",
    "->",
    "+",
    "-",
    "*",
    "**",
    "/",
    "//",
    "%",
    "@",
    "<<",
    ">>",
    "&",
    "|",
    "^",
    "~",
    "<",
    "!=",
    "...",
    "#",
    "f'",
    "f'{",
    "}'",
    "t'{",
    "b'\\xff'",
    "r'''",
    "'''",
    "'\\ud800'",
    "'\\N{",
    "1e999",
    "0x",
    "0_",
    "1j",
    "_",
    "self",
    "print",
    "globals()",
    "len",
    "open",
    "eval",
    "exec",
    "__import__",
    "object",
    "(1 << 70)",
    "'x' * 10 ** 7",
    "[0] * 10 ** 8",
    "float('nan')",
    "{1: 2}",
    "{(): 0}",
    "set()",
    "BaseException",
    "SystemExit",
    "sys.exit()",
    "print('x')",
    "import sys",
    "import os",
    "del x",
    "def f(x): return f(x)",
    "f(1)",
    "class C:",
    "@f",
    "yield from",
    "await x",
];

const NESTED: &[(&str, &str)] = &[
    ("(", ")"),
    ("[", "]"),
    ("{1: ", "}"),
    ("-", ""),
    ("not ", ""),
    ("lambda: ", ""),
    ("f'{", "}'"),
    ("x.", "x"),
    ("x = ", "1"),
    ("if 1:\n ", ""),
    ("1 if 1 else ", ""),
    ("f(", ")"),
    ("[0 for x in ", "]"),
    ("2 ** ", "2"),
    ("'", "'"),
    ("1 + ", "1"),
    ("async def f():\n\t", ""),
    ("try:\n", "finally: pass"),
    ("\\\n", ""),
    ("@", ""),
];

#[derive(Clone, Copy, Debug)]
enum How {
    Exec,
    Eval,
    /// In a session of its own.
    Run,
}

fn code() -> impl Strategy<Value = Vec<(How, String)>> {
    // Strings that a guest answers rightly: those that the fused one is compared with.
    let right = include_str!("../../../fuse/tests/corpus/strings.txt");
    let right = right.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', '=']));
    let right = right.map(|line| line.trim_start_matches([':', ' ']).to_owned()).collect();
    let how = prop_oneof![3 => Just(How::Exec), 3 => Just(How::Eval), 1 => Just(How::Run)];
    vec((how, text(WORDS, NESTED, right)), 1..5)
}

/// What an error says that code may cause; that the host failed is none of it.
fn check(error: &Error) -> Result<(), TestCaseError> {
    let fault = matches!(error, Error::Host(_) | Error::Busy { .. } | Error::Config(_) | Error::Component(_));
    prop_assert!(!fault, "the host failed: {error:?}");
    prop_assert!(!error.to_string().is_empty(), "{error:?}");
    Ok(())
}

async fn call(session: &mut Session, how: How, code: &str) -> Result<(), TestCaseError> {
    let result = match how {
        How::Exec => session.exec(code).await,
        How::Eval => session.eval_json(code).await.map(|json| {
            let parsed = serde_json::from_str::<IgnoredAny>(&json);
            // What is nested deeper than the host parses is told by `eval`.
            let is_json = parsed.as_ref().map_or_else(|error| error.to_string().contains("recursion"), |_| true);
            assert!(is_json, "{parsed:?}: {json}");
        }),
        How::Run => {
            let run = python().session().timeout(TIMEOUT).memory(MEMORY).output_limit(1 << 16).run(code).await;
            assert!(run.report.memory_peak <= MEMORY, "{:?}", run.report);
            run.result.map(|_| ())
        }
    };
    result.map_or_else(|error| check(&error), |()| Ok(()))
}

async fn session(code: &[(How, String)]) -> Result<(), TestCaseError> {
    let builder = python().session().total_timeout(TIMEOUT).memory(MEMORY).output_limit(1 << 16);
    let mut session = builder.start().await.expect("a session");
    for (how, code) in code {
        let start = Instant::now();
        call(&mut session, *how, code).await?;
        prop_assert!(start.elapsed() < TIMEOUT + LATE, "it took {:?}", start.elapsed());
    }
    prop_assert!(session.report().memory_peak <= MEMORY);
    match session.eval::<i64>("6 * 7").await {
        Ok(answer) => prop_assert_eq!(answer, 42),
        // Code may end its session, and make a mess of it, too: then it says so.
        Err(error) => check(&error)?,
    }
    drop(session);
    let mut next = python().session().start().await.expect("a session");
    prop_assert_eq!(next.eval::<i64>("6 * 7").await.expect("a number"), 42);
    Ok(())
}

#[test]
fn code_gets_a_value_or_an_error() {
    let runtime = runtime();
    fuzz("code", 60, &code(), |code| {
        runtime.block_on(async {
            let session = tokio::time::timeout(LATE * 10, session(&code));
            session.await.unwrap_or_else(|_| Err(TestCaseError::fail("it hangs")))
        })
    });
}
