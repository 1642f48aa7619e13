//! Whether a component exports what the world `sandbox` says, and if not, what is wrong with it.

use wasmtime::component::Component;
use wasmtime::component::types::{ComponentFunc, ComponentItem, Type};

use crate::error::in_short;

/// The world's exports as WIT writes them; `wit/sandbox.wit` is the original.
const EXPORTS: [(&str, &str); 2] = [
    ("eval", "func(expression: string) -> result<string, string>"),
    ("exec", "func(statements: string) -> result<_, string>"),
];

/// Returns what is missing or differs, with what was expected and what was found.
pub(super) fn check(component: &Component) -> Result<(), String> {
    let engine = component.engine();
    let exports = component.component_type();
    let differences: Vec<String> = EXPORTS
        .into_iter()
        .filter_map(|(name, expected)| {
            let found = match exports.get_export(engine, name) {
                None => return Some(format!("the export `{name}` is missing, expected `{expected}`")),
                Some(export) => describe(&export.ty),
            };
            // A type can be written in a megabyte.
            (found != expected)
                .then(|| format!("the export `{name}` differs, expected `{expected}`, found `{}`", in_short(&found)))
        })
        .collect();
    if differences.is_empty() { Ok(()) } else { Err(differences.join("; ")) }
}

/// Writes the type of an export as WIT does.
fn describe(item: &ComponentItem) -> String {
    match item {
        ComponentItem::ComponentFunc(function) => describe_function(function),
        ComponentItem::CoreFunc(_) => "a core function".to_owned(),
        ComponentItem::Module(_) => "a core module".to_owned(),
        ComponentItem::Component(_) => "a component".to_owned(),
        ComponentItem::ComponentInstance(_) => "an interface".to_owned(),
        ComponentItem::Type(_) => "a type".to_owned(),
        ComponentItem::Resource(_) => "a resource".to_owned(),
    }
}

fn describe_function(function: &ComponentFunc) -> String {
    let keyword = if function.async_() { "async func" } else { "func" };
    let parameters: Vec<String> =
        function.params().map(|(name, ty)| format!("{name}: {}", describe_type(&ty))).collect();
    let results: Vec<String> = function.results().map(|ty| describe_type(&ty)).collect();
    let arrow = if results.is_empty() { "" } else { " -> " };
    format!("{keyword}({}){arrow}{}", parameters.join(", "), results.join(", "))
}

fn describe_type(ty: &Type) -> String {
    let or_hole = |ty: Option<Type>| ty.as_ref().map_or("_".to_owned(), describe_type);
    match ty {
        Type::Result(result) => match (result.ok(), result.err()) {
            (None, None) => "result".to_owned(),
            (ok, None) => format!("result<{}>", or_hole(ok)),
            (ok, err) => format!("result<{}, {}>", or_hole(ok), or_hole(err)),
        },
        Type::List(list) => format!("list<{}>", describe_type(&list.ty())),
        Type::Option(option) => format!("option<{}>", describe_type(&option.ty())),
        Type::Tuple(tuple) => {
            let types: Vec<String> = tuple.types().map(|ty| describe_type(&ty)).collect();
            format!("tuple<{}>", types.join(", "))
        }
        Type::Bool => "bool".to_owned(),
        Type::S8 => "s8".to_owned(),
        Type::U8 => "u8".to_owned(),
        Type::S16 => "s16".to_owned(),
        Type::U16 => "u16".to_owned(),
        Type::S32 => "s32".to_owned(),
        Type::U32 => "u32".to_owned(),
        Type::S64 => "s64".to_owned(),
        Type::U64 => "u64".to_owned(),
        Type::Float32 => "f32".to_owned(),
        Type::Float64 => "f64".to_owned(),
        Type::Char => "char".to_owned(),
        Type::String => "string".to_owned(),
        // The rest has names in WIT that a binary component doesn't keep.
        Type::Record(_) => "a record".to_owned(),
        Type::Variant(_) => "a variant".to_owned(),
        Type::Enum(_) => "an enum".to_owned(),
        Type::Flags(_) => "flags".to_owned(),
        Type::Own(_) | Type::Borrow(_) => "a resource".to_owned(),
        _ => "another type".to_owned(),
    }
}
