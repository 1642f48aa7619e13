//! Which globals vary. Those that nothing reachable sets are constants: the addresses that an initialised component has
//! worked out.

use std::collections::BTreeMap;

use wasmparser::ValType;

use super::constant::{Value, initial};
use super::reach::Reached;
use super::space::{Item, Spaces};
use crate::error::Result;

/// A global that code refers to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Global {
    /// Always this.
    Constant(Value),
    /// This at first.
    Variable(ValType, Value),
}

/// All globals that can be reached.
pub(crate) fn find(spaces: &Spaces<'_>, reached: &Reached) -> Result<BTreeMap<Item, Global>> {
    let mut globals = BTreeMap::new();
    for item in &reached.globals {
        let value = initial(spaces, *item)?;
        let ty = spaces.module(item.instance).globals[item.index as usize].ty;
        let varies = reached.globals_written.contains(item);
        let global = if varies { Global::Variable(ty.content_type, value) } else { Global::Constant(value) };
        globals.insert(*item, global);
    }
    Ok(globals)
}
