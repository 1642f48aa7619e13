//! How much memory a session needs at least, found out by trying.

use std::sync::OnceLock;

use wasmtime::Store;
use wasmtime_wasi::WasiCtx;

use super::builder::{DEFAULT_INSTANCES, DEFAULT_TABLE_ELEMENTS, DEFAULT_TRANSFER};
use super::start::Starting;
use super::{Session, State, store};
use crate::component::Sandbox;
use crate::engine::Engine;
use crate::error::{End, Error, Result};
use crate::limit::StoreLimits;
use crate::network::Network;
use crate::tools::{Calls, Tools};

/// Needs are told in whole ones of these, which a limit is set to easily.
const MIB: usize = 1 << 20;

/// What a trial may use beyond the session's limit, which is the host's own meanwhile: as much as a call's values may take,
/// of which a trial has next to none. So a component that uses all that it is given stays within the host's bound.
const BEYOND: usize = 4 * DEFAULT_TRANSFER;

/// The bytes that a trial's guest may hand to the host, an error's text for instance.
const TRANSFER: usize = 1 << 20;

/// The bytes that a session needs in which next to nothing is evaluated, once they are known.
pub(crate) type Need = OnceLock<usize>;

impl Session {
    /// Fails where the memory limit is below what the component is found to need. Limits from the default on are enough
    /// unless the component starts with more; so only who sets a lower one pays for a trial, once for a loaded component.
    pub(super) async fn check_memory(&mut self, sandbox: &Sandbox, limit: usize) -> Result<()> {
        if limit >= sandbox.default_memory().max(sandbox.initial_memory()) {
            return Ok(());
        }
        // What starts with more than is ever tried needs no trial, in which it could use all of that.
        let initial = sandbox.initial_memory();
        let needed = match sandbox.need().get() {
            None if initial > limit.max(sandbox.default_memory()) => initial,
            _ => self.needed_memory(sandbox, limit).await?,
        };
        if needed > limit { Err(Error::Memory { limit, needed }) } else { Ok(()) }
    }

    /// What a session needs in which next to nothing is evaluated: what it uses where it has enough, or more than this limit
    /// by far.
    pub(super) async fn needed_memory(&mut self, sandbox: &Sandbox, limit: usize) -> Result<usize> {
        if let Some(needed) = sandbox.need().get() {
            return Ok(*needed);
        }
        let enough = sandbox.default_memory().saturating_add(sandbox.initial_memory());
        let trial = Starting(trial(&self.engine, enough.min(limit.saturating_add(BEYOND)))?);
        let expression = self.language.nothing();
        // What the trial does is none of the session's doing.
        let report = self.report.clone();
        let trying = self.run_guest("trial", trial, {
            let sandbox = sandbox.clone();
            |trial: &mut Starting| {
                Box::pin(async move {
                    let guest = sandbox.instantiate(&mut trial.0).await?;
                    guest.sandbox.call_eval(&mut trial.0, &expression).await.map(|_| ())
                })
            }
        });
        let (Starting(trial), result) = trying.await;
        self.report = report;
        // Where it fails otherwise, it needed as much until then, and the session's own start tells why.
        if let Err(end @ (End::Timeout(_) | End::Cancelled)) = result {
            return Err(end.into());
        }
        let memory = trial.data().limits.memory();
        let needed = memory.refused().unwrap_or_default().max(memory.peak()).next_multiple_of(MIB);
        Ok(*sandbox.need().get_or_init(|| needed))
    }
}

/// A store without anything of the host's, whose guest may use this much memory.
fn trial(engine: &Engine, memory: usize) -> Result<Store<State>> {
    let lookups = Network::new().set(&mut WasiCtx::builder())?;
    let limits = StoreLimits::new(memory, DEFAULT_TABLE_ELEMENTS, DEFAULT_INSTANCES, TRANSFER);
    let state = State::new(WasiCtx::builder().build(), Calls::new(Tools::new(), 0), lookups, limits);
    store::new(engine, state, None)
}
