//! Handles that a component shares with its host. Wrapping makes the resources of WASI virtual: what passes them to or
//! from the host in an interface of its own can't go on doing so.

use wit_parser::{InterfaceId, Resolve, Type, TypeDefKind, TypeId, TypeOwner, WorldItem};

use crate::error::{Error, Result};
use crate::guest::Guest;

/// Refuses a component of which an import that stays, or an export, uses a resource of a virtual interface.
pub(crate) fn check(guest: &Guest<'_>, is_virtual: impl Fn(InterfaceId) -> bool) -> Result<()> {
    let world = &guest.resolve.worlds[guest.world];
    let imports = world.imports.iter().map(|item| ("import", item));
    let exports = world.exports.iter().map(|item| ("export", item));
    for (direction, (key, item)) in imports.chain(exports) {
        let types: Vec<TypeId> = match item {
            WorldItem::Interface { id, .. } if direction == "import" && is_virtual(*id) => continue,
            WorldItem::Interface { id, .. } => guest.resolve.interfaces[*id].types.values().copied().collect(),
            WorldItem::Function(function) => {
                let types = function.params.iter().map(|param| &param.ty).chain(&function.result);
                types.filter_map(type_id).collect()
            }
            WorldItem::Type { id, .. } => vec![*id],
        };
        let mut used = Vec::new();
        for id in types {
            resources(&guest.resolve, id, &mut used);
        }
        for (owner, resource) in used {
            if is_virtual(owner) {
                return Err(Error::SharedResource {
                    direction,
                    interface: guest.name(key),
                    resource,
                    owner: guest.resolve.id_of(owner).expect("a virtual interface has a name"),
                });
            }
        }
    }
    Ok(())
}

/// Collects the resources that a type is made of, with the interfaces that define them.
fn resources(resolve: &Resolve, id: TypeId, found: &mut Vec<(InterfaceId, String)>) {
    let ty = &resolve.types[id];
    let mut each = |ty: &Type| {
        if let Some(id) = type_id(ty) {
            resources(resolve, id, found);
        }
    };
    match &ty.kind {
        TypeDefKind::Resource => {
            if let (TypeOwner::Interface(owner), Some(name)) = (ty.owner, &ty.name) {
                found.push((owner, name.clone()));
            }
        }
        TypeDefKind::Handle(wit_parser::Handle::Own(id) | wit_parser::Handle::Borrow(id)) => each(&Type::Id(*id)),
        TypeDefKind::Record(record) => record.fields.iter().for_each(|field| each(&field.ty)),
        TypeDefKind::Tuple(tuple) => tuple.types.iter().for_each(each),
        TypeDefKind::Variant(variant) => variant.cases.iter().filter_map(|case| case.ty.as_ref()).for_each(each),
        TypeDefKind::Result(result) => result.ok.iter().chain(&result.err).for_each(each),
        TypeDefKind::Map(key, value) => [key, value].into_iter().for_each(each),
        TypeDefKind::Option(ty)
        | TypeDefKind::List(ty)
        | TypeDefKind::FixedLengthList(ty, _)
        | TypeDefKind::Type(ty) => {
            each(ty);
        }
        TypeDefKind::Future(ty) | TypeDefKind::Stream(ty) => ty.iter().for_each(each),
        TypeDefKind::Flags(_) | TypeDefKind::Enum(_) | TypeDefKind::Unknown => {}
    }
}

fn type_id(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Id(id) => Some(*id),
        _ => None,
    }
}
