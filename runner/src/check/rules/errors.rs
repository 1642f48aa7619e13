//! Errors read `Type: message`.

use component_sandbox::GuestError;

use super::or_broken;
use crate::check::kit::{Found, Kit, Tally, quote, raised};
use crate::check::samples::ErrorCase;

pub(super) async fn form(kit: &Kit<'_>) -> Found {
    let check = async {
        let mut session = kit.session().await?;
        let mut tally = Tally::default();
        let broken = &kit.samples.error.syntax_error;
        tally.add(raised(broken, session.eval_json(broken).await).and_then(|error| has_type(broken, &error)));
        tally.add(raised(broken, session.exec(broken).await).and_then(|error| has_type(broken, &error)));
        for case in &kit.samples.error.cases {
            let (code, error) = match (&case.exec, &case.eval) {
                (Some(code), _) => (code, raised(code, session.exec(code).await)),
                (None, Some(code)) => (code, raised(code, session.eval_json(code).await)),
                (None, None) => unreachable!("the samples were checked"),
            };
            tally.add(error.and_then(|error| is_expected(case, code, &error)));
        }
        Ok(tally.found())
    };
    or_broken(check.await)
}

/// Whether the text starts with what can be a type's name.
fn has_type(code: &str, error: &GuestError) -> Result<(), String> {
    let kind = error.kind();
    if kind.is_empty() || kind.contains(char::is_whitespace) {
        return Err(format!("{} raised {}, which doesn't start with a type", quote(code), quote(&error.to_string())));
    }
    Ok(())
}

fn is_expected(case: &ErrorCase, code: &str, error: &GuestError) -> Result<(), String> {
    let text = error.to_string();
    match (&case.error, &case.kind) {
        (Some(expected), _) if text != *expected => {
            Err(format!("{} raised {}, expected `{expected}`", quote(code), quote(&text)))
        }
        (_, Some(kind)) if error.kind() != kind => {
            Err(format!("{} raised {}, expected `{kind}: …`", quote(code), quote(&text)))
        }
        _ => Ok(()),
    }
}
