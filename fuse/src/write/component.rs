//! Writing the component around the fused module: its sections in their order, with new core index spaces.

use std::collections::BTreeSet;

use wasm_encoder::reencode::{ReencodeComponent, RoundtripReencoder};
use wasm_encoder::{
    Alias, CanonicalFunctionSection, ComponentAliasSection, ComponentSection, ComponentSectionId, ComponentTypeSection,
    ExportKind, InstanceSection, ModuleArg, RawSection,
};
use wasmparser::{CanonicalFunction, ComponentTypeSectionReader};

use super::core::{Core, Early};
use super::fixup::{self, Fill};
use super::module::NAME;
use super::plan::{MEMORY, Plan, is_late};
use super::shim::{self, Slot, TABLE};
use super::{names, producers, reencode};
use crate::error::{Result, invalid};
use crate::link::Func;
use crate::read::{Component, Section};

/// The name by which the fixup imports the table that stand-ins in the fused module call entries of.
const IMPORTS: &str = "$imports";

/// Writes one component.
pub(crate) struct Writer<'a> {
    component: &'a Component<'a>,
    plan: &'a Plan<'a>,
    written: wasm_encoder::Component,
    core: Core<'a>,
    slots: Vec<Slot>,
    /// What the fixup writes into tables.
    fills: Vec<Fill>,
    /// Those tables, once they are there.
    tables: Vec<u32>,
    /// Canonical functions that wait for the fused instance.
    waiting: Vec<usize>,
    /// Canonical functions that the fixup needs and that aren't there yet.
    missing: BTreeSet<usize>,
    /// The numbers of modules and instances.
    shim: u32,
    fused: u32,
    fixup: u32,
    is_fused: bool,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(component: &'a Component<'a>, plan: &'a Plan<'a>) -> Result<Self> {
        let slots = shim::slots(component, plan)?;
        let mut fills = Vec::new();
        if !slots.is_empty() {
            let functions = slots.iter().map(|slot| (slot.function, slot.ty.clone())).collect();
            fills.push(Fill { table: TABLE, first: 0, functions });
        }
        let stand_ins: Vec<_> =
            plan.stand_ins.functions(plan.link).map(|(function, ty)| (function, ty.clone())).collect();
        if !stand_ins.is_empty() {
            fills.push(Fill { table: IMPORTS, first: plan.stand_ins.first, functions: stand_ins });
        }
        let fixed = fills.iter().flat_map(|fill| &fill.functions).map(|(function, _)| *function);
        let missing = fixed.chain(plan.link.reached.starts.iter().copied());
        let missing = missing.filter_map(|function| match function {
            Func::Canon(number) => Some(number),
            Func::Defined(_) => None,
        });
        let missing = missing.collect();
        let shims = u32::from(!slots.is_empty());
        Ok(Self {
            component,
            plan,
            written: wasm_encoder::Component::new(),
            core: Core::new(plan),
            slots,
            fills,
            tables: Vec::new(),
            waiting: Vec::new(),
            missing,
            shim: 0,
            fused: shims,
            fixup: shims + 1,
            is_fused: false,
        })
    }

    /// Writes all sections, and the fused module in the place of the first of those that it replaces.
    pub(crate) fn write(mut self, module: &[u8]) -> Result<Vec<u8>> {
        let (mut has_modules, mut has_producers) = (false, false);
        for section in &self.component.sections {
            match section {
                Section::Raw { id, bytes } => self.raw(*id, bytes),
                Section::Component(bytes) => self.raw(ComponentSectionId::Component.into(), bytes),
                Section::Types(types) => self.types(types)?,
                Section::Aliases(aliases) if aliases.is_empty() => {}
                Section::Aliases(aliases) => {
                    let mut section = ComponentAliasSection::new();
                    for alias in aliases {
                        section.alias(RoundtripReencoder.component_alias(alias.clone()).map_err(reencode)?);
                    }
                    self.section(&section);
                }
                Section::Canons(range) => range.clone().try_for_each(|canon| self.canon(canon))?,
                Section::Core if has_modules => {}
                Section::Core => {
                    self.modules(module)?;
                    has_modules = true;
                }
                Section::Producers(reader) => {
                    has_producers = true;
                    self.section(&producers::of_component(Some(reader)));
                }
                Section::Names(names) => {
                    self.section(&names::of_component(names).as_custom());
                }
            }
        }
        // One that exports no functions.
        self.fuse()?;
        if !has_producers {
            self.section(&producers::of_component(None));
        }
        Ok(self.written.finish())
    }

    fn section(&mut self, section: &impl ComponentSection) {
        self.written.section(section);
    }

    fn raw(&mut self, id: u8, data: &[u8]) {
        self.section(&RawSection { id, data });
    }

    /// Types whose destructors are stand-ins.
    fn types(&mut self, types: &ComponentTypeSectionReader<'_>) -> Result<()> {
        let mut section = ComponentTypeSection::new();
        for ty in types.clone() {
            Early(&self.core).parse_component_type(section.ty(), ty.map_err(invalid)?).map_err(reencode)?;
        }
        self.section(&section);
        Ok(())
    }

    /// Writes the modules, and makes the stand-ins.
    fn modules(&mut self, module: &[u8]) -> Result<()> {
        let id = ComponentSectionId::CoreModule.into();
        if !self.slots.is_empty() {
            self.raw(id, &shim::module(&self.slots)?);
        }
        self.raw(id, module);
        if self.has_fixup() {
            self.raw(id, &fixup::module(&self.fills, self.plan.link.reached.starts.len())?);
        }
        if !self.slots.is_empty() {
            let mut section = InstanceSection::new();
            section.instantiate(self.shim, [("", ModuleArg::Instance(0)); 0]);
            self.section(&section);
            let shim = self.core.instance();
            let mut section = ComponentAliasSection::new();
            for (number, slot) in self.slots.iter().enumerate() {
                self.core.stand_in(slot.function);
                section.alias(export(shim, ExportKind::Func, &number.to_string()));
            }
            section.alias(export(shim, ExportKind::Table, TABLE));
            self.section(&section);
            self.tables.push(self.core.next_table());
        }
        Ok(())
    }

    fn has_fixup(&self) -> bool {
        !self.fills.is_empty() || !self.plan.link.reached.starts.is_empty()
    }

    /// Writes a canonical function as soon as what it refers to is there, if anything refers to it.
    fn canon(&mut self, number: usize) -> Result<()> {
        let canon = &self.component.canons[number];
        if matches!(canon, CanonicalFunction::Lift { .. }) {
            self.fuse()?;
            return self.encode(canon);
        }
        if !self.plan.link.reached.functions.contains(&Func::Canon(number)) {
            return Ok(());
        }
        if is_late(canon) && !self.is_fused {
            self.waiting.push(number);
            return Ok(());
        }
        self.encode(canon)?;
        self.core.function(Func::Canon(number));
        if self.missing.remove(&number) && self.is_fused {
            self.fill();
        }
        Ok(())
    }

    fn encode(&mut self, canon: &CanonicalFunction) -> Result<()> {
        let mut section = CanonicalFunctionSection::new();
        self.core.parse_component_canonical(&mut section, canon.clone()).map_err(reencode)?;
        self.section(&section);
        Ok(())
    }

    /// Makes the fused instance, and what waits for it.
    fn fuse(&mut self) -> Result<()> {
        if std::mem::replace(&mut self.is_fused, true) {
            return Ok(());
        }
        let mut section = InstanceSection::new();
        if self.plan.imports.is_empty() {
            section.instantiate(self.fused, [("", ModuleArg::Instance(0)); 0]);
        } else {
            let imports = self
                .plan
                .imports
                .iter()
                .map(|import| (import.name.as_str(), ExportKind::Func, self.core.late(Func::Canon(import.canon))));
            section.export_items(imports.collect::<Vec<_>>());
            let imports = self.core.instance();
            section.instantiate(self.fused, [(NAME, ModuleArg::Instance(imports))]);
        }
        self.section(&section);

        let fused = self.core.instance();
        let mut section = ComponentAliasSection::new();
        if self.plan.link.memory.is_some() {
            section.alias(export(fused, ExportKind::Memory, MEMORY));
        }
        for (function, name) in &self.plan.exports {
            self.core.function(*function);
            section.alias(export(fused, ExportKind::Func, name));
        }
        for (table, name) in &self.plan.table_exports {
            let index = self.core.table(*table);
            if self.plan.stand_ins.table == Some(*table) {
                self.tables.push(index);
            }
            section.alias(export(fused, ExportKind::Table, name));
        }
        if let Some(name) = &self.plan.own_table {
            self.tables.push(self.core.next_table());
            section.alias(export(fused, ExportKind::Table, name));
        }
        if !section.is_empty() {
            self.section(&section);
        }
        self.fill();
        for number in std::mem::take(&mut self.waiting) {
            self.canon(number)?;
        }
        Ok(())
    }

    /// Puts functions in the place of the stand-ins once all of them are there, and runs start functions.
    fn fill(&mut self) {
        if !self.missing.is_empty() || !self.has_fixup() {
            return;
        }
        let functions = self.fills.iter().flat_map(|fill| &fill.functions).map(|(function, _)| function);
        let mut imports: Vec<(String, ExportKind, u32)> = Vec::new();
        for (number, function) in functions.chain(&self.plan.link.reached.starts).enumerate() {
            imports.push((number.to_string(), ExportKind::Func, self.core.late(*function)));
        }
        for (fill, table) in self.fills.iter().zip(&self.tables) {
            imports.push((fill.table.to_owned(), ExportKind::Table, *table));
        }
        let mut section = InstanceSection::new();
        section.export_items(imports);
        let imports = self.core.instance();
        section.instantiate(self.fixup, [("", ModuleArg::Instance(imports))]);
        self.core.instance();
        self.section(&section);
    }
}

fn export(instance: u32, kind: ExportKind, name: &str) -> Alias<'_> {
    Alias::CoreInstanceExport { instance, kind, name }
}
