//! The epoch: a clock that running guests look at, advanced by a thread of the engine's own.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use wasmtime::Engine;

/// Advances the epoch of an engine while guests run, and sleeps while none does.
pub(super) struct Ticker {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// A guest is running: the epoch advances until this is dropped.
pub(super) struct Ticking(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    running: usize,
    /// The thread sleeps until it is woken, not until the next tick.
    idle: bool,
    stop: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ticker {
    pub(super) fn new(engine: &Engine, tick: Duration) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let thread = thread::Builder::new().name("epoch".to_owned()).spawn({
            let (engine, shared) = (engine.clone(), Arc::clone(&shared));
            move || run(&engine, &shared, tick)
        })?;
        Ok(Self { shared, thread: Some(thread) })
    }

    pub(super) fn start(&self) -> Ticking {
        let mut state = self.shared.lock();
        state.running += 1;
        if state.idle {
            self.shared.changed.notify_one();
        }
        Ticking(Arc::clone(&self.shared))
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.shared.lock().stop = true;
        self.shared.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            // It only fails where the thread panicked, which has been reported by then.
            let _ = thread.join();
        }
    }
}

impl Drop for Ticking {
    fn drop(&mut self) {
        self.0.lock().running -= 1;
    }
}

fn run(engine: &Engine, shared: &Shared, tick: Duration) {
    loop {
        let is_idle = |state: &mut State| {
            state.idle = state.running == 0 && !state.stop;
            state.idle
        };
        let state = shared.changed.wait_while(shared.lock(), is_idle).unwrap_or_else(PoisonError::into_inner);
        let (state, _) =
            shared.changed.wait_timeout_while(state, tick, |state| !state.stop).unwrap_or_else(PoisonError::into_inner);
        if state.stop {
            return;
        }
        engine.increment_epoch();
    }
}
