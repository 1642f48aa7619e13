//! Tests on the real component in the real engine.

mod blocking;
mod cache;
mod cancel;
mod component;
mod files;
mod fuel;
mod isolation;
mod limits;
mod network;
mod output;
mod python;
mod run;
mod sessions;
mod setup;
mod stdlib;
mod streaming;
mod stress;
mod tools;
mod tracing;
mod values;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use component_sandbox::{Engine, Error, Sandbox, Session};

/// A component that `./build.sh` makes.
fn dist(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist").join(name);
    assert!(path.exists(), "dist/{name} is missing; run ./build.sh");
    path
}

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
