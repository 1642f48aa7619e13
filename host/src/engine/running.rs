//! A call under way: on the caller's runtime at first, on the engine's threads if it takes long.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::runtime::Handle;

use super::Engine;
use super::call::{Call, Cpu};
use super::epoch::Ticking;
use super::threads::Moved;

/// What a call may compute on the caller's runtime: about twice what a fresh session and a short answer take.
const SHORT: Duration = Duration::from_millis(2);

/// Runs a call, while the epoch advances. Dropping it ends the guest.
pub(crate) struct Running<T> {
    engine: Engine,
    place: Place<T>,
    _ticking: Ticking,
}

enum Place<T> {
    Here(Call<T>),
    There(Moved<T>),
    /// On its way.
    Nowhere,
}

impl Engine {
    /// Runs a call of a session, whose computing is added to `cpu`.
    pub(crate) fn run<T>(&self, call: Pin<Box<dyn Future<Output = T> + Send>>, cpu: Cpu) -> Running<T> {
        Running { engine: self.clone(), place: Place::Here(Call::new(call, cpu)), _ticking: self.tick() }
    }
}

impl<T: Send + 'static> Future for Running<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let this = &mut *self;
        if let Place::Here(call) = &this.place
            && call.computed() >= SHORT
            // Where the system has no thread to give, the call stays: it yields at every tick here, too.
            && this.engine.threads().provide()
            && let Place::Here(call) = std::mem::replace(&mut this.place, Place::Nowhere)
        {
            this.place = Place::There(this.engine.threads().go_on(call, Handle::current()));
        }
        match &mut this.place {
            Place::Here(call) => Pin::new(call).poll(context),
            Place::There(moved) => Pin::new(moved).poll(context),
            Place::Nowhere => Poll::Pending,
        }
    }
}
