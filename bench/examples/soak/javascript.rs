//! Code for the JavaScript guest, each piece with its right answer.

use std::time::Duration;

use component_sandbox::{End, Error, Language, Sandbox};
use serde_json::{Value, json};

use crate::guests::Running;
use crate::python::{ends, is, lines, same};

const PATIENCE: Duration = Duration::from_secs(30);
const SHORT: Duration = Duration::from_millis(200);

/// A run of some kind.
pub(crate) fn run(sandbox: Sandbox, which: u64, number: u64) -> (&'static str, Running) {
    match which % 32 {
        0 => ("JavaScript: time limit", Box::pin(endless(sandbox))),
        1..=10 => ("JavaScript: an error", Box::pin(raises(sandbox, number))),
        11..=18 => ("JavaScript: output", Box::pin(output(sandbox, number))),
        _ => ("JavaScript: a value", Box::pin(value(sandbox, number))),
    }
}

async fn start(sandbox: &Sandbox, timeout: Duration) -> Result<component_sandbox::Session, Error> {
    sandbox.session().language(Language::javascript()).timeout(timeout).start().await
}

async fn value(sandbox: Sandbox, number: u64) -> Result<(), String> {
    let mut session = start(&sandbox, PATIENCE).await.map_err(|error| error.to_string())?;
    is(session.eval::<Value>("typeof own").await, &json!("undefined"))?;
    session.set("own", &number).await.map_err(|error| error.to_string())?;
    is(session.eval::<Value>("[own + 1, 'é'.repeat(3), null]").await, &json!([number + 1, "ééé", null]))
}

async fn raises(sandbox: Sandbox, number: u64) -> Result<(), String> {
    let mut session = start(&sandbox, PATIENCE).await.map_err(|error| error.to_string())?;
    let thrown = session.exec(&format!("throw new RangeError('{number}')")).await;
    match &thrown {
        Err(Error::Guest(error)) => same(&*error.to_string(), &*format!("RangeError: {number}"))?,
        other => return Err(format!("{other:?}")),
    }
    is(session.eval::<Value>("6 * 7").await, &json!(42))
}

async fn output(sandbox: Sandbox, number: u64) -> Result<(), String> {
    let mut session = start(&sandbox, PATIENCE).await.map_err(|error| error.to_string())?;
    is(session.exec(&format!("for (let i = 0; i < 50; i++) console.log({number}, i)")).await, &())?;
    let expected = lines(number, 50);
    same(&*session.take_output().stdout.text(), &*expected)
}

async fn endless(sandbox: Sandbox) -> Result<(), String> {
    let mut session = match start(&sandbox, SHORT).await {
        Ok(session) => session,
        // It may strike before on a machine that is busy.
        Err(Error::Timeout { .. }) => return Ok(()),
        Err(error) => return Err(error.to_string()),
    };
    let result = session.exec("for (;;) ;").await;
    ends(result, &session, &End::Timeout(SHORT))
}
