//! What can be told of a component without calling it.

use component_sandbox::{ComponentError, Engine, Error, Imports, Sandbox};

use crate::check::kit::Found;
use crate::check::report::Row;

/// What a guest may import: nothing that the host doesn't have, which grants none of it by itself.
const ALLOWED: [&str; 7] =
    ["wasi:io", "wasi:clocks", "wasi:random", "wasi:cli", "wasi:filesystem", "wasi:sockets", "local:sandbox/tools"];

/// Loads the component, which checks its exports and imports.
pub(super) fn load(component: &[u8]) -> (Vec<Row>, Option<Sandbox>) {
    let exports = |found| Row { rule: "exports", expected: "`eval` and `exec` of the world `sandbox`", found };
    let imports = |found| Row { rule: "imports", expected: "nothing but WASI 0.2 and the host's tools", found };
    let policy = ALLOWED.into_iter().fold(Imports::none(), Imports::allow);
    // The rules hold two sessions at most, and code that was wrapped a moment ago isn't worth keeping.
    let engine = Engine::builder().sessions(4).imports(policy).build();
    match engine.and_then(|engine| engine.load_bytes(component)) {
        Ok(sandbox) => (vec![exports(Found::Kept(1)), imports(Found::Kept(1))], Some(sandbox)),
        Err(error) => {
            let broken = Found::Broken(vec![error.to_string()]);
            let rows = match error {
                Error::Component(ComponentError::Policy { .. } | ComponentError::Import { .. }) => {
                    vec![exports(Found::Kept(1)), imports(broken)]
                }
                _ => vec![exports(broken)],
            };
            (rows, None)
        }
    }
}
