//! Where the calls by an index of a table go that a component's sessions make: it is one that counts them in its memory.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, ensure};
use component_fuse::Counts;
use component_sandbox::Sandbox;

use crate::memory;

/// What one program may take, which is slower than usual, as all is counted.
const TIMEOUT: Duration = Duration::from_mins(5);

/// Counts the calls of sessions, each of which executes one of these programs and then evaluates an expression; where there are
/// no programs, of one that evaluates the expression.
///
/// # Errors
///
/// Where the component can't be run or doesn't count, a program or the expression fails, or the system doesn't tell.
pub async fn of_sessions(component: &Path, programs: &[&Path], expression: &str) -> anyhow::Result<Counts> {
    let sandbox = memory::sandbox(component)?;
    let mut counts = Counts::new();
    if programs.is_empty() {
        add(&mut counts, &sandbox, None, expression).await?;
    }
    for program in programs {
        let failed = || format!("`{}` fails", program.display());
        let source = std::fs::read_to_string(program).with_context(failed)?;
        add(&mut counts, &sandbox, Some(&source), expression).await.with_context(failed)?;
    }
    Ok(counts)
}

async fn add(counts: &mut Counts, sandbox: &Sandbox, program: Option<&str>, expression: &str) -> anyhow::Result<()> {
    let mut session = sandbox.session().timeout(TIMEOUT).start().await?;
    if let Some(program) = program {
        session.exec(program).await?;
    }
    session.eval_json(expression).await.with_context(|| format!("`{expression}` fails"))?;
    let addresses = memory::addresses()?;
    let mut bytes = vec![0; usize::try_from(addresses.end - addresses.start).expect("it is mapped")];
    let memory = File::open("/proc/self/mem").context("can't open `/proc/self/mem`")?;
    memory.read_exact_at(&mut bytes, addresses.start).context("can't read `/proc/self/mem`")?;
    ensure!(counts.add(&bytes), "it doesn't count its calls; expected what `fuse --count-calls` makes");
    Ok(())
}
