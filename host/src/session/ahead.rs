//! Instances that are started ahead of the session that takes them.

use wasmtime::Store;

use super::start::Starting;
use super::{State, store};
use crate::component::{Guest, Sandbox};
use crate::error::{Error, Result};
use crate::output::{Late, Sink};

/// An instance that has run nothing but an empty string, for one session to take.
pub(crate) struct Ahead {
    guest: Guest,
    store: Store<State>,
    stdout: Late,
    stderr: Late,
}

impl Ahead {
    /// Starts an instance with what holds for sessions that set nothing its start could see.
    ///
    /// # Errors
    ///
    /// As the start of a session, and where the guest wrote something before it was given any code.
    pub(crate) async fn start(sandbox: &Sandbox) -> Result<Self> {
        let (stdout, stderr) = (Late::default(), Late::default());
        let (mut session, start) = sandbox.session().prepare_with(stdout.clone(), stderr.clone())?;
        let store = store::new(sandbox.engine(), start.state, None)?;
        let starting = session.run_guest("start", Starting(store), |Starting(store): &mut Starting| {
            Box::pin(async move { start.sandbox.instantiate(store).await })
        });
        let (Starting(mut store), started) = starting.await;
        store.data_mut().started = true;
        let begun = Begun { guest: started?, store };
        // What a guest does at its first call is done then: reading its environment, taking random numbers.
        let running = session.run_guest("exec", begun, |begun: &mut Begun| {
            Box::pin(async move { begun.guest.sandbox.call_exec(&mut begun.store, "").await })
        });
        let (Begun { guest, store }, ran) = running.await;
        match ran? {
            Ok(()) if !stdout.is_written() && !stderr.is_written() => Ok(Self { guest, store, stdout, stderr }),
            Ok(()) => Err(Error::Host("the guest writes before it is given any code".to_owned())),
            Err(error) => Err(Error::Host(format!("the guest has an error for an empty string: {error}"))),
        }
    }

    /// Whether it holds no more than a session with these settings may.
    pub(super) fn fits(&self, state: &State) -> bool {
        state.limits.allow(&self.store.data().limits)
    }

    /// Makes it the instance of a session with these settings.
    pub(super) fn adopt(mut self, state: State, stdout: &Sink, stderr: &Sink) -> (Guest, Store<State>) {
        self.store.set_hostcall_fuel(state.limits.transfer());
        self.store.data_mut().adopt(state);
        self.stdout.become_sink(stdout.clone());
        self.stderr.become_sink(stderr.clone());
        (self.guest, self.store)
    }
}

/// An instance that runs the empty string.
struct Begun {
    guest: Guest,
    store: Store<State>,
}

impl AsMut<Store<State>> for Begun {
    fn as_mut(&mut self) -> &mut Store<State> {
        &mut self.store
    }
}
