//! Floods of all that a guest sends to the embedder's own code: output to callbacks, channels and writers, and calls of host
//! functions.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use component_sandbox::{Chunk, SessionBuilder, Tool, Tools};
use serde_json::Value;
use testing::memory::{forget_peak, peak};
use tokio::sync::mpsc;

use crate::guest::{MUCH, so_much};
use crate::handles::with_streams;
use crate::host::{Host, exactly};
use crate::imports::with_tools;
use crate::{CONSTANT, MEMORY};

/// Of each flood of output, of which there are many.
const TIMEOUT: Duration = Duration::from_millis(300);

/// The output of each stream that is handed on.
const OUTPUT: usize = 4 << 20;

/// Ways to write to the standard output without end: a function, and how many bytes at once.
const WRITES: &[(&str, u32)] = &[("write", 60_000), ("write", 1), ("blocking", 4096), ("blocking", 1)];

/// Ways to listen to it.
type Listen = fn(SessionBuilder) -> SessionBuilder;

const LISTENERS: &[(&str, Listen)] = &[
    ("a callback", |builder| {
        let bytes = Arc::new(AtomicUsize::new(0));
        builder.on_output(move |chunk: Chunk| {
            let bytes = bytes.fetch_add(chunk.bytes().len(), Ordering::Relaxed);
            assert!(bytes < 2 * OUTPUT, "more than the limit");
        })
    }),
    ("a callback that keeps all", |builder| {
        let mut kept = Vec::new();
        builder.on_output(move |chunk: Chunk| kept.extend_from_slice(chunk.bytes()))
    }),
    ("a channel that nobody reads", |builder| {
        let (sender, receiver) = mpsc::channel(16);
        std::mem::forget(receiver);
        builder.channel(sender)
    }),
    ("a channel with many places", |builder| {
        let (sender, receiver) = mpsc::channel(100_000);
        std::mem::forget(receiver);
        builder.channel(sender)
    }),
    ("a channel that is read slowly", |builder| {
        let (sender, mut receiver) = mpsc::channel(16);
        tokio::spawn(async move {
            while receiver.recv().await.is_some() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        });
        builder.channel(sender)
    }),
    ("a channel whose receiver is gone", |builder| builder.channel(mpsc::channel(16).0)),
    ("a writer that takes nothing", |builder| {
        let (writer, reader) = tokio::io::duplex(1);
        std::mem::forget(reader);
        builder.stdout(writer)
    }),
    ("a writer that takes all", |builder| builder.stdout(tokio::io::sink())),
];

#[test]
fn output_stays_below_the_limit_and_a_constant() {
    exactly("listeners::output_stays_below_the_limit_and_a_constant", async {
        let mut host = Host::alone().await;
        for (function, length) in WRITES {
            let write = format!(
                "(local $n i32) (local.set $n (call $get))
                 (loop $l (call ${function} (local.get $n) (i32.const 64) (i32.const {length}) (i32.const 32)) (br $l))"
            );
            let sandbox = host.engine().load_bytes(with_streams(&write).encode()).expect("the world");
            for (name, listen) in LISTENERS {
                let name = format!("{name}, `{function}` of {length} bytes");
                host.begin();
                let before = forget_peak();
                let builder = listen(sandbox.session().timeout(TIMEOUT).memory(MEMORY).output_limit(OUTPUT));
                let mut session = builder.start().await.expect("a session");
                let error = session.eval_json("x").await.expect_err("it never ends by itself").to_string();
                let written = session.report().stdout;
                drop(session);
                let grown = peak().saturating_sub(before);
                println!("{name}: {} MiB, {} MiB written, {error}", grown >> 20, written >> 20);
                let expected = ["the time limit of 300ms has passed", "`check-write` permitted nothing"];
                assert!(expected.iter().any(|expected| error.contains(expected)), "{name}: {error}");
                let bound = (MEMORY + 2 * OUTPUT) as u64 + CONSTANT;
                assert!(grown < bound, "{name}: {} MiB", grown >> 20);
                assert_eq!(host.check(&name).await, None);
            }
        }
    });
}

/// Arguments: what they are, their bytes, and what those are made of. Some are almost too large to be read, others are.
const ARGUMENTS: &[(&str, u32, char, &str, char)] = &[
    ("text", 30 << 20, '"', "x", '"'),
    ("numbers", 1_300_000 << 1, '[', "0,", '0'),
    ("more numbers", 30 << 20, '[', "0,", '0'),
    ("arrays", 3 * 240_000, '[', "[],", '0'),
    ("more arrays", 30 << 20, '[', "[],", '0'),
    ("maps", 7 * 70_000, '[', "{\"\":0},", '0'),
    ("more maps", 30 << 20, '[', "{\"\":0},", '0'),
    ("escapes", 30 << 20, '"', "\\u0001", '"'),
    ("deletes", 11_000_000, '"', "\u{7f}", '"'),
    ("more deletes", 30 << 20, '"', "\u{7f}", '"'),
    ("no JSON", 30 << 20, 'x', "x", 'x'),
    ("blanks", 30 << 20, ' ', " ", ' '),
];

#[test]
fn arguments_stay_below_the_limit_and_a_constant() {
    exactly("listeners::arguments_stay_below_the_limit_and_a_constant", async {
        const LARGE: usize = 256 << 20;
        let mut host = Host::alone().await;
        for (name, length, first, pattern, last) in ARGUMENTS {
            for function in ["take", "pair"] {
                let count = u32::try_from(pattern.len()).expect("a short text");
                let call = format!(
                    "{} drop (loop $l (call $call (i32.const 200) (i32.const 4) (i32.const {MUCH}) (i32.const {})
                        (i32.const 32)) (br $l))",
                    so_much(*length, *first, pattern, *last),
                    length / count * count + 2,
                );
                let guest = with_tools(&format!("(data (i32.const 200) \"{function}\")"), &call);
                let sandbox = host.engine().load_bytes(guest.encode()).expect("the world");
                host.begin();
                let before = forget_peak();
                let tools = Tools::new()
                    .tool(Tool::new("take", async |_: Value| Ok::<_, String>(0)))
                    .tool(Tool::new("pair", async |_: (i64, i64)| Ok::<_, String>(0)));
                let builder =
                    sandbox.session().timeout(Duration::from_secs(20)).memory(LARGE).tools(tools).tool_calls(5);
                let mut session = builder.start().await.expect("a session");
                let error = session.eval_json("x").await.expect_err("it calls without end").to_string();
                let held = session.report().memory_peak as u64;
                drop(session);
                let grown = peak().saturating_sub(before);
                println!("{name}, `{function}`: {} MiB, {error}", (grown - held.min(grown)) >> 20);
                assert!(error.contains("the limit of 5 calls"), "{name}, `{function}`: {error}");
                assert!(
                    grown < held + CONSTANT,
                    "{name}, `{function}`: {} MiB beside the guest's",
                    (grown - held) >> 20
                );
                assert_eq!(host.check(name).await, None);
            }
        }
    });
}
