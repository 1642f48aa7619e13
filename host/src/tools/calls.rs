//! The calls of one session: answered, counted, and limited.

use std::time::{Duration, Instant};

use tokio_util::task::AbortOnDropHandle;

use super::{Tool, Tools};
use crate::bindings::tools;
use crate::error::in_short;
use crate::json;
use crate::session::State;
use crate::size::Size;

/// Raised inside a guest that has called host functions more often than it may.
#[derive(Debug, thiserror::Error)]
#[error("the limit of calls of host functions was exceeded")]
pub(crate) struct TooManyCalls {
    /// The number of calls that were allowed.
    pub(crate) limit: u64,
}

/// Raised inside a guest whose host function panicked.
#[derive(Debug, thiserror::Error)]
#[error("the host function `{name}` panicked")]
pub(crate) struct ToolPanic {
    name: String,
}

/// What a session may call, and has called.
#[derive(Debug)]
pub(crate) struct Calls {
    tools: Tools,
    limit: u64,
    count: u64,
    time: Duration,
}

impl Calls {
    pub(crate) fn new(tools: Tools, limit: u64) -> Self {
        Self { tools, limit, count: 0, time: Duration::ZERO }
    }

    /// How many calls there were.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// How long they took, all together.
    pub(crate) fn time(&self) -> Duration {
        self.time
    }
}

impl tools::Host for State {
    async fn list(&mut self) -> wasmtime::Result<Vec<tools::Tool>> {
        let describe = |tool: &Tool| {
            let (description, schema) = tool.describe();
            tools::Tool { name: tool.name().to_owned(), description, schema }
        };
        Ok(self.calls.tools.iter().map(describe).collect())
    }

    async fn call(&mut self, name: String, arguments: String) -> wasmtime::Result<Result<String, String>> {
        let calls = &mut self.calls;
        if calls.count >= calls.limit {
            return Err(TooManyCalls { limit: calls.limit }.into());
        }
        calls.count += 1;
        let Some(tool) = calls.tools.get(&name) else {
            return Ok(Err(format!("there is no host function `{}`", in_short(&name))));
        };
        let limit = json::limit(self.limits.transfer());
        if json::size(&arguments) > limit {
            return Ok(Err(format!("the arguments would take more than {} of the host's memory", Size(limit))));
        }
        let start = Instant::now();
        // On a task of its own it has a stack of its own, where the guest may have used up this one.
        let tool = tool.clone();
        let task = AbortOnDropHandle::new(tokio::spawn(async move { tool.call(&arguments).await }));
        let answer = task.await;
        calls.time += start.elapsed();
        answer.map_err(|_| ToolPanic { name }.into())
    }
}
