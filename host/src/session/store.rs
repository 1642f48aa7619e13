//! What the engine keeps for one session: its WASI context, its limits, its deadline.

use std::time::Instant;

use wasmtime::component::ResourceTable;
use wasmtime::{Store, UpdateDeadline};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

use crate::engine::Engine;
use crate::error::{Error, Result};
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
    pub(crate) limits: StoreLimits,
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

    /// Goes on with another's settings.
    pub(super) fn adopt(&mut self, other: Self) {
        let Self { wasi, calls, lookups, limits, .. } = other;
        self.limits = limits.after(&self.limits);
        (self.wasi, self.calls, self.lookups) = (wasi, calls, lookups);
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

/// Makes the store of a session, with this fuel where its engine counts any.
pub(super) fn new(engine: &Engine, state: State, fuel: Option<u64>) -> Result<Store<State>> {
    let transfer = state.limits.transfer();
    let mut store = Store::new(engine.wasmtime(), state);
    store.limiter(|state| &mut state.limits);
    store.set_hostcall_fuel(transfer);
    store.epoch_deadline_callback(|store| at_tick(store.data()));
    if engine.has_fuel() {
        store.set_fuel(fuel.unwrap_or(u64::MAX)).map_err(|error| Error::Host(error.to_string()))?;
    }
    Ok(store)
}

/// At each tick of the epoch a running guest ends if its time is up, and lets other tasks run if not.
fn at_tick(state: &State) -> wasmtime::Result<UpdateDeadline> {
    if state.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
        return Err(TimeUp.into());
    }
    // tokio's own yield lets its timers and sockets make progress; waking at once would starve them.
    Ok(UpdateDeadline::YieldCustom(1, Box::pin(tokio::task::yield_now())))
}
