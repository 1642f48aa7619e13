//! Limits hold, and what they end leaves the next session whole.

use bytesize::ByteSize;
use component_sandbox::{Error, Result as Called, Session};

use super::or_broken;
use crate::check::kit::{Found, Kit, Tally, expect, quote};

pub(super) async fn time(kit: &Kit<'_>) -> Found {
    let samples = &kit.samples.limits;
    let mut tally = Tally::default();
    for code in std::iter::once(&samples.endless).chain(&samples.endless_caught) {
        let session = kit.sandbox.session().timeout(kit.timeout).memory(kit.memory).start().await;
        tally.add(match session {
            Ok(mut session) => match session.exec(code).await {
                Err(Error::Timeout { .. }) => Ok(()),
                found => Err(format!("{} {}, expected to be ended after {:?}", quote(code), tell(&found), kit.timeout)),
            },
            Err(error) => Err(format!("a session doesn't start: {error}")),
        });
    }
    tally.found()
}

pub(super) async fn memory(kit: &Kit<'_>) -> Found {
    let code = &kit.samples.limits.memory;
    let check = async {
        let mut session = kit.session().await?;
        let found = session.exec(code).await;
        let peak = session.report().memory_peak;
        if peak > kit.memory {
            let limit = ByteSize(kit.memory as u64);
            return Err(format!("{} was granted {}, expected {limit} at most", quote(code), ByteSize(peak as u64)));
        }
        match found {
            Err(Error::Guest(_)) => goes_on(kit, &mut session).await,
            Err(Error::OutOfMemory { .. }) => goes_on(kit, &mut kit.session().await?).await,
            found => Err(format!("{} {}, expected an error of the code or of memory", quote(code), tell(&found))),
        }
    };
    or_broken(check.await)
}

pub(super) async fn recursion(kit: &Kit<'_>) -> Found {
    let code = &kit.samples.limits.recursion;
    let check = async {
        let mut session = kit.session().await?;
        match session.exec(code).await {
            Err(Error::Guest(_)) => goes_on(kit, &mut session).await,
            Err(Error::StackOverflow) => goes_on(kit, &mut kit.session().await?).await,
            found => Err(format!("{} {}, expected an error of the code or of its stack", quote(code), tell(&found))),
        }
    };
    or_broken(check.await)
}

async fn goes_on(kit: &Kit<'_>, session: &mut Session) -> Result<Found, String> {
    let state = &kit.samples.state;
    session
        .exec(&state.define)
        .await
        .map_err(|error| format!("after it, {} gave an error, {}", quote(&state.define), quote(&error.to_string())))?;
    expect(session, &state.read, &state.json).await.map_err(|sentence| format!("after it, {sentence}"))?;
    Ok(Found::Kept(1))
}

fn tell(found: &Called<()>) -> String {
    match found {
        Ok(()) => "ended by itself".to_owned(),
        Err(error) => format!("gave an error, {}", quote(&error.to_string())),
    }
}
