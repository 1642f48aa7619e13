//! The module that comes last: it fills tables with what it imports, and then runs start functions.

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, Function, FunctionSection, ImportSection, Module,
    RefType, StartSection, TableType, TypeSection,
};
use wasmparser::FuncType;

use super::{names, reencode};
use crate::error::Result;
use crate::link::Func;

/// What it writes into a table.
pub(crate) struct Fill {
    /// The name by which it imports the table, which no function has: those are numbers.
    pub(crate) table: &'static str,
    /// The index of the first entry.
    pub(crate) first: u32,
    pub(crate) functions: Vec<(Func, FuncType)>,
}

/// The module, which imports functions by their numbers: those that it puts into tables, then those that it runs.
pub(crate) fn module(fills: &[Fill], starts: usize) -> Result<Vec<u8>> {
    let (mut types, mut imports, mut elements) = (TypeSection::new(), ImportSection::new(), ElementSection::new());
    let mut count = 0;
    for (_, ty) in fills.iter().flat_map(|fill| &fill.functions) {
        types.ty().func_type(&RoundtripReencoder.func_type(ty.clone()).map_err(reencode)?);
        imports.import("", &count.to_string(), EntityType::Function(count));
        count += 1;
    }
    let plain = types.len();
    types.ty().function([], []);
    let all = count + u32::try_from(starts).expect("fewer than functions, which have indices of 32 bits");
    for start in count..all {
        imports.import("", &start.to_string(), EntityType::Function(plain));
    }
    let mut next = 0;
    for (table, fill) in (0..).zip(fills) {
        let minimum = u64::from(fill.first) + fill.functions.len() as u64;
        let element_type = RefType::FUNCREF;
        let ty = TableType { element_type, minimum, maximum: None, table64: false, shared: false };
        imports.import("", fill.table, EntityType::Table(ty));
        let functions: Vec<u32> = (next..).take(fill.functions.len()).collect();
        next += u32::try_from(functions.len()).expect("no more than all");
        let offset = ConstExpr::i32_const(fill.first.cast_signed());
        elements.active(Some(table), &offset, Elements::Functions(functions.into()));
    }
    let mut module = Module::new();
    module.section(&types).section(&imports);
    if starts == 0 {
        module.section(&elements);
    } else {
        let (mut functions, mut code, mut body) = (FunctionSection::new(), CodeSection::new(), Function::new([]));
        functions.function(plain);
        for start in count..all {
            body.instructions().call(start);
        }
        body.instructions().end();
        code.function(&body);
        module.section(&functions).section(&StartSection { function_index: all });
        module.section(&elements).section(&code);
    }
    module.section(&names::of_module("fixup"));
    Ok(module.finish())
}
