//! Takes output while the code runs, in a channel or a callback, and ends the code when enough has been seen.
//!
//! `cargo run --release --example streaming [COMPONENT]`, after `./build.sh`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use component_sandbox::{CancellationToken, Chunk, Engine, Error};
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;

#[tokio::main]
async fn main() -> component_sandbox::Result<()> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../dist/sandbox-virt.wasm");
    let component = std::env::args_os().nth(1).unwrap_or_else(|| default.into());
    let engine = Engine::new()?;
    let sandbox = engine.load(component)?;

    // Through a channel, while the code runs: it goes on only after it was answered. A full channel makes it wait, too, within
    // its time limit.
    let (sender, mut receiver) = mpsc::channel(16);
    let (mut answers, stdin) = tokio::io::duplex(64);
    let running = tokio::spawn({
        let session = sandbox.session().stdin(stdin).channel(sender);
        async move { session.run("for step in range(3): print(f'step {step}:', input())").await }
    });
    let mut seen = String::new();
    for answer in ["a\n", "b\n", "c\n"] {
        answers.write_all(answer.as_bytes()).await.expect("the session reads it");
        let chunk = receiver.recv().await.expect("the session is there");
        print!("{}", chunk.text());
        seen.push_str(&chunk.text());
    }
    running.await.expect("no panic").result?;
    assert_eq!(seen, "step 0: a\nstep 1: b\nstep 2: c\n");
    assert!(receiver.recv().await.is_none(), "the channel closes with the session");

    // To a callback, which the code waits for; it tells the streams apart and here ends the code.
    let token = CancellationToken::new();
    let written = Arc::new(AtomicUsize::new(0));
    let callback = {
        let (token, written) = (token.clone(), Arc::clone(&written));
        move |chunk: Chunk| match chunk {
            Chunk::Stdout(bytes) => {
                if written.fetch_add(bytes.len(), Ordering::Relaxed) + bytes.len() >= 1000 {
                    token.cancel();
                }
            }
            other => eprint!("{}", other.text()),
        }
    };
    let run = sandbox.session().cancel(token).on_output(callback).run("while True: print('more')").await;
    let error = run.result.expect_err("it never ends by itself");
    println!("after {} bytes: {error}", written.load(Ordering::Relaxed));
    assert!(matches!(error, Error::Cancelled), "{error:?}");
    Ok(())
}
