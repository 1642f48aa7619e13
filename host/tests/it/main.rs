//! Tests on the real component in the real engine.

mod arrays;
mod blocking;
mod cache;
mod cancel;
mod compiled;
mod component;
mod files;
mod fuel;
mod isolation;
mod javascript;
mod limits;
mod network;
mod output;
mod python;
mod run;
mod rust_guest;
mod sessions;
mod setup;
mod stdlib;
mod streaming;
mod stress;
mod swap;
mod tools;
mod tracing;
mod values;
mod warm;

use std::path::PathBuf;
use std::sync::LazyLock;

use component_sandbox::{Engine, Error, Sandbox, Session};
use testing::component::dist;

/// The Python guest.
fn guest() -> PathBuf {
    dist("sandbox.wasm")
}

/// The Python guest with a filesystem of its own, loaded once for all tests.
fn wrapped() -> &'static Sandbox {
    static WRAPPED: LazyLock<Sandbox> = LazyLock::new(|| {
        let engine = Engine::new().expect("an engine");
        engine.load(dist("sandbox-virt.wasm")).expect("the wrapped Python guest")
    });
    &WRAPPED
}

/// The Python guest, loaded once for all tests.
fn python() -> &'static Sandbox {
    static PYTHON: LazyLock<Sandbox> = LazyLock::new(|| {
        let engine = Engine::new().expect("an engine");
        engine.load(guest()).expect("the Python guest")
    });
    &PYTHON
}

/// The Python guest, unwrapped and wrapped: what doesn't depend on files is the same.
fn both() -> [&'static Sandbox; 2] {
    [python(), wrapped()]
}

/// A session of the Python guest with the default limits.
async fn session() -> Session {
    python().session().start().await.expect("a session")
}

/// The text of the error that the guest's code raised.
fn raised<T: std::fmt::Debug>(result: component_sandbox::Result<T>) -> String {
    match result {
        Err(Error::Guest(error)) => error.to_string(),
        other => panic!("the code should have raised an error: {other:?}"),
    }
}

/// The figure that a memory limit is refused with is the least with which code runs.
async fn least_memory(sandbox: &Sandbox) {
    let start = |memory| sandbox.session().memory(memory).start();
    let refused = |started: component_sandbox::Result<Session>| match started.err() {
        Some(Error::Memory { needed, .. }) => needed,
        other => panic!("the limit should have been refused: {other:?}"),
    };
    let needed = refused(start(1 << 20).await);
    assert_eq!(refused(start(needed - 1).await), needed);

    let mut session = start(needed).await.expect("enough to start");
    assert_eq!(session.eval::<i64>("2 + 2").await.expect("a number"), 4);
    let report = session.report();
    assert!(report.calls == 2 && report.memory_peak <= needed, "{report:?}");
    let run = sandbox.session().memory(needed).run("x = 2\nx + 2").await;
    assert_eq!(run.result.expect("a number"), Some(4.into()));
}
