//! What the code writes is there when its call returns, up to a limit.

use component_sandbox::{Output, Session};

use super::or_broken;
use crate::check::kit::{Found, Kit, Tally, quote, short};

/// How much of the output a session with little room keeps, in bytes.
const LITTLE: usize = 100;

pub(super) async fn flushed(kit: &Kit<'_>) -> Found {
    let check = async {
        let mut session = kit.session().await?;
        let samples = &kit.samples.output;
        let many = (0..10_000).fold(String::new(), |text, number| text + &number.to_string() + "\n");
        let mut tally = Tally::default();
        for (code, expected) in [(&samples.print, "hello\n"), (&samples.print_many, &many)] {
            let written = written(&mut session, code).await?.stdout.text().into_owned();
            let sentence = || format!("{} wrote {}, expected {}", quote(code), show(&written), show(expected));
            tally.add(if written == expected { Ok(()) } else { Err(sentence()) });
        }
        if let Some(code) = &samples.to_stderr {
            let output = written(&mut session, code).await?;
            let right = output.stdout.bytes.is_empty() && !output.stderr.bytes.is_empty();
            let sentence = || format!("{} wrote {output:?}, expected something on standard error alone", quote(code));
            tally.add(if right { Ok(()) } else { Err(sentence()) });
        }
        Ok(tally.found())
    };
    or_broken(check.await)
}

async fn written(session: &mut Session, code: &str) -> Result<Output, String> {
    match session.exec(code).await {
        Ok(()) => Ok(session.take_output()),
        Err(error) => Err(format!("{} gave an error, {}", quote(code), quote(&error.to_string()))),
    }
}

fn show(text: &str) -> String {
    short(&format!("{text:?}"))
}

pub(super) async fn limit(kit: &Kit<'_>) -> Found {
    let check = async {
        let session = kit.builder().output_limit(LITTLE).start().await;
        let mut session = session.map_err(|error| format!("a session doesn't start: {error}"))?;
        let code = &kit.samples.output.print_many;
        let stdout = written(&mut session, code).await?.stdout;
        if stdout.bytes.len() == LITTLE && stdout.dropped > 0 {
            return Ok(Found::Kept(1));
        }
        Err(format!(
            "{} wrote {} bytes and {} beyond, of which {LITTLE} are kept",
            quote(code),
            stdout.bytes.len(),
            stdout.dropped
        ))
    };
    or_broken(check.await)
}
