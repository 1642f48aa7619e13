//! Values arrive as JSON.

use component_sandbox::Session;

use super::or_broken;
use crate::check::kit::{Found, Kit, Tally, expect, quote, raised};

/// How many characters a long value has at least.
const LONG: usize = 4_000_000;

pub(super) async fn json(kit: &Kit<'_>) -> Found {
    or_broken(async { Ok(values(kit, &mut kit.session().await?).await.found()) }.await)
}

/// Evaluates the samples in this session.
pub(super) async fn values(kit: &Kit<'_>, session: &mut Session) -> Tally {
    let mut tally = Tally::default();
    for case in &kit.samples.value.cases {
        tally.add(expect(session, &case.code, &case.json).await);
    }
    tally
}

pub(super) async fn no_json(kit: &Kit<'_>) -> Found {
    let check = async {
        let mut session = kit.session().await?;
        let mut tally = Tally::default();
        for case in &kit.samples.no_json.cases {
            let error = raised(&case.code, session.eval_json(&case.code).await);
            tally.add(error.and_then(|error| {
                let text = error.to_string();
                let sentence = || format!("{} raised {}, expected `{}: …`", quote(&case.code), quote(&text), case.kind);
                if error.kind() == case.kind { Ok(()) } else { Err(sentence()) }
            }));
        }
        Ok(tally.found())
    };
    or_broken(check.await)
}

pub(super) async fn long(kit: &Kit<'_>) -> Found {
    let Some(code) = &kit.samples.limits.big_result else {
        return Found::NotTried("the samples have no `limits.big_result`".to_owned());
    };
    let check = async {
        let value = kit.session().await?.eval::<String>(code).await;
        match value.map(|text| text.chars().count()) {
            Ok(length) if length >= LONG => Ok(Found::Kept(1)),
            Ok(length) => Err(format!("{} has {length} characters", quote(code))),
            Err(error) => Err(format!("{} gave an error, {}", quote(code), quote(&error.to_string()))),
        }
    };
    or_broken(check.await)
}
