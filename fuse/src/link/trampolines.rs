//! Functions that do nothing but call an entry of a table: calls of dynamic libraries to each other, and the shims that
//! stand for imports. Where nothing writes to the table, they are that entry.

use std::collections::BTreeMap;

use wasmparser::{FunctionBody, Operator};

use super::space::{Func, Item, Spaces};
use super::tables::Tables;
use crate::error::{Result, invalid};
use crate::read::Module;

/// No trampoline is longer than this many bytes, so that longer functions needn't be looked at.
const LONGEST: u64 = 256;

/// Which function each trampoline leads to.
#[derive(Default)]
pub(crate) struct Redirections(BTreeMap<Item, Func>);

impl Redirections {
    /// The function that is reached by calling this one.
    pub(crate) fn follow(&self, function: Func) -> Func {
        let mut at = function;
        // Trampolines may lead to each other; those that do so in a circle stay as they are.
        for _ in 0..=self.0.len() {
            match at {
                Func::Defined(item) if self.0.contains_key(&item) => at = self.0[&item],
                _ => return at,
            }
        }
        function
    }
}

/// Finds all trampolines.
pub(crate) fn find(spaces: &Spaces<'_>, tables: &Tables) -> Result<Redirections> {
    let mut found = Redirections::default();
    for (instance, module) in spaces.instances() {
        for (index, body) in (0..).zip(&module.bodies) {
            let Some((table, entry)) = target(module, index, body).map_err(invalid)? else { continue };
            let table = spaces.of(instance).tables[table as usize];
            if tables.is_written(table) {
                continue;
            }
            if let Some(function) = tables.get(table, entry)
                // Another type is a trap.
                && spaces.function_type(function) == Some(module.function_type(index))
            {
                found.0.insert(Item { instance, index }, function);
            }
        }
    }
    Ok(found)
}

/// The table and the entry that a function calls, if it passes on its parameters and returns what comes back.
fn target(module: &Module<'_>, index: u32, body: &FunctionBody<'_>) -> wasmparser::Result<Option<(u32, u64)>> {
    let range = body.range();
    if range.end - range.start > LONGEST || body.get_locals_reader()?.get_count() > 0 {
        return Ok(None);
    }
    let ty = module.function_type(index);
    let mut operators = body.get_operators_reader()?;
    for (parameter, _) in (0..).zip(ty.params()) {
        match operators.read()? {
            Operator::LocalGet { local_index } if local_index == parameter => {}
            _ => return Ok(None),
        }
    }
    let entry = match operators.read()? {
        Operator::I32Const { value } => u64::from(value.cast_unsigned()),
        Operator::I64Const { value } => value.cast_unsigned(),
        _ => return Ok(None),
    };
    let (Operator::CallIndirect { type_index, table_index } | Operator::ReturnCallIndirect { type_index, table_index }) =
        operators.read()?
    else {
        return Ok(None);
    };
    let ends = matches!(operators.read()?, Operator::End) && operators.eof();
    Ok((ends && module.types[type_index as usize] == *ty).then_some((table_index, entry)))
}
