//! The rules of the contract, none of them about a language.

mod contract;
mod errors;
mod limits;
mod output;
mod sessions;
mod values;
mod wrapped;

use super::Check;
use super::kit::{Found, Kit};
use super::report::Row;
use super::samples::Samples;

/// Checks all rules, as far as the component can be loaded.
pub(super) async fn all(check: &Check, component: &[u8], samples: &Samples) -> Vec<Row> {
    let (mut rows, sandbox) = contract::load(component);
    let Some(sandbox) = sandbox else {
        return rows;
    };
    let kit = Kit { sandbox: &sandbox, samples, timeout: check.timeout, memory: check.memory };
    let mut row = |rule, expected, found| rows.push(Row { rule, expected, found });
    row("values", "each value arrives as the JSON that it is", values::json(&kit).await);
    row("no JSON form", "a value that JSON has no form for is an error that names a type", values::no_json(&kit).await);
    row("long value", "a value of four million characters arrives whole", values::long(&kit).await);
    row("errors", "an error reads `Type: message`", errors::form(&kit).await);
    row("state", "what one string defines is there for the next", sessions::state(&kit).await);
    row("after errors", "after an error the session goes on, and names stay", sessions::after_errors(&kit).await);
    row("fresh sessions", "a session knows nothing of others, and random numbers differ", sessions::fresh(&kit).await);
    row("output", "what is written has been flushed when a call returns", output::flushed(&kit).await);
    row("output limit", "beyond the limit output is cut, and the code goes on", output::limit(&kit).await);
    row("time limit", "code without end is ended", limits::time(&kit).await);
    row("memory limit", "code that wants more memory is told so or ended", limits::memory(&kit).await);
    row(
        "recursion",
        "calls without end are an error, or end the session for want of stack",
        limits::recursion(&kit).await,
    );
    row("wrapped", "it works with files of its own, given by `wasi-virt`", wrapped::works(&kit, component).await);
    rows
}

/// Puts what went wrong before a rule could be tried in place of its result.
fn or_broken(result: Result<Found, String>) -> Found {
    result.unwrap_or_else(|sentence| Found::Broken(vec![sentence]))
}
