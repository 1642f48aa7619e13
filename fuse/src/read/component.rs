//! The outermost level of a component, taken apart.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use wasmparser::{
    CanonicalFunction, Chunk, ComponentAlias, ComponentExternalKind, ComponentInstance, ComponentNameSectionReader,
    ComponentType, ComponentTypeRef, ComponentTypeSectionReader, ExternalKind, KnownCustom, Parser, Payload,
    ProducersSectionReader, ValType,
};

use super::nested;
use crate::error::{Error, Result, invalid};

/// A component: its sections in their order, and its core index spaces, which fusing changes.
#[derive(Default)]
pub(crate) struct Component<'a> {
    pub(crate) sections: Vec<Section<'a>>,
    pub(crate) modules: Vec<&'a [u8]>,
    pub(crate) instances: Vec<Instance<'a>>,
    pub(crate) functions: Vec<CoreFunction<'a>>,
    pub(crate) tables: Vec<CoreAlias<'a>>,
    pub(crate) memories: Vec<CoreAlias<'a>>,
    pub(crate) globals: Vec<CoreAlias<'a>>,
    pub(crate) tags: Vec<CoreAlias<'a>>,
    pub(crate) canons: Vec<CanonicalFunction>,
    /// What it does with a core module but to make an instance of it.
    exchanged: Option<&'static str>,
}

/// A section, as it will be written.
pub(crate) enum Section<'a> {
    /// As it is: it refers to nothing that fusing changes.
    Raw { id: u8, bytes: &'a [u8] },
    /// A component within.
    Component(Cow<'a, [u8]>),
    /// Types, some of which have destructors.
    Types(ComponentTypeSectionReader<'a>),
    /// Aliases, without those of core instances.
    Aliases(Vec<ComponentAlias<'a>>),
    /// Canonical functions, by their numbers in the component.
    Canons(Range<usize>),
    /// Core modules and their instances.
    Core,
    /// What tools made the component.
    Producers(ProducersSectionReader<'a>),
    /// The names of things.
    Names(ComponentNameSectionReader<'a>),
}

/// The exports of a core instance that is made of other things, by name.
pub(crate) type Exports<'a> = BTreeMap<&'a str, (ExternalKind, u32)>;

/// A core instance.
pub(crate) enum Instance<'a> {
    /// Of a module, with the instances that its imports come from.
    Module { module: usize, arguments: BTreeMap<&'a str, usize> },
    /// Made of other things.
    Exports(Exports<'a>),
}

/// An export of a core instance.
#[derive(Clone, Copy)]
pub(crate) struct CoreAlias<'a> {
    pub(crate) instance: usize,
    pub(crate) name: &'a str,
}

/// A core function of the component.
#[derive(Clone, Copy)]
pub(crate) enum CoreFunction<'a> {
    Alias(CoreAlias<'a>),
    /// By its number among the canonical functions.
    Canon(usize),
}

impl<'a> Component<'a> {
    /// Reads a valid component.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self> {
        let mut component = Self::default();
        let mut parser = Parser::new(0);
        let mut rest = bytes;
        loop {
            let Chunk::Parsed { consumed, payload } = parser.parse(rest, true).map_err(invalid)? else {
                unreachable!("the parser was told that there is no more");
            };
            rest = &rest[consumed..];
            match payload {
                // What these hold comes next, and isn't read here.
                Payload::ModuleSection { unchecked_range: range, .. } => {
                    let (module, after) = rest.split_at(length(&range));
                    component.modules.push(module);
                    component.sections.push(Section::Core);
                    rest = after;
                }
                Payload::ComponentSection { unchecked_range: range, .. } => {
                    let (nested, after) = rest.split_at(length(&range));
                    if nested::takes_a_module(nested)? {
                        component.exchanged = Some("gives a component within it");
                    }
                    component.sections.push(Section::Component(nested.into()));
                    rest = after;
                }
                Payload::End(_) => return Ok(component),
                payload => component.section(bytes, payload).map_err(invalid)?,
            }
        }
    }

    fn section(&mut self, bytes: &'a [u8], payload: Payload<'a>) -> wasmparser::Result<()> {
        let raw = payload.as_section();
        let section = match payload {
            Payload::Version { .. } => return Ok(()),
            Payload::InstanceSection(section) => {
                for instance in section {
                    self.instances.push(instance?.into());
                }
                Section::Core
            }
            Payload::ComponentAliasSection(section) => {
                let mut kept = Vec::new();
                for alias in section {
                    kept.extend(self.alias(alias?));
                }
                Section::Aliases(kept)
            }
            Payload::ComponentCanonicalSection(section) => {
                let first = self.canons.len();
                for canon in section {
                    let canon = canon?;
                    if !matches!(canon, CanonicalFunction::Lift { .. }) {
                        self.functions.push(CoreFunction::Canon(self.canons.len()));
                    }
                    self.canons.push(canon);
                }
                Section::Canons(first..self.canons.len())
            }
            Payload::ComponentTypeSection(section) if has_destructors(&section)? => Section::Types(section),
            payload => {
                self.watch_modules(&payload)?;
                match payload {
                    Payload::CustomSection(section) => match section.as_known() {
                        KnownCustom::ComponentName(names) => Some(Section::Names(names)),
                        KnownCustom::Producers(producers) => Some(Section::Producers(producers)),
                        _ => None,
                    },
                    _ => None,
                }
                .unwrap_or_else(|| {
                    let (id, range) = raw.expect("all payloads but the start and end of a component are sections");
                    Section::Raw { id, bytes: &bytes[index(range.start)..index(range.end)] }
                })
            }
        };
        self.sections.push(section);
        Ok(())
    }

    /// Takes an alias to its index space, or returns it where that stays.
    fn alias(&mut self, alias: ComponentAlias<'a>) -> Option<ComponentAlias<'a>> {
        match alias {
            ComponentAlias::CoreInstanceExport { kind, instance_index, name } => {
                let alias = CoreAlias { instance: instance_index as usize, name };
                match kind {
                    ExternalKind::Func | ExternalKind::FuncExact => self.functions.push(CoreFunction::Alias(alias)),
                    ExternalKind::Table => self.tables.push(alias),
                    ExternalKind::Memory => self.memories.push(alias),
                    ExternalKind::Global => self.globals.push(alias),
                    ExternalKind::Tag => self.tags.push(alias),
                }
                None
            }
            ComponentAlias::Outer { kind: wasmparser::ComponentOuterAliasKind::CoreModule, .. }
            | ComponentAlias::InstanceExport { kind: ComponentExternalKind::Module, .. } => {
                self.exchanged = Some("is given");
                Some(alias)
            }
            alias => Some(alias),
        }
    }

    /// Notes where core modules come from outside or go there, as their index space is going to change.
    fn watch_modules(&mut self, payload: &Payload<'a>) -> wasmparser::Result<()> {
        match payload {
            Payload::ComponentImportSection(section) => {
                for import in section.clone() {
                    if matches!(import?.ty, ComponentTypeRef::Module(_)) {
                        self.exchanged = Some("imports");
                    }
                }
            }
            Payload::ComponentExportSection(section) => {
                for export in section.clone() {
                    if export?.kind == ComponentExternalKind::Module {
                        self.exchanged = Some("exports");
                    }
                }
            }
            Payload::ComponentInstanceSection(section) => {
                for instance in section.clone() {
                    let passed = match instance? {
                        ComponentInstance::Instantiate { args, .. } => args.iter().any(|arg| is_module(arg.kind)),
                        ComponentInstance::FromExports(exports) => exports.iter().any(|export| is_module(export.kind)),
                    };
                    if passed {
                        self.exchanged = Some("passes on");
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether it makes more than one instance of core modules, of which fusing can make one.
    pub(crate) fn has_several_instances(&self) -> bool {
        self.instances.iter().filter(|instance| matches!(instance, Instance::Module { .. })).count() > 1
    }

    /// The core functions that are destructors of its own resources, with the types of what they are given.
    pub(crate) fn destructors(&self) -> Result<Vec<(u32, ValType)>> {
        let mut found = Vec::new();
        for section in &self.sections {
            let Section::Types(types) = section else { continue };
            for ty in types.clone() {
                if let ComponentType::Resource { rep, dtor: Some(destructor) } = ty.map_err(invalid)? {
                    found.push((destructor, rep));
                }
            }
        }
        Ok(found)
    }

    /// Refuses a component whose core modules aren't its own affair.
    pub(crate) fn check_exchanged(&self) -> Result<()> {
        self.exchanged.map_or(Ok(()), |how| Err(Error::Exchanged { how }))
    }
}

impl<'a> From<wasmparser::Instance<'a>> for Instance<'a> {
    fn from(instance: wasmparser::Instance<'a>) -> Self {
        match instance {
            wasmparser::Instance::Instantiate { module_index, args } => Self::Module {
                module: module_index as usize,
                arguments: args.iter().map(|argument| (argument.name, argument.index as usize)).collect(),
            },
            wasmparser::Instance::FromExports(exports) => {
                Self::Exports(exports.iter().map(|export| (export.name, (export.kind, export.index))).collect())
            }
        }
    }
}

fn has_destructors(section: &ComponentTypeSectionReader<'_>) -> wasmparser::Result<bool> {
    for ty in section.clone() {
        if matches!(ty?, ComponentType::Resource { dtor: Some(_), .. }) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_module(kind: ComponentExternalKind) -> bool {
    kind == ComponentExternalKind::Module
}

fn length(range: &Range<u64>) -> usize {
    index(range.end - range.start)
}

fn index(at: u64) -> usize {
    usize::try_from(at).expect("it lies within what is in memory")
}
