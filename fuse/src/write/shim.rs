//! Functions that something needs before they are there: those that use the fused module's memory are imported by it, and
//! destructors in it belong to types that it imports functions of. Each has a stand-in that calls an entry of a table,
//! which is filled as soon as all are there.

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function, FunctionSection,
    ImportSection, Module, NameMap, NameSection, RefType, StartSection, TableSection, TableType, TypeSection,
};
use wasmparser::FuncType;

use super::plan::Plan;
use super::reencode;
use crate::error::Result;
use crate::link::Func;
use crate::read::Component;

/// The name of the table, which no function has: those are numbers.
pub(crate) const TABLE: &str = "$imports";

/// A function that is needed before it is there.
pub(crate) struct Slot {
    pub(crate) function: Func,
    pub(crate) ty: FuncType,
}

/// What needs a stand-in: late imports of the fused module, and destructors.
pub(crate) fn slots(component: &Component<'_>, plan: &Plan<'_>) -> Result<Vec<Slot>> {
    let spaces = &plan.link.spaces;
    let mut slots = Vec::new();
    for import in plan.imports.iter().filter(|import| import.is_late) {
        let function = Func::Canon(import.canon);
        let ty = spaces.function_type(function).expect("a module imports it").clone();
        slots.push(Slot { function, ty });
    }
    for (destructor, rep) in component.destructors()? {
        let function = spaces.function(destructor);
        if slots.iter().all(|slot| slot.function != function) {
            slots.push(Slot { function, ty: FuncType::new([rep], []) });
        }
    }
    Ok(slots)
}

/// The module of the stand-ins, which exports them by their numbers.
pub(crate) fn stand_ins(slots: &[Slot]) -> Result<Vec<u8>> {
    let types = types(slots)?;
    let (mut functions, mut exports, mut code) = (FunctionSection::new(), ExportSection::new(), CodeSection::new());
    for (number, slot) in (0..).zip(slots) {
        functions.function(number);
        exports.export(&number.to_string(), ExportKind::Func, number);
        let mut body = Function::new([]);
        for (parameter, _) in (0..).zip(slot.ty.params()) {
            body.instructions().local_get(parameter);
        }
        body.instructions().i32_const(number.cast_signed()).call_indirect(0, number).end();
        code.function(&body);
    }
    let mut tables = TableSection::new();
    tables.table(table_type(slots));
    exports.export(TABLE, ExportKind::Table, 0);
    let mut module = Module::new();
    module.section(&types).section(&functions).section(&tables).section(&exports).section(&code);
    module.section(&name("shim"));
    Ok(module.finish())
}

/// The module that fills the table with what it imports, and then runs start functions, which come after those.
pub(crate) fn fixup(slots: &[Slot], starts: usize) -> Result<Vec<u8>> {
    let mut types = types(slots)?;
    let plain = types.len();
    types.ty().function([], []);
    let number = |count| u32::try_from(count).expect("fewer than functions, which have indices of 32 bits");
    let (count, starts) = (number(slots.len()), number(starts));
    let mut imports = ImportSection::new();
    for number in 0..count {
        imports.import("", &number.to_string(), EntityType::Function(number));
    }
    for start in count..count + starts {
        imports.import("", &start.to_string(), EntityType::Function(plain));
    }
    let mut elements = ElementSection::new();
    if !slots.is_empty() {
        imports.import("", TABLE, EntityType::Table(table_type(slots)));
        let all: Vec<u32> = (0..count).collect();
        elements.active(None, &ConstExpr::i32_const(0), Elements::Functions(all.into()));
    }
    let mut module = Module::new();
    module.section(&types).section(&imports);
    if starts == 0 {
        module.section(&elements);
    } else {
        let (mut functions, mut code, mut body) = (FunctionSection::new(), CodeSection::new(), Function::new([]));
        functions.function(plain);
        for start in count..count + starts {
            body.instructions().call(start);
        }
        body.instructions().end();
        code.function(&body);
        module.section(&functions).section(&StartSection { function_index: count + starts });
        module.section(&elements).section(&code);
    }
    module.section(&name("fixup"));
    Ok(module.finish())
}

fn types(slots: &[Slot]) -> Result<TypeSection> {
    let mut types = TypeSection::new();
    for slot in slots {
        types.ty().func_type(&RoundtripReencoder.func_type(slot.ty.clone()).map_err(reencode)?);
    }
    Ok(types)
}

fn table_type(slots: &[Slot]) -> TableType {
    let size = slots.len() as u64;
    TableType { element_type: RefType::FUNCREF, minimum: size, maximum: Some(size), table64: false, shared: false }
}

fn name(name: &str) -> NameSection {
    let mut names = NameSection::new();
    names.module(name);
    names.functions(&NameMap::new());
    names
}
