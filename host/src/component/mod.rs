//! A component that has been loaded: compiled, checked, ready to be instantiated.

mod load;
mod world;

use std::sync::Arc;

use crate::bindings::SandboxPre;
use crate::engine::Engine;
use crate::session::{SessionBuilder, State};

pub(crate) use load::{Source, load};

/// A component that exports the world `sandbox`, loaded by [`Engine::load`]: a cheap handle to clone and share.
#[derive(Clone)]
pub struct Sandbox(Arc<Inner>);

struct Inner {
    engine: Engine,
    pre: SandboxPre<State>,
    initial_memory: usize,
}

impl Sandbox {
    /// Sets up a session. Sessions are independent: each has an instance of its own.
    pub fn session(&self) -> SessionBuilder {
        SessionBuilder::new(self.clone())
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.0.engine
    }

    pub(crate) fn pre(&self) -> &SandboxPre<State> {
        &self.0.pre
    }

    /// The bytes that the component's largest memory starts with.
    pub(crate) fn initial_memory(&self) -> usize {
        self.0.initial_memory
    }
}
