//! The index spaces of the core instances: for each index, where the thing is defined.

use std::collections::BTreeMap;

use wasmparser::{CanonicalFunction, ExternalKind, FuncType, TypeRef};

use super::trampolines::Redirections;
use crate::error::Result;
use crate::read::{Component, CoreAlias, CoreFunction, Instance, Module};

/// A thing that a core instance defines, by its number among those of its kind that the module defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Item {
    pub(crate) instance: usize,
    pub(crate) index: u32,
}

/// A core function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Func {
    /// A canonical function of the component, by its number.
    Canon(usize),
    /// A function of an instance.
    Defined(Item),
}

/// The index spaces of one instance.
#[derive(Debug, Default)]
pub(crate) struct Space {
    pub(crate) functions: Vec<Func>,
    pub(crate) tables: Vec<Item>,
    pub(crate) memories: Vec<Item>,
    pub(crate) globals: Vec<Item>,
    pub(crate) tags: Vec<Item>,
}

/// What an index, or a name, stands for.
#[derive(Clone, Copy)]
enum Target {
    Function(Func),
    Table(Item),
    Memory(Item),
    Global(Item),
    Tag(Item),
}

/// A canonical function, as a module imports it.
struct Imported {
    name: String,
    ty: FuncType,
}

/// The index spaces of all instances and of the component.
pub(crate) struct Spaces<'a> {
    component: &'a Component<'a>,
    modules: BTreeMap<usize, Module<'a>>,
    /// By instance; empty for one that isn't of a module.
    by_instance: Vec<Space>,
    /// The canonical functions that some module imports.
    imported: BTreeMap<usize, Imported>,
    /// The core functions of the component.
    functions: Vec<Func>,
}

impl<'a> Spaces<'a> {
    /// Follows each import to where it is defined. An instance has only earlier ones to import from.
    pub(crate) fn new(component: &'a Component<'a>) -> Result<Self> {
        let mut modules = BTreeMap::new();
        for instance in &component.instances {
            if let Instance::Module { module, .. } = instance {
                modules.insert(*module, Module::parse(component.modules[*module], *module)?);
            }
        }
        let (by_instance, imported, functions) = (Vec::new(), BTreeMap::new(), Vec::new());
        let mut this = Self { component, modules, by_instance, imported, functions };
        for index in 0..component.instances.len() {
            let space = this.instantiate(index);
            this.by_instance.push(space);
        }
        this.functions = component.functions.iter().map(|function| this.core_function(*function)).collect();
        Ok(this)
    }

    fn instantiate(&mut self, instance: usize) -> Space {
        let mut space = Space::default();
        let Instance::Module { module, arguments } = &self.component.instances[instance] else { return space };
        let module = &self.modules[module];
        for import in &module.imports {
            match self.export(arguments[import.module], import.name) {
                Target::Function(function) => {
                    if let (Func::Canon(canon), TypeRef::Func(ty) | TypeRef::FuncExact(ty)) = (function, import.ty) {
                        self.imported.entry(canon).or_insert_with(|| Imported {
                            name: format!("{}#{}", import.module, import.name),
                            ty: module.types[ty as usize].clone(),
                        });
                    }
                    space.functions.push(function);
                }
                Target::Table(item) => space.tables.push(item),
                Target::Memory(item) => space.memories.push(item),
                Target::Global(item) => space.globals.push(item),
                Target::Tag(item) => space.tags.push(item),
            }
        }
        let own = |count: usize| (0..count).map(move |index| Item { instance, index: number(index) });
        space.functions.extend(own(module.functions.len()).map(Func::Defined));
        space.tables.extend(own(module.tables.len()));
        space.memories.extend(own(module.memories.len()));
        space.globals.extend(own(module.globals.len()));
        space.tags.extend(own(module.tags.len()));
        space
    }

    fn export(&self, instance: usize, name: &str) -> Target {
        match &self.component.instances[instance] {
            Instance::Module { module, .. } => {
                let (kind, index) = self.modules[module].exports[name];
                let (space, index) = (&self.by_instance[instance], index as usize);
                match kind {
                    ExternalKind::Func | ExternalKind::FuncExact => Target::Function(space.functions[index]),
                    ExternalKind::Table => Target::Table(space.tables[index]),
                    ExternalKind::Memory => Target::Memory(space.memories[index]),
                    ExternalKind::Global => Target::Global(space.globals[index]),
                    ExternalKind::Tag => Target::Tag(space.tags[index]),
                }
            }
            Instance::Exports(exports) => {
                let (kind, index) = exports[name];
                let alias = |aliases: &[CoreAlias<'_>]| {
                    let alias = aliases[index as usize];
                    self.export(alias.instance, alias.name)
                };
                match kind {
                    ExternalKind::Func | ExternalKind::FuncExact => {
                        Target::Function(self.core_function(self.component.functions[index as usize]))
                    }
                    ExternalKind::Table => alias(&self.component.tables),
                    ExternalKind::Memory => alias(&self.component.memories),
                    ExternalKind::Global => alias(&self.component.globals),
                    ExternalKind::Tag => alias(&self.component.tags),
                }
            }
        }
    }

    fn core_function(&self, function: CoreFunction<'_>) -> Func {
        match function {
            CoreFunction::Canon(canon) => Func::Canon(canon),
            CoreFunction::Alias(alias) => match self.export(alias.instance, alias.name) {
                Target::Function(function) => function,
                _ => unreachable!("a valid alias has its kind"),
            },
        }
    }

    /// Puts other functions in the place of some.
    pub(crate) fn redirect(&mut self, redirections: &Redirections) {
        let of_instances = self.by_instance.iter_mut().flat_map(|space| &mut space.functions);
        for function in of_instances.chain(&mut self.functions) {
            *function = redirections.follow(*function);
        }
    }

    /// The instances that are of modules, in their order.
    pub(crate) fn instances(&self) -> impl Iterator<Item = (usize, &Module<'a>)> {
        self.component.instances.iter().enumerate().filter_map(|(index, instance)| match instance {
            Instance::Module { module, .. } => Some((index, &self.modules[module])),
            Instance::Exports(_) => None,
        })
    }

    /// The module of an instance that has one.
    pub(crate) fn module(&self, instance: usize) -> &Module<'a> {
        match &self.component.instances[instance] {
            Instance::Module { module, .. } => &self.modules[module],
            Instance::Exports(_) => unreachable!("only instances of modules define things"),
        }
    }

    /// The index spaces of an instance.
    pub(crate) fn of(&self, instance: usize) -> &Space {
        &self.by_instance[instance]
    }

    /// A core function of the component.
    pub(crate) fn function(&self, index: u32) -> Func {
        self.functions[index as usize]
    }

    /// A core memory of the component.
    pub(crate) fn memory(&self, index: u32) -> Item {
        let alias = self.component.memories[index as usize];
        match self.export(alias.instance, alias.name) {
            Target::Memory(item) => item,
            _ => unreachable!("a valid alias has its kind"),
        }
    }

    /// A core table of the component.
    pub(crate) fn table(&self, index: u32) -> Item {
        let alias = self.component.tables[index as usize];
        match self.export(alias.instance, alias.name) {
            Target::Table(item) => item,
            _ => unreachable!("a valid alias has its kind"),
        }
    }

    /// The canonical function of a number.
    pub(crate) fn canon(&self, canon: usize) -> &CanonicalFunction {
        &self.component.canons[canon]
    }

    /// What the first module that imports a canonical function calls it.
    pub(crate) fn import_name(&self, canon: usize) -> Option<&str> {
        self.imported.get(&canon).map(|imported| imported.name.as_str())
    }

    /// The type of a function, if some module knows it.
    pub(crate) fn function_type(&self, function: Func) -> Option<&FuncType> {
        match function {
            Func::Canon(canon) => self.imported.get(&canon).map(|imported| &imported.ty),
            Func::Defined(item) => Some(self.module(item.instance).function_type(item.index)),
        }
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).expect("a module is smaller than 4 GiB")
}
