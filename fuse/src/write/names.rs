//! The names of things, for people and backtraces.

use wasm_encoder::{ComponentNameSection, NameMap, NameSection};
use wasmparser::{ComponentName, ComponentNameSectionReader};

use super::module;
use super::plan::Plan;
use crate::link::Func;

/// The names of the fused module's functions.
pub(crate) fn of_functions(plan: &Plan<'_>) -> NameSection {
    let mut functions = NameMap::new();
    for item in &plan.functions {
        let module = plan.link.spaces.module(item.instance);
        let imported = u32::try_from(module.imported_functions()).expect("a module is smaller than 4 GiB");
        if let Some(name) = module.names.get(&(imported + item.index)) {
            functions.append(plan.function(Func::Defined(*item)), name);
        }
    }
    let mut section = NameSection::new();
    section.module(module::NAME);
    section.functions(&functions);
    section
}

/// The name of a module that has no others.
pub(crate) fn of_module(name: &str) -> NameSection {
    let mut names = NameSection::new();
    names.module(name);
    names.functions(&NameMap::new());
    names
}

/// The names in a component, without those of the core index spaces, which have changed. Names are for people: where the
/// section is damaged, the rest of it is left out.
pub(crate) fn of_component(names: &ComponentNameSectionReader<'_>) -> ComponentNameSection {
    let mut section = ComponentNameSection::new();
    for part in names.clone().map_while(Result::ok) {
        match part {
            ComponentName::Component { name, .. } => section.component(name),
            ComponentName::CoreTypes(names) => section.core_types(&map(names)),
            ComponentName::Types(names) => section.types(&map(names)),
            ComponentName::Instances(names) => section.instances(&map(names)),
            ComponentName::Components(names) => section.components(&map(names)),
            ComponentName::Funcs(names) => section.funcs(&map(names)),
            ComponentName::Values(names) => section.values(&map(names)),
            ComponentName::CoreFuncs(_)
            | ComponentName::CoreGlobals(_)
            | ComponentName::CoreMemories(_)
            | ComponentName::CoreTables(_)
            | ComponentName::CoreTags(_)
            | ComponentName::CoreModules(_)
            | ComponentName::CoreInstances(_)
            | ComponentName::Unknown { .. } => {}
        }
    }
    section
}

fn map(names: wasmparser::NameMap<'_>) -> NameMap {
    let mut map = NameMap::new();
    for name in names.into_iter().map_while(Result::ok) {
        map.append(name.index, name.name);
    }
    map
}
