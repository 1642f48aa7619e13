//! Fuzz targets through the whole host, on the real component in the real engine; see the crate `fuzz`.

mod arrays;
mod code;
mod files;
mod values;

use std::sync::LazyLock;
use std::time::Duration;

use component_sandbox::{Engine, Sandbox};
use testing::component::dist;
use tokio::runtime::Runtime;

fn engine() -> &'static Engine {
    static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
        let engine = Engine::builder().sessions(8).warm(2).wait(Duration::from_mins(1)).build();
        engine.expect("an engine")
    });
    &ENGINE
}

/// The Python guest with files of its own.
fn python() -> &'static Sandbox {
    static PYTHON: LazyLock<Sandbox> =
        LazyLock::new(|| engine().load(dist("sandbox-virt.wasm")).expect("the wrapped Python guest"));
    &PYTHON
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}
