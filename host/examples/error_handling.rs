//! Tells errors apart: whose fault they are, and whether the session can go on.
//!
//! `cargo run --release --example error_handling [COMPONENT]`, after `./build.sh`.

use std::time::Duration;

use component_sandbox::{ComponentError, End, Engine, Error, Sandbox, Session};

/// What an embedder does about an error: the enum may grow, so it ends with a default.
fn whose_fault(error: &Error) -> &'static str {
    match error {
        Error::Guest(_) | Error::Value(_) | Error::ValueSize { .. } | Error::File(_) => {
            "the code's; the session goes on"
        }
        Error::Timeout { .. }
        | Error::OutOfMemory { .. }
        | Error::Fuel { .. }
        | Error::Output { .. }
        | Error::ToolCalls { .. }
        | Error::Transfer { .. }
        | Error::StackOverflow
        | Error::Trap { .. }
        | Error::Exit { .. } => "the code's; the session has ended",
        Error::Cancelled | Error::Ended(_) => "nobody's; start a new session",
        Error::Busy { .. } => "nobody's; try again later",
        _ => "the embedder's",
    }
}

fn show(error: &Error) {
    println!("{error}\n    {}", whose_fault(error));
}

async fn session(sandbox: &Sandbox) -> component_sandbox::Result<Session> {
    sandbox.session().timeout(Duration::from_millis(300)).start().await
}

#[tokio::main]
async fn main() -> component_sandbox::Result<()> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../dist/sandbox-virt.wasm");
    let component = std::env::args_os().nth(1).unwrap_or_else(|| default.into());
    let engine = Engine::builder().sessions(1).build()?;
    let sandbox = engine.load(component)?;
    let mut first = session(&sandbox).await?;

    // What the code raises: type, message and traceback, and the session goes on.
    match first.exec("def half(x): return x / 2\nhalf('a')").await {
        Err(Error::Guest(error)) => {
            println!("{}", error.traceback());
            assert_eq!(error.kind(), "TypeError");
            assert!(error.traceback().contains("line 1, in half"), "{}", error.traceback());
            show(&error.into());
        }
        other => panic!("{other:?}"),
    }
    // A value of another type than the caller asked for, and one that JSON has no form for.
    let error = first.eval::<u32>("half(3)").await.expect_err("1.5 isn't a whole number");
    assert!(matches!(error, Error::Value(_)));
    show(&error);
    let error = first.eval_json("half").await.expect_err("a function");
    assert!(matches!(&error, Error::Guest(error) if error.kind() == "TypeError"), "{error:?}");
    show(&error);

    // As many sessions as the engine allows are in use.
    let error = session(&sandbox).await.map(drop).expect_err("the engine is full");
    assert!(matches!(error, Error::Busy { limit: 1 }));
    show(&error);

    // A limit ends the session; whoever calls again is told why.
    let error = first.exec("while True: pass").await.expect_err("its time is limited");
    assert!(matches!(error, Error::Timeout { .. }));
    show(&error);
    let error = first.eval::<f64>("half(3)").await.expect_err("the session has ended");
    assert!(matches!(error, Error::Ended(End::Timeout(_))));
    show(&error);

    // Its place is free at once, and a fresh session knows nothing of it.
    let mut second = session(&sandbox).await?;
    let error = second.eval::<f64>("half(3)").await.expect_err("another instance");
    assert!(matches!(&error, Error::Guest(error) if error.kind() == "NameError"), "{error:?}");
    let error = second.exec("import os; os._exit(1)").await.expect_err("it ends itself");
    assert!(matches!(error, Error::Exit { status: 1 }), "{error:?}");
    show(&error);

    // What the embedder does wrong is an error with a sentence, too.
    let error = sandbox.session().prelude("half(").start().await.map(drop).expect_err("a prelude that is wrong");
    assert!(matches!(error, Error::Prelude(_)), "{error:?}");
    show(&error);
    let error = engine.load_bytes("print(1)").map(drop).expect_err("no component");
    assert!(matches!(error, Error::Component(ComponentError::NotWasm { .. })), "{error:?}");
    show(&error);
    Ok(())
}
