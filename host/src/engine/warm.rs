//! Instances that are started ahead, and a thread that makes them and throws used ones away.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

use tokio::runtime::Builder;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::threads::give_way;
use crate::component::{Sandbox, SandboxId};
use crate::session::{Ahead, Live};

/// The instances that were started ahead, of whatever components.
pub(crate) struct Warm {
    most: usize,
    state: Mutex<State>,
    /// For those that were used and are still there: as many as may be started ahead.
    places: Arc<Semaphore>,
    /// The thread's orders; `None` where the system has no thread to give.
    orders: OnceLock<Option<UnboundedSender<Order>>>,
}

#[derive(Default)]
struct State {
    ready: VecDeque<(SandboxId, Ahead)>,
    /// Those that are being started.
    under_way: usize,
}

enum Order {
    Start(Sandbox),
    ThrowAway { _live: Box<Live> },
}

impl Warm {
    pub(super) fn new(most: usize) -> Self {
        Self { most, state: Mutex::default(), places: Arc::new(Semaphore::new(most)), orders: OnceLock::new() }
    }

    /// Takes an instance of this component, if there is one, and has the next one made.
    pub(crate) fn take(&self, sandbox: &Sandbox) -> Option<Ahead> {
        if self.most == 0 || !sandbox.starts_ahead() {
            return None;
        }
        let orders = self.orders.get_or_init(start_thread).as_ref()?;
        let mut outdated = Vec::new();
        let mut state = self.lock();
        let found = state.ready.iter().position(|(id, _)| *id == sandbox.id());
        let taken = found.and_then(|index| state.ready.remove(index));
        let others = state.ready.iter().filter(|(id, _)| *id != sandbox.id()).count();
        // Those of other components make room: this one is wanted now.
        for _ in 0..others.min((state.ready.len() + state.under_way + 1).saturating_sub(self.most)) {
            let oldest = state.ready.iter().position(|(id, _)| *id != sandbox.id());
            outdated.extend(oldest.and_then(|index| state.ready.remove(index)));
        }
        let missing = self.most.saturating_sub(state.ready.len() + state.under_way);
        state.under_way += missing;
        drop(state);
        for _ in 0..missing {
            // The thread ends only with the engine.
            let _ = orders.send(Order::Start(sandbox.clone()));
        }
        taken.map(|(_, ahead)| ahead)
    }

    /// Drops what a session leaves, which takes longer than many a call: on the thread, where it isn't behind with that, and
    /// the session's slot is free at once.
    pub(crate) fn throw_away(&self, mut live: Live) {
        if let Some(Some(orders)) = self.orders.get()
            && let Ok(place) = Arc::clone(&self.places).try_acquire_owned()
        {
            live.change_slot(place);
            let _ = orders.send(Order::ThrowAway { _live: Box::new(live) });
        }
    }

    /// Keeps an instance that was started, or notes that there is none.
    fn put(&self, id: SandboxId, ahead: Option<Ahead>) {
        let mut state = self.lock();
        state.under_way -= 1;
        state.ready.extend(ahead.map(|ahead| (id, ahead)));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn start_thread() -> Option<UnboundedSender<Order>> {
    let (sender, orders) = unbounded_channel();
    let started = Builder::new_current_thread().enable_all().build().and_then(|runtime| {
        thread::Builder::new().name("warm".to_owned()).spawn(move || {
            give_way();
            runtime.block_on(follow(orders));
        })
    });
    started.inspect_err(|error| crate::trace::warning!("sessions aren't started ahead: {error}")).ok().map(|_| sender)
}

/// Does what is ordered until the engine is gone.
async fn follow(mut orders: UnboundedReceiver<Order>) {
    while let Some(order) = orders.recv().await {
        if let Order::Start(sandbox) = order {
            let ahead = Ahead::start(&sandbox).await;
            if let Err(error) = &ahead {
                crate::trace::warning!("sessions of a component aren't started ahead: {error}");
                sandbox.give_up_starting_ahead();
            }
            sandbox.engine().warm().put(sandbox.id(), ahead.ok());
        }
    }
}
