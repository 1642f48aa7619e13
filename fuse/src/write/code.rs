//! Encoding the code of an instance again, with the indices of the fused module.

use std::convert::Infallible;

use indexmap::IndexSet;
use wasm_encoder::Instruction;
use wasm_encoder::reencode::{self, Error, Reencode};
use wasmparser::{FuncType, Operator};

use super::plan::Plan;
use crate::link::{Global, Item, Space};

/// The types of functions, each once, in the order of their first use.
#[derive(Default)]
pub(crate) struct Types(IndexSet<FuncType>);

impl Types {
    pub(crate) fn index(&mut self, ty: &FuncType) -> u32 {
        let index = self.0.get_index_of(ty).unwrap_or_else(|| self.0.insert_full(ty.clone()).0);
        u32::try_from(index).expect("no more than all modules have, which are smaller than 4 GiB")
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &FuncType> {
        self.0.iter()
    }
}

/// Encodes what is in one instance.
pub(crate) struct Code<'a> {
    pub(crate) plan: &'a Plan<'a>,
    pub(crate) types: &'a mut Types,
    pub(crate) instance: usize,
}

impl Code<'_> {
    fn item(&self, index: u32) -> Item {
        Item { instance: self.instance, index }
    }

    fn space(&self) -> &Space {
        self.plan.link.spaces.of(self.instance)
    }
}

impl Reencode for Code<'_> {
    type Error = Infallible;

    fn instruction<'a>(&mut self, operator: Operator<'a>) -> Result<Instruction<'a>, Error> {
        if let Operator::GlobalGet { global_index } = operator {
            let global = self.space().globals[global_index as usize];
            if let Global::Constant(value) = self.plan.link.globals[&global] {
                return Ok(value.instruction());
            }
        }
        reencode::utils::instruction(self, operator)
    }

    fn type_index(&mut self, index: u32) -> Result<u32, Error> {
        let ty = &self.plan.link.spaces.module(self.instance).types[index as usize];
        Ok(self.types.index(ty))
    }

    fn function_index(&mut self, index: u32) -> Result<u32, Error> {
        let function = self.space().functions[index as usize];
        Ok(self.plan.function(function))
    }

    fn table_index(&mut self, index: u32) -> Result<u32, Error> {
        Ok(self.plan.table(self.space().tables[index as usize]))
    }

    /// There is one memory.
    fn memory_index(&mut self, _: u32) -> Result<u32, Error> {
        Ok(0)
    }

    fn global_index(&mut self, index: u32) -> Result<u32, Error> {
        Ok(self.plan.global(self.space().globals[index as usize]))
    }

    fn tag_index(&mut self, index: u32) -> Result<u32, Error> {
        Ok(self.plan.tag(self.space().tags[index as usize]))
    }

    fn data_index(&mut self, index: u32) -> Result<u32, Error> {
        Ok(self.plan.data(self.item(index)))
    }

    fn element_index(&mut self, index: u32) -> Result<u32, Error> {
        Ok(self.plan.element(self.item(index)))
    }
}
