//! What a denied function answers.

use wit_parser::abi::WasmSignature;
use wit_parser::{Function, Handle, InterfaceId, Resolve, SizeAlign, Type, TypeDefKind, TypeId, TypeOwner};

/// The cases of an error that say that something isn't allowed, the best first.
const DENIALS: [&str; 6] =
    ["access-denied", "HTTP-request-denied", "forbidden", "not-permitted", "access", "not-supported"];

/// The answer of a function.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// A plain number.
    Value(i32),
    /// What lies in memory, in the layout of the function's result.
    Memory(Vec<u8>),
    /// A new handle of a resource that is denied too: whatever is done with it fails.
    Handle {
        /// The interface that defines it.
        interface: String,
        /// Its name.
        resource: String,
    },
    /// None: the function can't fail and has nothing harmless to say.
    Trap,
}

/// The answer of a function with this signature in a component that exports `denied`.
pub(crate) fn answer(
    resolve: &Resolve,
    function: &Function,
    signature: &WasmSignature,
    denied: &[InterfaceId],
) -> Answer {
    let Some(Type::Id(id)) = function.result else {
        return Answer::Trap;
    };
    let mut sizes = SizeAlign::default();
    if sizes.fill(resolve).is_err() {
        return Answer::Trap;
    }
    let size = sizes.size(&Type::Id(id)).size_wasm32();
    match &resolve.types[follow(resolve, id)].kind {
        TypeDefKind::Handle(Handle::Own(resource)) => handle(resolve, *resource, denied),
        TypeDefKind::Result(result) => {
            let Some(error) = result.err else {
                return if signature.retptr { failure(size, 0, &[]) } else { Answer::Value(1) };
            };
            let Some(case) = denial(resolve, &error) else {
                return Answer::Trap;
            };
            let payload = [&result.ok, &result.err].into_iter().flatten();
            let offset = payload.map(|ty| sizes.align(ty).align_wasm32()).max().unwrap_or(1);
            if signature.retptr { failure(size, offset, &case) } else { Answer::Trap }
        }
        // None, or an empty list.
        TypeDefKind::Option(_) | TypeDefKind::List(_) if signature.retptr => Answer::Memory(vec![0; size]),
        _ => Answer::Trap,
    }
}

/// An error in memory: the tag of a result, and its payload.
fn failure(size: usize, offset: usize, payload: &[u8]) -> Answer {
    let mut bytes = vec![0; size.max(1)];
    bytes[0] = 1;
    bytes[offset..][..payload.len()].copy_from_slice(payload);
    Answer::Memory(bytes)
}

/// The bytes of the case of an error type that says that something isn't allowed.
fn denial(resolve: &Resolve, error: &Type) -> Option<Vec<u8>> {
    let Type::Id(id) = error else {
        return None;
    };
    let names: Vec<&str> = match &resolve.types[follow(resolve, *id)].kind {
        TypeDefKind::Enum(cases) => cases.cases.iter().map(|case| case.name.as_str()).collect(),
        // A payload would need a value; a name that matches nothing stands for a case that has one.
        TypeDefKind::Variant(cases) => {
            cases.cases.iter().map(|case| if case.ty.is_none() { case.name.as_str() } else { "" }).collect()
        }
        _ => return None,
    };
    let case = DENIALS.iter().find_map(|denial| names.iter().position(|name| name == denial))?;
    let case = u16::try_from(case).ok()?;
    // Up to 256 cases the tag is one byte.
    Some(if names.len() <= 256 { vec![case.to_le_bytes()[0]] } else { case.to_le_bytes().to_vec() })
}

fn handle(resolve: &Resolve, resource: TypeId, denied: &[InterfaceId]) -> Answer {
    let resource = &resolve.types[follow(resolve, resource)];
    let TypeOwner::Interface(owner) = resource.owner else {
        return Answer::Trap;
    };
    match (resolve.id_of(owner), &resource.name) {
        (Some(interface), Some(name)) if denied.contains(&owner) => {
            Answer::Handle { interface, resource: name.clone() }
        }
        // A handle of somebody else's, such as a pollable, can't be made here.
        _ => Answer::Trap,
    }
}

/// The type that an alias stands for.
fn follow(resolve: &Resolve, mut id: TypeId) -> TypeId {
    while let TypeDefKind::Type(Type::Id(target)) = resolve.types[id].kind {
        id = target;
    }
    id
}

#[cfg(test)]
mod tests {
    use wit_parser::abi::AbiVariant;

    use super::*;

    /// The answer of a function with this result.
    fn of(result: &str) -> Answer {
        let mut resolve = Resolve::default();
        let text = format!(
            "package a:b; interface i {{
                 resource thing; resource other;
                 enum code {{ unknown, access-denied }}
                 variant failure {{ other(u64), HTTP-request-denied }}
                 enum unrelated {{ busy }}
                 record large {{ a: u64, b: u32 }}
                 type alias = code;
                 f: func(){result};
             }}"
        );
        resolve.push_str("test.wit", &text).expect("valid text");
        let (interface, found) = resolve.interfaces.iter().next().expect("one interface");
        let function = &found.functions["f"];
        let signature = resolve.wasm_signature(AbiVariant::GuestExport, function);
        answer(&resolve, function, &signature, &[interface])
    }

    #[test]
    fn an_error_where_there_is_one() {
        assert_eq!(of(" -> result<_, code>"), Answer::Memory(vec![1, 1]));
        assert_eq!(of(" -> result<u32, alias>"), Answer::Memory(vec![1, 0, 0, 0, 1, 0, 0, 0]));
        assert_eq!(of(" -> result"), Answer::Value(1));
        assert_eq!(of(" -> result<large>"), Answer::Memory([&[1][..], &[0; 23]].concat()));
        let mut failure = vec![0; 24];
        (failure[0], failure[8]) = (1, 1);
        assert_eq!(of(" -> result<_, failure>"), Answer::Memory(failure));
    }

    #[test]
    fn something_harmless_where_there_is_no_error() {
        assert_eq!(of(" -> option<code>"), Answer::Memory(vec![0, 0]));
        assert_eq!(of(" -> list<string>"), Answer::Memory(vec![0; 8]));
        assert_eq!(of(" -> thing"), Answer::Handle { interface: "a:b/i".to_owned(), resource: "thing".to_owned() });
    }

    #[test]
    fn a_trap_where_there_is_nothing_to_say() {
        for result in ["", " -> u32", " -> result<_, unrelated>", " -> result<_, string>", " -> large"] {
            assert_eq!(of(result), Answer::Trap, "{result}");
        }
    }
}
