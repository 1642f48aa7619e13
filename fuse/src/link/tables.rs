//! The tables, as they are once all instances are made.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::{ElementKind, TableInit, TableType};

use super::constant::evaluate;
use super::elements;
use super::space::{Func, Item, Spaces};
use super::trampolines::Redirections;
use super::uses::Uses;
use crate::error::{Error, Result};

/// What the tables hold.
pub(crate) struct Tables {
    /// By table, the entries that aren't null.
    contents: BTreeMap<Item, BTreeMap<u64, Func>>,
    /// Those that code may write to.
    written: BTreeSet<Item>,
}

impl Tables {
    /// Applies the active element segments of all instances in their order.
    pub(crate) fn new(spaces: &Spaces<'_>, uses: &BTreeMap<Item, Uses>) -> Result<Self> {
        let mut written = BTreeSet::new();
        for (item, uses) in uses {
            written.extend(uses.tables_written.iter().map(|table| spaces.of(item.instance).tables[*table as usize]));
        }
        let mut this = Self { contents: BTreeMap::new(), written };
        let mut started = None;
        for (instance, module) in spaces.instances() {
            if module.tables.iter().any(|table| matches!(table.init, TableInit::Expr(_))) {
                return Err(Error::Unknown { module: module.name.clone(), what: "a table full of one value" });
            }
            for segment in &module.elements {
                let ElementKind::Active { table_index, offset_expr } = &segment.kind else { continue };
                let table = spaces.of(instance).tables[table_index.unwrap_or(0) as usize];
                let offset = evaluate(spaces, instance, offset_expr, "an offset that is computed")?.offset();
                let functions = elements::functions(spaces, instance, &segment.items)?;
                this.apply(spaces, instance, table, offset, functions, started)?;
            }
            started = started.or(module.start.and(Some(instance)));
        }
        Ok(this)
    }

    /// Applies a segment. With code having `started` in an earlier instance, it may only fill what was empty: nothing but
    /// a trap tells such an entry from one that was there already.
    fn apply(
        &mut self,
        spaces: &Spaces<'_>,
        instance: usize,
        table: Item,
        offset: u64,
        functions: Vec<Option<Func>>,
        started: Option<usize>,
    ) -> Result<()> {
        let name = |instance| spaces.module(instance).name.clone();
        let end = offset.checked_add(functions.len() as u64);
        if end.is_none_or(|end| end > table_type(spaces, table).initial) {
            return Err(Error::OutOfBounds { module: name(instance), what: "element" });
        }
        let contents = self.contents.entry(table).or_default();
        for (at, function) in (offset..).zip(functions) {
            if let Some(start) = started
                && (self.written.contains(&table) || contents.contains_key(&at))
            {
                let what = "a table that has entries already";
                return Err(Error::Start { start: name(start), writes: name(instance), what });
            }
            match function {
                Some(function) => contents.insert(at, function),
                None => contents.remove(&at),
            };
        }
        Ok(())
    }

    /// Puts other functions in the place of some.
    pub(crate) fn redirect(&mut self, redirections: &Redirections) {
        for function in self.contents.values_mut().flat_map(BTreeMap::values_mut) {
            *function = redirections.follow(*function);
        }
    }

    /// Whether code may write to a table.
    pub(crate) fn is_written(&self, table: Item) -> bool {
        self.written.contains(&table)
    }

    /// The function at an index of a table.
    pub(crate) fn get(&self, table: Item, index: u64) -> Option<Func> {
        self.contents.get(&table)?.get(&index).copied()
    }

    /// The functions of a table with their indices, in order.
    pub(crate) fn entries(&self, table: Item) -> impl Iterator<Item = (u64, Func)> {
        self.contents.get(&table).into_iter().flatten().map(|(index, function)| (*index, *function))
    }
}

/// The type that a table was defined with.
pub(crate) fn table_type(spaces: &Spaces<'_>, table: Item) -> TableType {
    spaces.module(table.instance).tables[table.index as usize].ty
}
