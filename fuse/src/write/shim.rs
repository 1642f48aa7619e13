//! Destructors that types refer to before the fused module's instance is there: a module of its own has a stand-in for
//! each, which calls an entry of a table.

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ExportKind, ExportSection, FunctionSection, Module, RefType, TableSection, TableType, TypeSection,
};
use wasmparser::FuncType;

use super::plan::Plan;
use super::{names, reencode, stand_ins};
use crate::error::Result;
use crate::link::Func;
use crate::read::Component;

/// The name of the table.
pub(crate) const TABLE: &str = "$destructors";

/// A destructor.
pub(crate) struct Slot {
    pub(crate) function: Func,
    pub(crate) ty: FuncType,
}

/// The destructors of a component's types.
pub(crate) fn slots(component: &Component<'_>, plan: &Plan<'_>) -> Result<Vec<Slot>> {
    let mut slots: Vec<Slot> = Vec::new();
    for (destructor, rep) in component.destructors()? {
        let function = plan.link.spaces.function(destructor);
        if slots.iter().all(|slot| slot.function != function) {
            slots.push(Slot { function, ty: FuncType::new([rep], []) });
        }
    }
    Ok(slots)
}

/// The module of the stand-ins, which exports them by their numbers.
pub(crate) fn module(slots: &[Slot]) -> Result<Vec<u8>> {
    let (mut types, mut functions) = (TypeSection::new(), FunctionSection::new());
    let (mut exports, mut code) = (ExportSection::new(), CodeSection::new());
    for (number, slot) in (0..).zip(slots) {
        types.ty().func_type(&RoundtripReencoder.func_type(slot.ty.clone()).map_err(reencode)?);
        functions.function(number);
        exports.export(&number.to_string(), ExportKind::Func, number);
        code.function(&stand_ins::body(&slot.ty, number, 0, number));
    }
    let mut tables = TableSection::new();
    tables.table(table_type(slots.len() as u64));
    exports.export(TABLE, ExportKind::Table, 0);
    let mut module = Module::new();
    module.section(&types).section(&functions).section(&tables).section(&exports).section(&code);
    module.section(&names::of_module("shim"));
    Ok(module.finish())
}

/// A table of so many functions.
pub(super) fn table_type(size: u64) -> TableType {
    TableType { element_type: RefType::FUNCREF, minimum: size, maximum: Some(size), table64: false, shared: false }
}
