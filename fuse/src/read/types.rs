//! Which types of core modules can be merged: those that are told apart by their structure alone.

use wasmparser::{CompositeInnerType, FuncType, HeapType, RecGroup, ValType};

/// The type of functions that a declaration is of, or what else it is.
pub(crate) fn function(group: RecGroup) -> Result<FuncType, &'static str> {
    if group.types().len() != 1 {
        // Each is another type than one of the same form alone.
        return Err("types that are declared together");
    }
    let ty = group.into_types().next().expect("it has one");
    if !ty.is_final || !ty.supertype_idxs.is_empty() {
        return Err("types with subtypes");
    }
    if ty.composite_type.shared {
        return Err("shared types");
    }
    match ty.composite_type.inner {
        CompositeInnerType::Func(function) => {
            let mut values = function.params().iter().chain(function.results());
            match values.find(|ty| is_concrete(**ty)) {
                Some(_) => Err("types of functions that refer to other types"),
                None => Ok(function),
            }
        }
        CompositeInnerType::Array(_) | CompositeInnerType::Struct(_) => Err("types of the garbage collection proposal"),
        CompositeInnerType::Cont(_) => Err("types of the stack switching proposal"),
    }
}

fn is_concrete(ty: ValType) -> bool {
    matches!(ty, ValType::Ref(reference) if !matches!(reference.heap_type(), HeapType::Abstract { .. }))
}
