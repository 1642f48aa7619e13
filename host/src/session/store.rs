//! What the engine keeps for one session: its WASI context, its limits, its deadline.

use std::time::Instant;

use wasmtime::component::ResourceTable;
use wasmtime::{Store, UpdateDeadline};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

use crate::limit::{StoreLimits, TimeUp};
use crate::network::Lookups;
use crate::tools::Calls;

/// Handles that a guest may hold at once (streams, pollables, …), each a small allocation in the host.
const HANDLES: usize = 10_000;

/// The host's half of a guest.
pub(crate) struct State {
    wasi: WasiCtx,
    table: ResourceTable,
    pub(crate) calls: Calls,
    pub(crate) lookups: Lookups,
    pub(super) limits: StoreLimits,
    /// The instance is there.
    pub(super) started: bool,
    /// When the call under way is to end.
    pub(super) deadline: Option<Instant>,
}

impl State {
    pub(super) fn new(wasi: WasiCtx, calls: Calls, lookups: Lookups, limits: StoreLimits) -> Self {
        let mut table = ResourceTable::new();
        table.set_max_capacity(HANDLES);
        Self { wasi, table, calls, lookups, limits, started: false, deadline: None }
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

/// Makes the store of a session.
pub(super) fn new(engine: &wasmtime::Engine, state: State) -> Store<State> {
    // What a guest hands over in one host call, a string for example, can't be more than it holds.
    let largest = state.limits.memory().limit();
    let mut store = Store::new(engine, state);
    store.limiter(|state| &mut state.limits);
    store.set_hostcall_fuel(largest);
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
