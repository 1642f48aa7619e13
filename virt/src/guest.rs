//! The component that is to be wrapped.

use wasmparser::{Encoding, Parser, Payload};
use wit_component::DecodedWasm;
use wit_parser::{InterfaceId, Resolve, WorldId, WorldItem, WorldKey};

use crate::error::{Error, Result, one_line};

/// The name of the custom section that marks a wrapped component.
pub(crate) const MARK: &str = "wasi-virt";

/// A component with its types.
pub(crate) struct Guest<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) resolve: Resolve,
    pub(crate) world: WorldId,
}

/// The names at the outermost level of a component.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) imports: Vec<String>,
    pub(crate) exports: Vec<String>,
    pub(crate) marked: bool,
}

impl<'a> Guest<'a> {
    /// Checks that these bytes are a component that can be wrapped at all, and reads its types.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self> {
        if Parser::is_core_wasm(bytes) {
            return Err(Error::CoreModule);
        }
        if !Parser::is_component(bytes) {
            return Err(Error::NotWasm);
        }
        let names = Names::read(bytes)?;
        if names.marked {
            return Err(Error::Wrapped);
        }
        if let Some(interface) = names.imports.iter().find(|name| is_wasip3(name)) {
            return Err(Error::Wasip3 { interface: interface.clone() });
        }
        match wit_component::decode(bytes) {
            Ok(DecodedWasm::Component(resolve, world)) => Ok(Self { bytes, resolve, world }),
            Ok(DecodedWasm::WitPackage(..)) => {
                Err(Error::Invalid { reason: "it is a WIT package, which has no code".to_owned() })
            }
            Err(error) => Err(Error::Invalid { reason: one_line(error) }),
        }
    }

    /// The names of what it imports.
    pub(crate) fn imports(&self) -> impl Iterator<Item = String> + '_ {
        self.resolve.worlds[self.world].imports.keys().map(|key| self.name(key))
    }

    /// Whether it imports an interface, of any version, for example `wasi:random/random`.
    pub(crate) fn imports_interface(&self, interface: &str) -> bool {
        self.imports().any(|name| without_version(&name) == interface)
    }

    /// Whether it imports a function of an interface, of any version.
    pub(crate) fn imports_function(&self, interface: &str, function: &str) -> bool {
        let mut all = self.imported_interfaces().filter(|(name, _)| without_version(name) == interface);
        all.any(|(_, id)| self.resolve.interfaces[id].functions.contains_key(function))
    }

    /// The interfaces that it imports, with their names.
    pub(crate) fn imported_interfaces(&self) -> impl Iterator<Item = (String, InterfaceId)> + '_ {
        interfaces(&self.resolve.worlds[self.world].imports).map(|(key, id)| (self.name(key), id))
    }

    /// A name in the world, as the component writes it.
    pub(crate) fn name(&self, key: &WorldKey) -> String {
        self.resolve.name_world_key(key)
    }
}

impl Names {
    /// Reads the names, without looking into modules and components within.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self> {
        let mut names = Self::default();
        let mut parser = Parser::new(0);
        let mut rest = bytes;
        loop {
            let chunk = parser.parse(rest, true).map_err(invalid)?;
            let wasmparser::Chunk::Parsed { consumed, payload } = chunk else {
                return Err(Error::Invalid { reason: "it is cut short".to_owned() });
            };
            rest = &rest[consumed..];
            match payload {
                Payload::Version { encoding: Encoding::Module, .. } => return Err(Error::CoreModule),
                Payload::ModuleSection { unchecked_range, .. } | Payload::ComponentSection { unchecked_range, .. } => {
                    let length = usize::try_from(unchecked_range.end - unchecked_range.start)
                        .expect("a part of what is in memory");
                    rest = rest.get(length..).ok_or_else(|| Error::Invalid { reason: "it is cut short".to_owned() })?;
                }
                Payload::ComponentImportSection(section) => {
                    for import in section {
                        names.imports.push(import.map_err(invalid)?.name.name.to_owned());
                    }
                }
                Payload::ComponentExportSection(section) => {
                    for export in section {
                        names.exports.push(export.map_err(invalid)?.name.name.to_owned());
                    }
                }
                Payload::CustomSection(section) if section.name() == MARK => names.marked = true,
                Payload::End(_) => return Ok(names),
                _ => {}
            }
        }
    }
}

/// The interfaces among the imports or exports of a world.
pub(crate) fn interfaces<'a>(
    items: impl IntoIterator<Item = (&'a WorldKey, &'a WorldItem)>,
) -> impl Iterator<Item = (&'a WorldKey, InterfaceId)> {
    items.into_iter().filter_map(|(key, item)| match item {
        WorldItem::Interface { id, .. } => Some((key, *id)),
        WorldItem::Function(_) | WorldItem::Type { .. } => None,
    })
}

/// `wasi:io/streams` of `wasi:io/streams@0.2.9`.
pub(crate) fn without_version(name: &str) -> &str {
    name.split_once('@').map_or(name, |(name, _)| name)
}

/// The package of an interface: `wasi:io` of `wasi:io/streams@0.2.9`.
pub(crate) fn package(name: &str) -> &str {
    name.split_once('/').map_or(name, |(package, _)| package)
}

fn is_wasip3(name: &str) -> bool {
    name.starts_with("wasi:") && name.split_once('@').is_some_and(|(_, version)| version.starts_with("0.3."))
}

fn invalid(error: wasmparser::BinaryReaderError) -> Error {
    Error::Invalid { reason: one_line(error) }
}
