use crate::Adapter;
use crate::bindings::exports::wasi::io::poll::{Guest, GuestPollable, PollableBorrow};
use crate::clocks;
use crate::host;

/// Something that can be waited for.
pub(crate) enum Pollable {
    /// It is there.
    Ready,
    /// An instant of the virtual clock.
    At(u64),
    /// The host knows.
    #[cfg_attr(feature = "sealed", expect(dead_code, reason = "there is no host"))]
    Host(host::Pollable),
}

impl GuestPollable for Pollable {
    fn ready(&self) -> bool {
        match self {
            Self::Ready => true,
            Self::At(instant) => clocks::reached(*instant),
            Self::Host(pollable) => pollable.ready(),
        }
    }

    fn block(&self) {
        match self {
            Self::Ready => {}
            Self::At(instant) => clocks::jump(*instant),
            Self::Host(pollable) => pollable.block(),
        }
    }
}

impl Guest for Adapter {
    type Pollable = Pollable;

    fn poll(pollables: Vec<PollableBorrow<'_>>) -> Vec<u32> {
        assert!(!pollables.is_empty(), "a poll of nothing would never end");
        let number = |index: usize| u32::try_from(index).expect("a list has at most so many elements");
        let ready = || {
            let all = pollables.iter().enumerate();
            all.filter(|(_, pollable)| pollable.get::<Pollable>().ready()).map(|(index, _)| number(index)).collect()
        };
        if pollables.iter().all(|pollable| matches!(pollable.get(), Pollable::Host(_))) {
            let all: Vec<_> = pollables.iter().filter_map(|pollable| pollable.get::<Pollable>().host()).collect();
            return host::poll(&all);
        }
        let some: Vec<u32> = ready();
        if !some.is_empty() {
            return some;
        }
        // What is left isn't all the host's, nor ready, so an instant of the virtual clock is among it: time passes until
        // then while the host does nothing.
        let instants = pollables.iter().filter_map(|pollable| match pollable.get() {
            Pollable::At(instant) => Some(*instant),
            _ => None,
        });
        clocks::jump(instants.min().expect("there is one"));
        ready()
    }
}

impl Pollable {
    fn host(&self) -> Option<&host::Pollable> {
        match self {
            Self::Host(pollable) => Some(pollable),
            _ => None,
        }
    }
}
