//! Encoding the fused module.

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, DataCountSection, DataSection, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, FunctionSection, GlobalSection, GlobalType, ImportSection, MemorySection, TableSection, TagSection,
    TypeSection, ValType,
};
use wasmparser::{DataKind, ElementItems, FuncType};

use super::calls::{Calls, Counting};
use super::code::{Code, Types};
use super::plan::{MEMORY, Plan};
use super::{dirty, names, producers, reencode, shim, stand_ins};
use crate::error::Result;
use crate::fuse::Fuse;
use crate::link::{Func, Global, Item, Value};

/// The name of the module, and of the instance that its imports come from.
pub(crate) const NAME: &str = "fused";

/// Writes the module.
pub(crate) fn encode(plan: &Plan<'_>, fuse: &Fuse) -> Result<Vec<u8>> {
    let mut types = Types::default();
    let mut encoder = Encoder { plan, types: &mut types };
    let (imports, mut functions) = encoder.signatures();
    let tables = encoder.tables()?;
    let tags = encoder.tags()?;
    let elements = encoder.elements()?;
    let counting = imports.len() + functions.len();
    let mut calls = Calls::new(plan.link, &fuse.calls, counting);
    let mut code = encoder.code(&mut calls)?;
    let mut data = encoder.data();
    let counting = calls.finish()?;
    if let Some(counting) = &counting {
        functions.function(types.index(&counting.ty()));
        code.function(&Counting::function());
        let address = Value::address(counting.address, plan.link.has_memory_64());
        data.active(0, &address.expression(), counting.header.iter().copied());
    }

    let mut globals = globals(plan)?;
    let mut exported: Vec<u32> = plan.exports.keys().map(|function| plan.function(*function)).collect();
    if !fuse.dirty.is_empty() {
        let global = globals.len();
        let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(ty, &Value::I32(0).expression());
        let writing = imports.len() + functions.len();
        functions.function(types.index(&FuncType::new([], [])));
        code.function(&dirty::writing(plan.link, &fuse.dirty, global)?);
        for (index, function) in exported.iter_mut().zip(plan.exports.keys()) {
            let ty = plan.link.spaces.function_type(*function).expect("a module that defines it knows its type");
            let parameters = u32::try_from(ty.params().len()).expect("a function has at most a thousand");
            code.function(&dirty::entry(*index, parameters, writing, global));
            *index = imports.len() + functions.len();
            functions.function(types.index(ty));
        }
    }

    let mut module = wasm_encoder::Module::new();
    module.section(&type_section(&types)?).section(&imports).section(&functions).section(&tables);
    if let Some((_, mut ty)) = plan.link.memory {
        ty.initial += counting.map_or(0, |counting| counting.more.div_ceil(1 << ty.page_size_log2.unwrap_or(16)));
        ty.maximum = ty.maximum.map(|maximum| maximum.max(ty.initial));
        let mut memories = MemorySection::new();
        memories.memory(RoundtripReencoder.memory_type(ty).map_err(reencode)?);
        module.section(&memories);
    }
    if !tags.is_empty() {
        module.section(&tags);
    }
    module.section(&globals).section(&exports(plan, &exported)).section(&elements);
    module.section(&DataCountSection { count: data.len() }).section(&code).section(&data);
    if fuse.names {
        module.section(&names::of_functions(plan));
    }
    module.section(&producers::of_modules(plan));
    Ok(module.finish())
}

/// Encodes what has indices of types in it.
struct Encoder<'a> {
    plan: &'a Plan<'a>,
    types: &'a mut Types,
}

impl Encoder<'_> {
    fn of_instance(&mut self, instance: usize) -> Code<'_> {
        Code { plan: self.plan, types: self.types, instance }
    }

    fn signatures(&mut self) -> (ImportSection, FunctionSection) {
        let spaces = &self.plan.link.spaces;
        let mut ty = |function| {
            let ty = spaces.function_type(function).expect("a module that imports or defines it knows its type");
            self.types.index(ty)
        };
        let mut imports = ImportSection::new();
        for import in &self.plan.imports {
            imports.import(NAME, &import.name, EntityType::Function(ty(Func::Canon(import.canon))));
        }
        let mut functions = FunctionSection::new();
        for item in &self.plan.functions {
            functions.function(ty(Func::Defined(*item)));
        }
        for canon in &self.plan.stand_ins.canons {
            functions.function(ty(Func::Canon(*canon)));
        }
        (imports, functions)
    }

    /// A table that code doesn't write to can't grow: an engine then fills it as it is used.
    fn tables(&mut self) -> Result<TableSection> {
        let mut tables = TableSection::new();
        for table in &self.plan.link.reached.tables {
            let ty = self.plan.link.spaces.module(table.instance).tables[table.index as usize].ty;
            let mut ty = self.of_instance(table.instance).table_type(ty).map_err(reencode)?;
            if !self.plan.link.tables.is_written(*table) {
                ty.minimum += self.plan.stand_ins.more(*table);
                ty.maximum = Some(ty.minimum);
            }
            tables.table(ty);
        }
        if self.plan.stand_ins.have_own_table() {
            tables.table(shim::table_type(self.plan.stand_ins.canons.len() as u64));
        }
        Ok(tables)
    }

    fn tags(&mut self) -> Result<TagSection> {
        let mut tags = TagSection::new();
        for tag in &self.plan.link.reached.tags {
            let ty = self.plan.link.spaces.module(tag.instance).tags[tag.index as usize];
            tags.tag(self.of_instance(tag.instance).tag_type(ty).map_err(reencode)?);
        }
        Ok(tags)
    }

    /// The segments that code names, by their numbers; then what fills the tables; then the references that code makes.
    fn elements(&mut self) -> Result<ElementSection> {
        let (link, plan) = (self.plan.link, self.plan);
        let index = |function: &Func| plan.function(*function);
        let mut elements = ElementSection::new();
        for (segment, functions) in &link.reached.elements {
            let items = &link.spaces.module(segment.instance).elements[segment.index as usize].items;
            match items {
                ElementItems::Functions(_) => {
                    let indices: Vec<u32> = functions.iter().flatten().map(index).collect();
                    elements.passive(Elements::Functions(indices.into()));
                }
                ElementItems::Expressions(ty, _) => {
                    let ty = self.of_instance(segment.instance).ref_type(*ty).map_err(reencode)?;
                    let null = ConstExpr::ref_null(ty.heap_type);
                    let expression = |f: &Option<Func>| f.map_or(null.clone(), |f| ConstExpr::ref_func(index(&f)));
                    let expressions: Vec<ConstExpr> = functions.iter().map(expression).collect();
                    elements.passive(Elements::Expressions(ty, expressions.into()));
                }
            }
        }
        for table in &link.reached.tables {
            let is_64 = link.spaces.module(table.instance).tables[table.index as usize].ty.table64;
            for (start, functions) in runs(link.tables.entries(*table)) {
                let indices: Vec<u32> = functions.iter().map(index).collect();
                let offset = Value::address(start, is_64).expression();
                elements.active(Some(plan.table(*table)), &offset, Elements::Functions(indices.into()));
            }
        }
        if !link.reached.references.is_empty() {
            let indices: Vec<u32> = link.reached.references.iter().map(index).collect();
            elements.declared(Elements::Functions(indices.into()));
        }
        Ok(elements)
    }

    fn code(&mut self, calls: &mut Calls<'_>) -> Result<CodeSection> {
        let mut code = CodeSection::new();
        for Item { instance, index } in &self.plan.functions {
            let body = self.plan.link.spaces.module(*instance).bodies[*index as usize].clone();
            let item = Func::Defined(Item { instance: *instance, index: *index });
            let ty = self.plan.link.spaces.function_type(item).expect("a module knows the types of what it defines");
            calls.function(&mut code, &mut self.of_instance(*instance), ty, body)?;
        }
        let (table, stand_ins) = (self.plan.stand_in_table(), &self.plan.stand_ins);
        for (entry, (_, ty)) in (stand_ins.first..).zip(stand_ins.functions(self.plan.link)) {
            code.function(&stand_ins::body(ty, self.types.index(ty), table, entry));
        }
        Ok(code)
    }

    /// The segments that code names, by their numbers; then the memory.
    fn data(&self) -> DataSection {
        let link = self.plan.link;
        let mut data = DataSection::new();
        for segment in &link.reached.data {
            let segment = &link.spaces.module(segment.instance).data[segment.index as usize];
            data.passive(match segment.kind {
                DataKind::Passive => segment.data.iter().copied(),
                // Applied, and dropped before any code runs.
                DataKind::Active { .. } => [].iter().copied(),
            });
        }
        for run in &link.image {
            let address = Value::address(run.address, link.has_memory_64());
            data.active(0, &address.expression(), run.bytes.iter().copied());
        }
        data
    }
}

/// Entries that follow each other, put together.
fn runs(entries: impl Iterator<Item = (u64, Func)>) -> Vec<(u64, Vec<Func>)> {
    let mut runs: Vec<(u64, Vec<Func>)> = Vec::new();
    for (index, function) in entries {
        match runs.last_mut() {
            Some((start, functions)) if *start + functions.len() as u64 == index => functions.push(function),
            _ => runs.push((index, vec![function])),
        }
    }
    runs
}

fn type_section(types: &Types) -> Result<TypeSection> {
    let mut section = TypeSection::new();
    for ty in types.iter() {
        section.ty().func_type(&RoundtripReencoder.func_type(ty.clone()).map_err(reencode)?);
    }
    Ok(section)
}

fn globals(plan: &Plan<'_>) -> Result<GlobalSection> {
    let mut section = GlobalSection::new();
    for global in plan.link.globals.values() {
        if let Global::Variable(ty, value) = global {
            let val_type = RoundtripReencoder.val_type(*ty).map_err(reencode)?;
            section.global(GlobalType { val_type, mutable: true, shared: false }, &value.expression());
        }
    }
    Ok(section)
}

/// The exports, whose functions have these indices.
fn exports(plan: &Plan<'_>, functions: &[u32]) -> ExportSection {
    let mut section = ExportSection::new();
    if plan.link.memory.is_some() {
        section.export(MEMORY, ExportKind::Memory, 0);
    }
    for (name, function) in plan.exports.values().zip(functions) {
        section.export(name, ExportKind::Func, *function);
    }
    for (table, name) in &plan.table_exports {
        section.export(name, ExportKind::Table, plan.table(*table));
    }
    if let Some(name) = &plan.own_table {
        section.export(name, ExportKind::Table, plan.stand_in_table());
    }
    section
}
