//! One-shot runs: a fresh session, one piece of code, all that came of it.

use serde_json::Value;

use super::{Report, Session, SessionBuilder};
use crate::error::{Error, Result};
use crate::output::Output;

/// What came of a [`run`](SessionBuilder::run).
///
/// ```no_run
/// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
/// let run = sandbox.run("print('before')\n1 / 0").await;
/// match run.result {
///     Ok(value) => println!("{value:?}"),
///     Err(error) => println!("{error}, after {:?}", run.output.stdout.text()),
/// }
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Run {
    /// The value of the code's last expression, `None` where it ends with something else; or what went wrong.
    pub result: Result<Option<Value>>,
    /// What the code wrote, as far as it was kept; on failure, too.
    pub output: Output,
    /// What it used; on failure, too.
    pub report: Report,
}

impl SessionBuilder {
    /// Runs code in a fresh session, which is dropped after: statements, and as the last of them an expression whose value
    /// is wanted, if there is one.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
    /// let run = sandbox.session().memory(48 << 20).run("total = sum(range(10))\ntotal").await;
    /// println!("{:?} after {:?}", run.result?, run.report.cpu);
    /// # Ok(()) }
    /// ```
    ///
    /// [`timeout`](Self::timeout) holds for all of it together, unless a [`total_timeout`](Self::total_timeout) is set.
    ///
    /// What went wrong is in [`Run::result`], so that output and report aren't lost with it.
    pub async fn run(mut self, code: &str) -> Run {
        self.total_timeout.get_or_insert(self.timeout);
        let mut session = match self.prepare() {
            Ok((mut session, start)) => match session.begin(start).await {
                Ok(()) => session,
                Err(error) => return session.into_run(Err(error)),
            },
            Err(error) => return Run { result: Err(error), output: Output::default(), report: Report::default() },
        };
        let result = session.run(code).await;
        session.into_run(result)
    }
}

impl Session {
    async fn run(&mut self, code: &str) -> Result<Option<Value>> {
        let Some((start, end)) = self.last_expression(code).await? else {
            return self.exec(code).await.map(|()| None);
        };
        if !code[..start].trim().is_empty() {
            self.exec(&code[..start]).await?;
        }
        self.eval(&code[start..end]).await.map(Some)
    }

    /// Asks the guest where the code's last expression is, in bytes.
    async fn last_expression(&mut self, code: &str) -> Result<Option<(usize, usize)>> {
        let Some(question) = self.language.last_expression(code) else {
            return Ok(None);
        };
        match self.eval::<Option<(usize, usize)>>(&question).await {
            Ok(place) => Ok(place.filter(|(start, end)| code.get(*start..*end).is_some())),
            // Executing it will tell what is wrong with the code.
            Err(Error::Guest(_) | Error::Value(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn into_run(mut self, result: Result<Option<Value>>) -> Run {
        Run { result, output: self.take_output(), report: self.report() }
    }
}
