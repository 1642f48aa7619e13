//! What a piece of code, or a canonical function, refers to.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use wasm_encoder::reencode::{self, Error, Reencode, ReencodeComponent};
use wasm_encoder::{CanonicalFunctionSection, Instruction};
use wasmparser::{CanonicalFunction, FunctionBody, Operator};

use super::space::{Item, Spaces};
use crate::error::{Result, invalid};

/// The indices that something refers to.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    pub(crate) functions: BTreeSet<u32>,
    /// Those functions of which it makes references.
    pub(crate) references: BTreeSet<u32>,
    pub(crate) tables: BTreeSet<u32>,
    pub(crate) tables_written: BTreeSet<u32>,
    pub(crate) memories: BTreeSet<u32>,
    pub(crate) globals: BTreeSet<u32>,
    pub(crate) globals_written: BTreeSet<u32>,
    pub(crate) tags: BTreeSet<u32>,
    pub(crate) data: BTreeSet<u32>,
    pub(crate) elements: BTreeSet<u32>,
}

/// What each function of each instance refers to.
pub(crate) fn of_all(spaces: &Spaces<'_>) -> Result<BTreeMap<Item, Uses>> {
    let mut all = BTreeMap::new();
    for (instance, module) in spaces.instances() {
        for (index, body) in (0..).zip(&module.bodies) {
            all.insert(Item { instance, index }, Uses::of_body(body).map_err(invalid)?);
        }
    }
    Ok(all)
}

impl Uses {
    fn of_body(body: &FunctionBody<'_>) -> Result<Self, Error> {
        let mut survey = Survey::default();
        for operator in body.get_operators_reader()? {
            survey.instruction(operator?)?;
        }
        Ok(survey.uses)
    }

    /// What a canonical function refers to of the component's core index spaces.
    pub(crate) fn of_canon(canon: &CanonicalFunction) -> Self {
        let mut survey = Survey::default();
        let written = survey.parse_component_canonical(&mut CanonicalFunctionSection::new(), canon.clone());
        written.expect("a canonical function that was read can be written");
        survey.uses
    }
}

/// Listens to which indices come up when something is encoded again, whatever the instruction is that has them.
#[derive(Default)]
struct Survey {
    uses: Uses,
    /// Whether the instruction at hand leaves tables and globals as they are.
    only_reads: bool,
}

impl Reencode for Survey {
    type Error = Infallible;

    fn instruction<'a>(&mut self, operator: Operator<'a>) -> Result<Instruction<'a>, Error> {
        self.only_reads = matches!(
            operator,
            Operator::GlobalGet { .. }
                | Operator::TableGet { .. }
                | Operator::TableSize { .. }
                | Operator::CallIndirect { .. }
                | Operator::ReturnCallIndirect { .. }
        );
        if let Operator::RefFunc { function_index } = operator {
            self.uses.references.insert(function_index);
        }
        reencode::utils::instruction(self, operator)
    }

    fn function_index(&mut self, index: u32) -> Result<u32, Error> {
        self.uses.functions.insert(index);
        Ok(index)
    }

    fn table_index(&mut self, index: u32) -> Result<u32, Error> {
        self.uses.tables.insert(index);
        if !self.only_reads {
            self.uses.tables_written.insert(index);
        }
        Ok(index)
    }

    fn memory_index(&mut self, index: u32) -> Result<u32, Error> {
        self.uses.memories.insert(index);
        Ok(index)
    }

    fn global_index(&mut self, index: u32) -> Result<u32, Error> {
        self.uses.globals.insert(index);
        if !self.only_reads {
            self.uses.globals_written.insert(index);
        }
        Ok(index)
    }

    fn tag_index(&mut self, index: u32) -> Result<u32, Error> {
        self.uses.tags.insert(index);
        Ok(index)
    }

    fn data_index(&mut self, index: u32) -> Result<u32, Error> {
        self.uses.data.insert(index);
        Ok(index)
    }

    fn element_index(&mut self, index: u32) -> Result<u32, Error> {
        self.uses.elements.insert(index);
        Ok(index)
    }
}

impl ReencodeComponent for Survey {}
