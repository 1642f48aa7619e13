//! Strings of one session share their names, and sessions share nothing.

use component_sandbox::{Error, Session};

use super::or_broken;
use crate::check::kit::{Found, Kit, Tally, expect, quote, raised};

pub(super) async fn state(kit: &Kit<'_>) -> Found {
    let check = async {
        let mut session = kit.session().await?;
        define(kit, &mut session).await?;
        Ok(Found::Kept(1))
    };
    or_broken(check.await)
}

/// Binds the sample's name and reads it.
async fn define(kit: &Kit<'_>, session: &mut Session) -> Result<(), String> {
    let state = &kit.samples.state;
    session
        .exec(&state.define)
        .await
        .map_err(|error| format!("{} gave an error, {}", quote(&state.define), quote(&error.to_string())))?;
    expect(session, &state.read, &state.json).await
}

pub(super) async fn after_errors(kit: &Kit<'_>) -> Found {
    let check = async {
        let mut session = kit.session().await?;
        define(kit, &mut session).await?;
        let mut tally = Tally::default();
        let broken = &kit.samples.error.syntax_error;
        let raising = kit.samples.error.cases.iter().filter_map(|case| case.exec.as_ref());
        for code in std::iter::once(broken).chain(raising) {
            raised(code, session.exec(code).await)?;
            let state = &kit.samples.state;
            let read = expect(&mut session, &state.read, &state.json).await;
            tally.add(read.map_err(|sentence| format!("after {}, {sentence}", quote(code))));
        }
        Ok(tally.found())
    };
    or_broken(check.await)
}

pub(super) async fn fresh(kit: &Kit<'_>) -> Found {
    let check = async {
        let (mut one, mut other) = (kit.session().await?, kit.session().await?);
        define(kit, &mut one).await?;
        let mut tally = Tally::default();
        let read = &kit.samples.state.read;
        tally.add(match other.eval_json(read).await {
            Err(Error::Guest(_)) => Ok(()),
            found => Err(format!("{}, which another session defined, gave {found:?}, expected an error", quote(read))),
        });
        let random = &kit.samples.fresh.random;
        let failed = |error: Error| format!("{} gave an error, {}", quote(random), quote(&error.to_string()));
        let first = one.eval_json(random).await.map_err(failed)?;
        let second = other.eval_json(random).await.map_err(failed)?;
        let differ = first != second;
        tally.add(if differ { Ok(()) } else { Err(format!("{} gave {first} in both sessions", quote(random))) });
        Ok(tally.found())
    };
    or_broken(check.await)
}
