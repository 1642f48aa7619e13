//! What a component is once the components inside it are put in the place of each instantiation, which the compiler does.
//!
//! Forty small components, each of which instantiates the one before twice, are a trillion instances. So they are counted
//! before anything is compiled, which takes no more than reading the sections once.

use wasmparser::{
    ComponentAlias, ComponentExternalKind, ComponentInstance, ComponentOuterAliasKind, ComponentTypeRef, Instance,
    Parser, Payload,
};

/// The definitions that there may be: instances, aliases, functions, imports and exports, those of a component as often as
/// it is instantiated. An interpreter that is linked of many modules has some thousands.
const LIMIT: u64 = 500_000;

/// What is known of one component.
#[derive(Default)]
struct Counted {
    definitions: u64,
    /// The components that it can instantiate, each with its definitions; `None` for one that it is given.
    components: Vec<Option<u64>>,
}

impl Counted {
    fn instantiate(&mut self, component: u32) -> Result<(), String> {
        match self.components.get(component as usize) {
            Some(Some(definitions)) => self.define(definitions.saturating_add(1)),
            Some(None) => Err("it instantiates a component that it is given, which isn't supported".to_owned()),
            // It isn't valid, which the compiler tells.
            None => Ok(()),
        }
    }

    fn define(&mut self, more: u64) -> Result<(), String> {
        self.definitions = self.definitions.saturating_add(more);
        if self.definitions > LIMIT {
            return Err(format!("it consists of more than {LIMIT} instances and other definitions"));
        }
        Ok(())
    }
}

/// Returns what is too much, or can't be read.
pub(super) fn check(component: &[u8]) -> Result<(), String> {
    // Those that are open, the innermost last; `None` for a module.
    let mut open: Vec<Option<Counted>> = Vec::new();
    for payload in Parser::new(0).parse_all(component) {
        count(&mut open, payload.map_err(read)?)?;
    }
    Ok(())
}

fn count(open: &mut Vec<Option<Counted>>, payload: Payload<'_>) -> Result<(), String> {
    match payload {
        Payload::Version { encoding, .. } => {
            open.push((encoding == wasmparser::Encoding::Component).then(Counted::default));
            return Ok(());
        }
        Payload::End(_) => {
            let closed = open.pop().flatten();
            if let (Some(closed), Some(Some(outer))) = (closed, open.last_mut()) {
                outer.components.push(Some(closed.definitions));
            }
            return Ok(());
        }
        _ => {}
    }
    let Some((Some(innermost), outer)) = open.split_last_mut() else { return Ok(()) };
    match payload {
        Payload::InstanceSection(section) => {
            for instance in section {
                innermost.define(match instance.map_err(read)? {
                    Instance::Instantiate { args, .. } => args.len() as u64 + 1,
                    Instance::FromExports(exports) => exports.len() as u64 + 1,
                })?;
            }
        }
        Payload::ComponentInstanceSection(section) => {
            for instance in section {
                match instance.map_err(read)? {
                    ComponentInstance::Instantiate { component_index, args } => {
                        innermost.define(args.len() as u64)?;
                        innermost.instantiate(component_index)?;
                    }
                    ComponentInstance::FromExports(exports) => innermost.define(exports.len() as u64 + 1)?,
                }
            }
        }
        Payload::ComponentAliasSection(section) => {
            for alias in section {
                innermost.define(1)?;
                match alias.map_err(read)? {
                    ComponentAlias::Outer { kind: ComponentOuterAliasKind::Component, count, index } => {
                        let found = match count.checked_sub(1) {
                            None => innermost.components.get(index as usize),
                            Some(above) => outer
                                .iter()
                                .rev()
                                .nth(above as usize)
                                .and_then(|outer| outer.as_ref()?.components.get(index as usize)),
                        };
                        let found = found.copied().flatten();
                        innermost.components.push(found);
                    }
                    ComponentAlias::InstanceExport { kind: ComponentExternalKind::Component, .. } => {
                        innermost.components.push(None);
                    }
                    _ => {}
                }
            }
        }
        Payload::ComponentImportSection(section) => {
            for import in section {
                innermost.define(1)?;
                if let ComponentTypeRef::Component(_) = import.map_err(read)?.ty {
                    innermost.components.push(None);
                }
            }
        }
        Payload::ComponentExportSection(section) => {
            for export in section {
                innermost.define(1)?;
                let export = export.map_err(read)?;
                if export.kind == ComponentExternalKind::Component {
                    let exported = innermost.components.get(export.index as usize).copied().flatten();
                    innermost.components.push(exported);
                }
            }
        }
        Payload::ComponentCanonicalSection(section) => innermost.define(u64::from(section.count()))?,
        _ => {}
    }
    Ok(())
}

#[allow(clippy::needless_pass_by_value, reason = "`map_err` gives it away")]
fn read(error: wasmparser::BinaryReaderError) -> String {
    error.to_string()
}
