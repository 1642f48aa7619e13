//! Functions of the fused module in the place of some that it can't import: those that use its memory can only be made when
//! its instance is there. Each calls an entry of a table, which is filled as soon as all are.

use wasm_encoder::Function;
use wasmparser::FuncType;

use crate::link::{Func, Item, Link, table_type};

/// The functions in whose places they are, and the entries that they call.
pub(crate) struct StandIns {
    /// Canonical functions, in order.
    pub(crate) canons: Vec<usize>,
    /// The table that has the entries behind its own: one that no code writes to, for engines may allow a module one
    /// table. Where there is none, the entries have a table for themselves.
    pub(crate) table: Option<Item>,
    /// The index of the first entry.
    pub(crate) first: u32,
}

impl StandIns {
    pub(crate) fn new(link: &Link<'_>, canons: Vec<usize>) -> Self {
        let number = u32::try_from(canons.len()).expect("fewer than functions, which have indices of 32 bits");
        let shared = link.reached.tables.iter().find_map(|table| {
            let ty = table_type(&link.spaces, *table);
            let first = u32::try_from(ty.initial).ok().filter(|first| first.checked_add(number).is_some())?;
            let fits =
                !ty.table64 && ty.element_type == wasmparser::RefType::FUNCREF && !link.tables.is_written(*table);
            (fits && number > 0).then_some((*table, first))
        });
        let (table, first) = shared.unzip();
        Self { canons, table, first: first.unwrap_or(0) }
    }

    /// The functions, with their types.
    pub(crate) fn functions<'a>(&'a self, link: &'a Link<'_>) -> impl Iterator<Item = (Func, &'a FuncType)> {
        self.canons.iter().map(|canon| {
            let function = Func::Canon(*canon);
            (function, link.spaces.function_type(function).expect("a module imports it"))
        })
    }

    /// How many entries a table has more.
    pub(crate) fn more(&self, table: Item) -> u64 {
        if self.table == Some(table) { self.canons.len() as u64 } else { 0 }
    }

    /// Whether there is a table for them alone.
    pub(crate) fn have_own_table(&self) -> bool {
        self.table.is_none() && !self.canons.is_empty()
    }
}

/// Calls an entry of a table with its own parameters; its type and the entry's is this one, with this index.
pub(super) fn body(ty: &FuncType, index: u32, table: u32, entry: u32) -> Function {
    let mut function = Function::new([]);
    let mut body = function.instructions();
    for (parameter, _) in (0..).zip(ty.params()) {
        body.local_get(parameter);
    }
    body.i32_const(entry.cast_signed()).call_indirect(table, index).end();
    function
}
