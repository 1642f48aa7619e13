//! Which guest a run is given, and which code.

use std::pin::Pin;
use std::time::Duration;

use bench::component;
use component_sandbox::{Engine, Sandbox};
use testing::chance;

use crate::{javascript, python};

/// A run: `Ok` where its answer was the right one.
pub(crate) type Running = Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;

/// The Python guest in three forms, and the JavaScript guest where it is built.
pub(crate) struct Guests {
    wrapped: Sandbox,
    warm: Sandbox,
    unwrapped: Sandbox,
    javascript: Option<Sandbox>,
}

impl Guests {
    pub(crate) fn load(cores: usize) -> Self {
        let sessions = u32::try_from(cores * 8).expect("few cores");
        let engine = |warm| {
            // Long enough for a turn on a machine that does other things as well.
            let engine = Engine::builder().sessions(sessions).warm(warm).wait(Duration::from_mins(1)).build();
            engine.expect("an engine")
        };
        let fresh = engine(0);
        let load = |engine: &Engine, name| engine.load(component(name)).expect("a guest");
        let has_javascript = std::fs::exists(concat!(env!("CARGO_MANIFEST_DIR"), "/../dist/sandbox-js-virt.wasm"));
        Self {
            wrapped: load(&fresh, "sandbox-virt.wasm"),
            warm: load(&engine(4), "sandbox-virt.wasm"),
            unwrapped: load(&fresh, "sandbox.wasm"),
            javascript: has_javascript.is_ok_and(|is| is).then(|| load(&fresh, "sandbox-js-virt.wasm")),
        }
    }

    /// The names of the guests.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        let mut names = vec!["Python, wrapped", "Python, wrapped, started ahead", "Python, unwrapped"];
        names.extend(self.javascript.is_some().then_some("JavaScript, wrapped"));
        names
    }

    /// The kind of the run of this number, and the run.
    pub(crate) fn pick(&self, number: u64) -> (&'static str, Running) {
        let chance = chance(number);
        let (guest, which) = (chance % 8, chance >> 8);
        if let (0, Some(javascript)) = (guest, &self.javascript) {
            return javascript::run(javascript.clone(), which, number);
        }
        let sandbox = match guest {
            1 => &self.unwrapped,
            2..=4 => &self.warm,
            _ => &self.wrapped,
        };
        python::run(sandbox.clone(), guest != 1, which, number)
    }
}
