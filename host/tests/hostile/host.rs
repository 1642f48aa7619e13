//! Looks at the host during and after an attack.

use std::sync::LazyLock;

use component_sandbox::{Engine, Sandbox};
use testing::child;
use testing::memory::{forget_peak, peak};
use tokio::sync::{Mutex, MutexGuard};

use crate::guest::Guest;
use crate::{CONSTANT, MEMORY};

/// Runs a test in a process of its own, whose allocator gives memory back as soon as it is freed: what it has kept of an
/// earlier flood would hide a later one.
pub(crate) fn exactly(test: &str, body: impl Future<Output = ()>) {
    if child::told().is_some() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        return runtime.expect("a runtime").block_on(body);
    }
    let mut command = child::command(test, "1");
    // By itself it raises this threshold when a large piece of memory is freed (mallopt(3)).
    let output = command.env("MALLOC_MMAP_THRESHOLD_", "131072").output().expect("it runs again");
    child::check(&output);
    print!("{}", String::from_utf8_lossy(&output.stdout));
}

/// The process, and the right to be the only one that uses it.
pub(crate) struct Host {
    engine: &'static Engine,
    honest: Sandbox,
    before: u64,
    _alone: MutexGuard<'static, ()>,
}

impl Host {
    pub(crate) async fn alone() -> Self {
        static ALONE: Mutex<()> = Mutex::const_new(());
        static ENGINE: LazyLock<Engine> =
            LazyLock::new(|| Engine::builder().sessions(1).no_cache().build().expect("an engine"));
        let alone = ALONE.lock().await;
        let honest = ENGINE.load_bytes(Guest::default().encode()).expect("an honest component");
        Self { engine: &ENGINE, honest, before: 0, _alone: alone }
    }

    pub(crate) fn engine(&self) -> &'static Engine {
        self.engine
    }

    /// What the process holds from here on at most is what the attack takes.
    pub(crate) fn begin(&mut self) {
        self.before = forget_peak();
    }

    /// Asserts that an honest component runs, and tells where the host's memory left the bound.
    pub(crate) async fn check(&mut self, name: &str) -> Option<String> {
        let grown = peak().saturating_sub(self.before);
        let mut session = self.honest.session().start().await.unwrap_or_else(|error| panic!("{name}: {error}"));
        let value: i64 = session.eval("x").await.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(value, 7, "{name}: an honest component after it");
        (grown >= MEMORY as u64 + CONSTANT).then(|| format!("{name}: the host grew by {} MiB", grown >> 20))
    }
}
