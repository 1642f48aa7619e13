//! Components within a component, which can reach the core modules of those around them.

use wasmparser::{ComponentAlias, ComponentOuterAliasKind, Parser, Payload};

use crate::error::{Result, invalid};

/// Whether a component takes a core module from the one that holds it.
pub(crate) fn takes_a_module(component: &[u8]) -> Result<bool> {
    let mut depth = 0;
    for payload in Parser::new(0).parse_all(component) {
        match payload.map_err(invalid)? {
            Payload::Version { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ComponentAliasSection(section) => {
                for alias in section {
                    if let ComponentAlias::Outer { kind: ComponentOuterAliasKind::CoreModule, count, .. } =
                        alias.map_err(invalid)?
                        && count == depth
                    {
                        return Ok(true);
                    }
                }
            }
            _ => {}
        }
    }
    Ok(false)
}
