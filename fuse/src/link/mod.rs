//! Linking: what the modules' imports are, what can be reached, and what everything is before the component runs.

mod constant;
mod elements;
mod globals;
mod image;
mod reach;
mod space;
mod tables;
mod trampolines;
mod uses;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::MemoryType;

pub(crate) use constant::Value;
pub(crate) use globals::Global;
pub(crate) use image::{PAGE, Run};
pub(crate) use reach::Reached;
pub(crate) use space::{Func, Item, Space, Spaces};
pub(crate) use tables::{Tables, table_type};
pub(crate) use uses::Uses;

use crate::error::{Error, Result};
use crate::read::Component;

/// The modules of a component, linked.
pub(crate) struct Link<'a> {
    pub(crate) spaces: Spaces<'a>,
    pub(crate) tables: Tables,
    pub(crate) reached: Reached,
    pub(crate) globals: BTreeMap<Item, Global>,
    /// The memory that all share, if they use one.
    pub(crate) memory: Option<(Item, MemoryType)>,
    /// What the memory holds, where it isn't zero.
    pub(crate) image: Vec<Run>,
}

impl<'a> Link<'a> {
    /// Links the modules of a valid component, or finds that only one of them matters.
    pub(crate) fn new(component: &'a Component<'a>) -> Result<Option<Self>> {
        component.check_exchanged()?;
        let mut spaces = Spaces::new(component)?;
        let uses = uses::of_all(&spaces)?;
        let mut tables = Tables::new(&spaces, &uses)?;
        let redirections = trampolines::find(&spaces, &tables)?;
        spaces.redirect(&redirections);
        tables.redirect(&redirections);
        let reached = Reached::new(component, &spaces, &uses, &tables)?;
        if reached.instances().len() < 2 {
            return Ok(None);
        }
        let globals = globals::find(&spaces, &reached)?;
        let memory = memory(&spaces, &reached.memories)?;
        let image = match memory {
            Some((memory, ty)) => image::of(&spaces, memory, ty)?,
            None => Vec::new(),
        };
        Ok(Some(Self { spaces, tables, reached, globals, memory, image }))
    }

    /// Whether addresses have 64 bits.
    pub(crate) fn has_memory_64(&self) -> bool {
        self.memory.is_some_and(|(_, ty)| ty.memory64)
    }

    /// Bytes that the memory starts with.
    pub(crate) fn memory_size(&self) -> u64 {
        self.memory.map_or(0, |(_, ty)| image::size(ty))
    }

    /// What the memory holds at an address.
    pub(crate) fn byte(&self, address: u64) -> u8 {
        let run = self.image.iter().rfind(|run| run.address <= address);
        let byte = run.and_then(|run| run.bytes.get(usize::try_from(address - run.address).ok()?));
        byte.copied().unwrap_or(0)
    }

    /// How many instances of modules are linked.
    pub(crate) fn modules(&self) -> usize {
        self.spaces.instances().count()
    }

    /// How many functions they define.
    pub(crate) fn functions(&self) -> usize {
        self.spaces.instances().map(|(_, module)| module.functions.len()).sum()
    }

    /// How many of those can be reached.
    pub(crate) fn kept(&self) -> usize {
        self.reached.functions.iter().filter(|function| matches!(function, Func::Defined(_))).count()
    }
}

fn memory(spaces: &Spaces<'_>, used: &BTreeSet<Item>) -> Result<Option<(Item, MemoryType)>> {
    if used.len() > 1 {
        return Err(Error::Memories { count: used.len() });
    }
    let memory = used.first().map(|item| (*item, spaces.module(item.instance).memories[item.index as usize]));
    Ok(memory)
}
