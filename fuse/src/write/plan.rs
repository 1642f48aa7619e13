//! Where everything goes in the fused module.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::CanonicalFunction;

use super::stand_ins::StandIns;
use crate::link::{Func, Global, Item, Link, Uses};
use crate::read::{Component, CoreFunction};

/// The indices of the fused module, and the names by which the component reaches it.
pub(crate) struct Plan<'a> {
    pub(crate) link: &'a Link<'a>,
    /// The canonical functions that the module imports, in order.
    pub(crate) imports: Vec<Import>,
    /// The functions that it defines, in order.
    pub(crate) functions: Vec<Item>,
    /// What stands in for functions that can only be made when the module's instance is there, or later.
    pub(crate) stand_ins: StandIns,
    /// The functions that it exports.
    pub(crate) exports: BTreeMap<Func, String>,
    /// The tables that it exports.
    pub(crate) table_exports: BTreeMap<Item, String>,
    /// The name of the table that is exported behind those, for what stands in alone.
    pub(crate) own_table: Option<String>,
    function_indices: BTreeMap<Func, u32>,
    tables: BTreeMap<Item, u32>,
    globals: BTreeMap<Item, u32>,
    tags: BTreeMap<Item, u32>,
    data: BTreeMap<Item, u32>,
    elements: BTreeMap<Item, u32>,
}

/// An imported function.
pub(crate) struct Import {
    pub(crate) canon: usize,
    pub(crate) name: String,
}

/// The name of the exported memory.
pub(crate) const MEMORY: &str = "memory";

impl<'a> Plan<'a> {
    /// Numbers everything that is reached, in the order of the instances.
    pub(crate) fn new(component: &Component<'_>, link: &'a Link<'a>) -> Self {
        let reached = &link.reached;
        let mut names = Names::default();
        let (mut imports, mut late) = (Vec::new(), Vec::new());
        let mut functions = Vec::new();
        let first_lift = component.canons.iter().position(|canon| matches!(canon, CanonicalFunction::Lift { .. }));
        for function in &reached.functions {
            match *function {
                Func::Defined(item) => functions.push(item),
                Func::Canon(canon) => {
                    // One that no module imports is only lifted again.
                    let Some(name) = link.spaces.import_name(canon) else { continue };
                    if first_lift.is_some_and(|lift| lift < canon) || is_late(&component.canons[canon]) {
                        late.push(canon);
                    } else {
                        imports.push(Import { canon, name: names.unique(name) });
                    }
                }
            }
        }
        let all = imports.iter().map(|import| Func::Canon(import.canon));
        let all = all.chain(functions.iter().copied().map(Func::Defined));
        let function_indices = number(all.chain(late.iter().copied().map(Func::Canon)));
        let variables = link.globals.iter().filter(|(_, global)| matches!(global, Global::Variable(..)));
        let mut names = Names(BTreeSet::from([MEMORY.to_owned()]));
        let (exports, mut table_exports) = exports(component, link, &mut names);
        let stand_ins = StandIns::new(link, late);
        let own_table = stand_ins.have_own_table().then(|| names.unique("table"));
        if let Some(table) = stand_ins.table {
            table_exports.entry(table).or_insert_with(|| names.unique("table"));
        }
        Self {
            link,
            imports,
            functions,
            stand_ins,
            exports,
            table_exports,
            own_table,
            function_indices,
            tables: number(reached.tables.iter().copied()),
            globals: number(variables.map(|(item, _)| *item)),
            tags: number(reached.tags.iter().copied()),
            data: number(reached.data.iter().copied()),
            elements: number(reached.elements.keys().copied()),
        }
    }

    pub(crate) fn function(&self, function: Func) -> u32 {
        self.function_indices[&function]
    }

    pub(crate) fn table(&self, table: Item) -> u32 {
        self.tables[&table]
    }

    /// The table with the entries that stand-ins call.
    pub(crate) fn stand_in_table(&self) -> u32 {
        let own = || u32::try_from(self.tables.len()).expect("tables have indices of 32 bits");
        self.stand_ins.table.map_or_else(own, |table| self.table(table))
    }

    pub(crate) fn global(&self, global: Item) -> u32 {
        self.globals[&global]
    }

    pub(crate) fn tag(&self, tag: Item) -> u32 {
        self.tags[&tag]
    }

    pub(crate) fn data(&self, segment: Item) -> u32 {
        self.data[&segment]
    }

    pub(crate) fn element(&self, segment: Item) -> u32 {
        self.elements[&segment]
    }
}

/// Whether a canonical function refers to what the fused module defines.
pub(crate) fn is_late(canon: &CanonicalFunction) -> bool {
    let uses = Uses::of_canon(canon);
    !(uses.functions.is_empty() && uses.memories.is_empty() && uses.tables.is_empty())
}

/// Names the roots as the component does.
fn exports(
    component: &Component<'_>,
    link: &Link<'_>,
    names: &mut Names,
) -> (BTreeMap<Func, String>, BTreeMap<Item, String>) {
    let mut exports = BTreeMap::new();
    for (index, function) in (0..).zip(&component.functions) {
        let root = link.spaces.function(index);
        if let (CoreFunction::Alias(alias), Func::Defined(_)) = (function, root)
            && link.reached.roots.contains(&root)
            && !exports.contains_key(&root)
        {
            exports.insert(root, names.unique(alias.name));
        }
    }
    for start in &link.reached.starts {
        if let Func::Defined(_) = start {
            exports.entry(*start).or_insert_with(|| names.unique("start"));
        }
    }
    let tables = link.reached.canon_tables.iter().map(|table| (*table, names.unique("table"))).collect();
    (exports, tables)
}

/// Names that are taken.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    /// The name, or it with a number where it is taken.
    fn unique(&mut self, name: &str) -> String {
        let numbered = (2..).map(|number| format!("{name}.{number}"));
        let mut all = std::iter::once(name.to_owned()).chain(numbered);
        let free = all.find(|name| !self.0.contains(name)).expect("there are more numbers than names");
        self.0.insert(free.clone());
        free
    }
}

fn number<T: Ord>(items: impl Iterator<Item = T>) -> BTreeMap<T, u32> {
    items.zip(0..).collect()
}
