//! A core module, taken apart.

use std::collections::BTreeMap;

use wasmparser::{
    Data, Element, ExternalKind, FuncType, FunctionBody, Global, Import, KnownCustom, MemoryType, Name, Parser,
    Payload, ProducersSectionReader, Table, TagType, TypeRef,
};

use super::types;
use crate::error::{Error, Result, invalid};

/// A core module. What it imports comes first in each of its index spaces.
#[derive(Default)]
pub(crate) struct Module<'a> {
    /// What it is called, or where it stands.
    pub(crate) name: String,
    pub(crate) types: Vec<FuncType>,
    pub(crate) imports: Vec<Import<'a>>,
    /// The types of the functions that it defines.
    pub(crate) functions: Vec<u32>,
    pub(crate) bodies: Vec<FunctionBody<'a>>,
    pub(crate) tables: Vec<Table<'a>>,
    pub(crate) memories: Vec<MemoryType>,
    pub(crate) tags: Vec<TagType>,
    pub(crate) globals: Vec<Global<'a>>,
    pub(crate) exports: BTreeMap<&'a str, (ExternalKind, u32)>,
    pub(crate) start: Option<u32>,
    pub(crate) elements: Vec<Element<'a>>,
    pub(crate) data: Vec<Data<'a>>,
    /// The names of functions by their indices.
    pub(crate) names: BTreeMap<u32, &'a str>,
    /// What it says of the tools that made it.
    pub(crate) producers: Option<ProducersSectionReader<'a>>,
}

impl<'a> Module<'a> {
    /// Reads a valid module, the `number`th of its component.
    pub(crate) fn parse(bytes: &'a [u8], number: usize) -> Result<Self> {
        let mut module = Self { name: format!("#{number}"), ..Self::default() };
        let mut unfit = None;
        for payload in Parser::new(0).parse_all(bytes) {
            module.section(payload.map_err(invalid)?, &mut unfit).map_err(invalid)?;
        }
        // Its name comes last.
        unfit.map_or(Ok(()), |what| Err(Error::Types { module: module.name.clone(), what }))?;
        Ok(module)
    }

    fn section(&mut self, payload: Payload<'a>, unfit: &mut Option<&'static str>) -> wasmparser::Result<()> {
        match payload {
            Payload::TypeSection(section) => {
                for group in section {
                    match types::function(group?) {
                        Ok(function) => self.types.push(function),
                        Err(what) => *unfit = Some(what),
                    }
                }
            }
            Payload::ImportSection(section) => {
                self.imports = section.into_imports().collect::<wasmparser::Result<_>>()?;
            }
            Payload::FunctionSection(section) => self.functions = all(section)?,
            Payload::TableSection(section) => self.tables = all(section)?,
            Payload::MemorySection(section) => self.memories = all(section)?,
            Payload::TagSection(section) => self.tags = all(section)?,
            Payload::GlobalSection(section) => self.globals = all(section)?,
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    self.exports.insert(export.name, (export.kind, export.index));
                }
            }
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::ElementSection(section) => self.elements = all(section)?,
            Payload::DataSection(section) => self.data = all(section)?,
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::CustomSection(section) => match section.as_known() {
                KnownCustom::Name(section) => self.read_names(section),
                KnownCustom::Producers(section) => self.producers = Some(section),
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }

    /// Names are for people: a section that is damaged gives fewer of them.
    fn read_names(&mut self, section: wasmparser::NameSectionReader<'a>) {
        for part in section {
            match part {
                Ok(Name::Module { name, .. }) => name.clone_into(&mut self.name),
                Ok(Name::Function(names)) => {
                    self.names = names.into_iter().map_while(Result::ok).map(|name| (name.index, name.name)).collect();
                }
                _ => {}
            }
        }
    }

    /// How many functions it imports.
    pub(crate) fn imported_functions(&self) -> usize {
        self.imports.iter().filter(|import| matches!(import.ty, TypeRef::Func(_) | TypeRef::FuncExact(_))).count()
    }

    /// The type of a function that it defines.
    pub(crate) fn function_type(&self, defined: u32) -> &FuncType {
        &self.types[self.functions[defined as usize] as usize]
    }
}

fn all<'a, T: wasmparser::FromReader<'a>>(section: wasmparser::SectionLimited<'a, T>) -> wasmparser::Result<Vec<T>> {
    section.into_iter().collect()
}
