//! What the engine keeps for one session: its WASI context, its limits, its deadline.

use std::time::Instant;

use wasmtime::component::ResourceTable;
use wasmtime::{Store, UpdateDeadline};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

use crate::limit::{StoreLimits, TimeUp};

/// Handles that a guest may hold at once (streams, pollables, …), each a small allocation in the host.
const HANDLES: usize = 10_000;

/// The host's half of a guest.
pub(crate) struct State {
    wasi: WasiCtx,
    table: ResourceTable,
    pub(super) limits: StoreLimits,
    /// When the call under way is to end.
    pub(super) deadline: Option<Instant>,
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

/// Makes the store of a session that may use `memory` bytes.
pub(super) fn new(engine: &wasmtime::Engine, wasi: WasiCtx, memory: usize) -> Store<State> {
    let mut table = ResourceTable::new();
    table.set_max_capacity(HANDLES);
    let state = State { wasi, table, limits: StoreLimits::new(memory), deadline: None };
    let mut store = Store::new(engine, state);
    store.limiter(|state| &mut state.limits);
    // What a guest hands over in one host call, a string for example, can't be more than it holds.
    store.set_hostcall_fuel(memory);
    store.epoch_deadline_callback(|store| at_tick(store.data()));
    store
}

/// At each tick of the epoch a running guest ends if its time is up, and lets other tasks run if not.
fn at_tick(state: &State) -> wasmtime::Result<UpdateDeadline> {
    if state.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
        return Err(TimeUp.into());
    }
    // tokio's own yield lets its timers and sockets make progress; waking at once would starve them.
    Ok(UpdateDeadline::YieldCustom(1, Box::pin(tokio::task::yield_now())))
}
