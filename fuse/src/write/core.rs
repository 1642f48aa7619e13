//! The core index spaces of the component that is written.

use std::collections::BTreeMap;
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode, ReencodeComponent};

use super::plan::Plan;
use crate::link::{Func, Item};

/// What is there already, by what it was in the component that was read. Encodes what refers to it.
pub(crate) struct Core<'a> {
    plan: &'a Plan<'a>,
    instances: u32,
    count: u32,
    functions: BTreeMap<Func, u32>,
    stand_ins: BTreeMap<Func, u32>,
    table_count: u32,
    tables: BTreeMap<Item, u32>,
}

/// Encodes what is needed before the fused instance is there.
pub(crate) struct Early<'a>(pub(crate) &'a Core<'a>);

impl<'a> Core<'a> {
    pub(crate) fn new(plan: &'a Plan<'a>) -> Self {
        let (functions, stand_ins, tables) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { plan, instances: 0, count: 0, functions, stand_ins, table_count: 0, tables }
    }

    /// The index of the next instance.
    pub(crate) fn instance(&mut self) -> u32 {
        self.instances += 1;
        self.instances - 1
    }

    /// Takes the next index for a function.
    pub(crate) fn function(&mut self, function: Func) {
        self.functions.insert(function, self.count);
        self.count += 1;
    }

    /// Takes the next index for what stands in for a function.
    pub(crate) fn stand_in(&mut self, function: Func) {
        self.stand_ins.insert(function, self.count);
        self.count += 1;
    }

    /// Takes the next index for a table.
    pub(crate) fn table(&mut self, table: Item) -> u32 {
        let index = self.next_table();
        self.tables.insert(table, index);
        index
    }

    /// Takes the next index for a table that wasn't in the component that was read.
    pub(crate) fn next_table(&mut self) -> u32 {
        self.table_count += 1;
        self.table_count - 1
    }

    /// The function itself.
    pub(crate) fn late(&self, function: Func) -> u32 {
        self.functions[&function]
    }

    /// What stands in for it.
    fn early(&self, function: Func) -> u32 {
        self.stand_ins[&function]
    }
}

impl Reencode for Core<'_> {
    type Error = Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, Error> {
        Ok(self.late(self.plan.link.spaces.function(index)))
    }

    /// There is one memory.
    fn memory_index(&mut self, _: u32) -> Result<u32, Error> {
        Ok(0)
    }

    fn table_index(&mut self, index: u32) -> Result<u32, Error> {
        Ok(self.tables[&self.plan.link.spaces.table(index)])
    }
}

impl ReencodeComponent for Core<'_> {}

impl Reencode for Early<'_> {
    type Error = Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, Error> {
        Ok(self.0.early(self.0.plan.link.spaces.function(index)))
    }
}

impl ReencodeComponent for Early<'_> {}
