//! What can be reached from outside, or by what runs at the start: all else is left out.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::{CanonicalFunction, ElementKind};

use super::elements;
use super::space::{Func, Item, Spaces};
use super::tables::Tables;
use super::uses::Uses;
use crate::error::Result;
use crate::read::Component;

/// Everything that can be reached.
#[derive(Default)]
pub(crate) struct Reached {
    pub(crate) functions: BTreeSet<Func>,
    /// Functions that code makes references of, which a module has to declare.
    pub(crate) references: BTreeSet<Func>,
    pub(crate) tables: BTreeSet<Item>,
    pub(crate) memories: BTreeSet<Item>,
    pub(crate) globals: BTreeSet<Item>,
    pub(crate) globals_written: BTreeSet<Item>,
    pub(crate) tags: BTreeSet<Item>,
    /// Data segments that code names.
    pub(crate) data: BTreeSet<Item>,
    /// Element segments that code names, with what they hold.
    pub(crate) elements: BTreeMap<Item, Vec<Option<Func>>>,
    /// What the component itself calls: exports, what goes with them, destructors and start functions.
    pub(crate) roots: BTreeSet<Func>,
    /// Start functions in their order.
    pub(crate) starts: Vec<Func>,
    /// Tables that canonical functions use.
    pub(crate) canon_tables: BTreeSet<Item>,
    /// Functions that were reached and not yet looked at.
    pending: Vec<Func>,
}

impl Reached {
    /// Starts with what the component calls, and goes on from there.
    pub(crate) fn new(
        component: &Component<'_>,
        spaces: &Spaces<'_>,
        uses: &BTreeMap<Item, Uses>,
        tables: &Tables,
    ) -> Result<Self> {
        let mut this = Self::default();
        for canon in &component.canons {
            if matches!(canon, CanonicalFunction::Lift { .. }) {
                this.canon(spaces, tables, canon);
            }
        }
        for (destructor, _) in component.destructors()? {
            this.root(spaces.function(destructor));
        }
        for (instance, module) in spaces.instances() {
            if let Some(start) = module.start {
                let start = spaces.of(instance).functions[start as usize];
                this.starts.push(start);
                this.root(start);
            }
        }
        while let Some(function) = this.pending.pop() {
            match function {
                Func::Canon(canon) => this.canon(spaces, tables, spaces.canon(canon)),
                Func::Defined(item) => this.body(spaces, tables, item.instance, &uses[&item])?,
            }
        }
        Ok(this)
    }

    /// The instances of which something is needed.
    pub(crate) fn instances(&self) -> BTreeSet<usize> {
        let functions = self.functions.iter().filter_map(|function| match function {
            Func::Defined(item) => Some(item),
            Func::Canon(_) => None,
        });
        let others = self.tables.iter().chain(&self.memories).chain(&self.globals_written).chain(&self.tags);
        functions.chain(others).map(|item| item.instance).collect()
    }

    fn root(&mut self, function: Func) {
        self.roots.insert(function);
        self.function(function);
    }

    fn function(&mut self, function: Func) {
        if self.functions.insert(function) {
            self.pending.push(function);
        }
    }

    fn table(&mut self, tables: &Tables, table: Item) {
        if self.tables.insert(table) {
            for (_, function) in tables.entries(table) {
                self.function(function);
            }
        }
    }

    fn canon(&mut self, spaces: &Spaces<'_>, tables: &Tables, canon: &CanonicalFunction) {
        let uses = Uses::of_canon(canon);
        for function in uses.functions {
            self.root(spaces.function(function));
        }
        for table in uses.tables {
            let table = spaces.table(table);
            self.canon_tables.insert(table);
            self.table(tables, table);
        }
        self.memories.extend(uses.memories.iter().map(|memory| spaces.memory(*memory)));
    }

    fn body(&mut self, spaces: &Spaces<'_>, tables: &Tables, instance: usize, uses: &Uses) -> Result<()> {
        let space = spaces.of(instance);
        let function = |index: &u32| space.functions[*index as usize];
        let global = |index: &u32| space.globals[*index as usize];
        for index in &uses.functions {
            self.function(function(index));
        }
        self.references.extend(uses.references.iter().map(function));
        for index in &uses.tables {
            self.table(tables, space.tables[*index as usize]);
        }
        self.memories.extend(uses.memories.iter().map(|index| space.memories[*index as usize]));
        self.globals.extend(uses.globals.iter().map(global));
        self.globals_written.extend(uses.globals_written.iter().map(global));
        self.tags.extend(uses.tags.iter().map(|index| space.tags[*index as usize]));
        self.data.extend(uses.data.iter().map(|index| Item { instance, index: *index }));
        for index in &uses.elements {
            let segment = &spaces.module(instance).elements[*index as usize];
            let functions = match segment.kind {
                ElementKind::Passive => elements::functions(spaces, instance, &segment.items)?,
                // Applied, or declared, and dropped before any code runs.
                ElementKind::Active { .. } | ElementKind::Declared => Vec::new(),
            };
            for function in functions.iter().flatten() {
                self.function(*function);
            }
            self.elements.insert(Item { instance, index: *index }, functions);
        }
        Ok(())
    }
}
