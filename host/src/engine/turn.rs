//! Turns: how many guests compute at the same moment, and which one is next.
//!
//! Guests run on the threads of the caller's runtime. As many as there are turns compute at once; the others wait, and
//! the threads are free for the rest of the program. A turn is held no longer than one poll, which the epoch ends, so
//! it doesn't matter whether the task that waits for one is ever polled again.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::cpu::CpuTime;

/// What a call may compute before it has to let others go first: an answer that takes no longer isn't held up by guests
/// that compute without end.
const SHORT: Duration = Duration::from_millis(10);

/// One turn in so many goes to a long call though short ones wait, so that a flood of those can't stop it.
const LONG_EVERY: u32 = 4;

/// The turns of one engine.
#[derive(Clone)]
pub(crate) struct Turns(Arc<Mutex<State>>);

struct State {
    free: usize,
    /// Tickets that were told to take a turn and haven't come yet.
    called: usize,
    /// Those who wait: short calls, then long ones.
    waiting: [VecDeque<(u64, Waker)>; 2],
    given: u32,
    tickets: u64,
}

impl Turns {
    pub(super) fn new(turns: usize) -> Self {
        let state =
            State { free: turns.max(1), called: 0, waiting: [VecDeque::new(), VecDeque::new()], given: 0, tickets: 0 };
        Self(Arc::new(Mutex::new(state)))
    }

    /// Polls a future in turns only, and adds the time that it computes to `cpu`.
    pub(crate) fn take<'a, F: Future>(&self, future: F, cpu: &'a mut Duration) -> Taking<'a, F> {
        let id = {
            let mut state = self.lock();
            state.tickets += 1;
            state.tickets
        };
        Taking {
            ticket: Ticket { turns: self.clone(), id, waiting: false },
            used: Duration::ZERO,
            cpu,
            future: Box::pin(future),
        }
    }

    /// Calls those who wait while there are turns: one who was called may never come.
    pub(super) fn recall(&self) {
        let free = self.lock().free;
        for _ in 0..free {
            self.call();
        }
    }

    /// Wakes who is next.
    fn call(&self) {
        let next = self.lock().next();
        if let Some(waker) = next {
            waker.wake();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes who is next out of the queue.
    fn next(&mut self) -> Option<Waker> {
        self.given = self.given.wrapping_add(1);
        let order = if self.given.is_multiple_of(LONG_EVERY) { [1, 0] } else { [0, 1] };
        let (_, waker) = order.into_iter().find_map(|class| self.waiting[class].pop_front())?;
        self.called += 1;
        Some(waker)
    }

    /// Where a ticket waits: in which queue, at which place.
    fn find(&self, id: u64) -> Option<(usize, usize)> {
        let place = |queue: &VecDeque<(u64, Waker)>| queue.iter().position(|(waiting, _)| *waiting == id);
        (0..self.waiting.len()).find_map(|class| Some((class, place(&self.waiting[class])?)))
    }
}

/// A future that is polled in turns.
pub(crate) struct Taking<'a, F> {
    ticket: Ticket,
    /// What this future has computed.
    used: Duration,
    cpu: &'a mut Duration,
    future: Pin<Box<F>>,
}

struct Ticket {
    turns: Turns,
    id: u64,
    /// In a queue, or called and not come yet.
    waiting: bool,
}

impl<F: Future> Future for Taking<'_, F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let Some(turn) = this.ticket.enter(this.used < SHORT, context.waker()) else {
            return Poll::Pending;
        };
        let start = CpuTime::now();
        let polled = this.future.as_mut().poll(context);
        let computed = start.elapsed();
        this.used += computed;
        *this.cpu += computed;
        drop(turn);
        polled
    }
}

impl Ticket {
    /// Takes a turn, or waits for one.
    fn enter(&mut self, short: bool, waker: &Waker) -> Option<Turn> {
        let mut state = self.turns.lock();
        let found = if self.waiting { state.find(self.id) } else { None };
        let called = self.waiting && found.is_none();
        if called {
            state.called -= 1;
        }
        self.waiting = !(state.free > 0 && (called || short || state.free > state.called));
        match found {
            None if !self.waiting => {}
            Some((class, place)) if !self.waiting => {
                state.waiting[class].remove(place);
            }
            Some((class, place)) => state.waiting[class][place].1.clone_from(waker),
            // Who was called and found the turn taken doesn't lose the place.
            None if called => state.waiting[usize::from(!short)].push_front((self.id, waker.clone())),
            None => state.waiting[usize::from(!short)].push_back((self.id, waker.clone())),
        }
        if self.waiting {
            return None;
        }
        state.free -= 1;
        drop(state);
        Some(Turn(self.turns.clone()))
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if !self.waiting {
            return;
        }
        let mut state = self.turns.lock();
        if let Some((class, place)) = state.find(self.id) {
            state.waiting[class].remove(place);
        } else {
            state.called -= 1;
            drop(state);
            self.turns.call();
        }
    }
}

/// A turn, given back when it is dropped, also where the poll panics.
struct Turn(Turns);

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.free += 1;
        let next = state.next();
        drop(state);
        if let Some(waker) = next {
            waker.wake();
        }
    }
}
