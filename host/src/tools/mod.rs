//! Host functions: what the embedder lets the code in a session call by name.

mod calls;
mod tool;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use tool::Tool;

pub(crate) use calls::{Calls, TooManyCalls, ToolPanic};

use crate::error::{Error, Result};
use crate::identifier;

/// The host functions of a session, by name: a cheap handle to clone and share among sessions.
///
/// Code reaches them through the world `sandbox-tools` of `wit/`; in Python they are the functions of the module
/// `tools`. A guest that doesn't import that world runs all the same, without them.
///
/// ```
/// # use component_sandbox::{Engine, Tool, Tools};
/// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
/// let tools = Tools::new()
///     .tool(
///         Tool::new("add", async |(a, b): (i64, i64)| Ok::<_, String>(a + b))
///             .description("Adds two numbers."),
///     )
///     .tool(Tool::new("today", async |()| Ok::<_, String>("2026-11-20")));
///
/// let mut session = sandbox.session().tools(tools).start().await?;
/// let sum: i64 = session.eval("__import__('tools').add(1, 2)").await?;
/// assert_eq!(sum, 3);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Tools {
    tools: Arc<BTreeMap<String, Tool>>,
    twice: Option<String>,
}

impl Tools {
    /// No functions.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a function. Names are checked when a session starts.
    #[must_use = "it returns the functions with the new one added"]
    pub fn tool(mut self, tool: Tool) -> Self {
        let name = tool.name().to_owned();
        if Arc::make_mut(&mut self.tools).insert(name.clone(), tool).is_some() {
            self.twice = Some(name);
        }
        self
    }

    /// The functions, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = &Tool> {
        self.tools.values()
    }

    /// Checks that guests can tell the functions apart and write their names.
    pub(crate) fn check(&self) -> Result<()> {
        if let Some(name) = &self.twice {
            return Err(Error::Config(format!(
                "there are two host functions of the name `{name}`; each needs its own"
            )));
        }
        match self.tools.keys().find(|name| !identifier::is_name(name)) {
            Some(name) => Err(Error::Config(format!(
                "a host function can't have the name `{name}`; it must be letters, digits and `_`, no digit first"
            ))),
            None => Ok(()),
        }
    }

    fn get(&self, name: &str) -> Option<&Tool> {
        self.tools.get(name)
    }
}
