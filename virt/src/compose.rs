//! Putting the guest, the adapter and what denies the rest together.

use std::borrow::Cow;

use wac_graph::types::{Package, are_semver_compatible};
use wac_graph::{CompositionGraph, EncodeOptions, NodeId};
use wasm_encoder::{ComponentSection, CustomSection};
use wasmparser::{Parser, Payload, ValidPayload, Validator, WasmFeatures};

use crate::error::{Error, Result, one_line};
use crate::guest::MARK;
use crate::report::{Provider, Wire};

/// The interface by which a host reaches the virtual files.
pub(crate) const FILES: &str = "local:sandbox/files";

/// Builds one component of several, each instantiated once.
pub(crate) struct Composer {
    graph: CompositionGraph,
    /// What can be imported from the parts that are there: the export, who has it, and which part that is.
    offers: Vec<(String, NodeId, Provider)>,
    /// What each import of the guest, which is the last part, is wired to.
    pub(crate) wires: Vec<Wire>,
}

impl Composer {
    pub(crate) fn new() -> Self {
        Self { graph: CompositionGraph::new(), offers: Vec::new(), wires: Vec::new() }
    }

    /// Adds a part, fed by those that are there already.
    pub(crate) fn provide(&mut self, bytes: Vec<u8>, provider: Provider) -> Result<()> {
        let (node, exports) = self.instantiate(provider.name(), bytes)?;
        self.offers.extend(exports.into_iter().map(|export| (export, node, provider)));
        Ok(())
    }

    /// Adds the guest, whose exports become those of the whole, and with `files` the adapter's files.
    pub(crate) fn finish(mut self, guest: &[u8], files: bool) -> Result<(Vec<u8>, Vec<Wire>)> {
        let (node, exports) = self.instantiate("guest", guest.to_vec())?;
        for name in &exports {
            self.export(node, name)?;
        }
        if files && !exports.iter().any(|name| name == FILES) {
            let offer = self.offers.iter().find(|(name, ..)| name == FILES);
            let (name, node, _) = offer.expect("the adapter exports its files").clone();
            self.export(node, &name)?;
        }
        let options = EncodeOptions { validate: false, ..EncodeOptions::default() };
        let mut component = self.graph.encode(options).map_err(compose)?;
        let mark = CustomSection { name: MARK.into(), data: Cow::Borrowed(env!("CARGO_PKG_VERSION").as_bytes()) };
        mark.append_to_component(&mut component);
        validate(&component)?;
        Ok((component, self.wires))
    }

    /// Makes an instance of a component and connects what it imports; what nobody offers stays an import.
    fn instantiate(&mut self, name: &str, bytes: Vec<u8>) -> Result<(NodeId, Vec<String>)> {
        let package = Package::from_bytes(&format!("wasi-virt:{name}"), None, bytes, self.graph.types_mut())
            .map_err(|error| Error::Invalid { reason: one_line(error) })?;
        let package = self.graph.register_package(package).map_err(compose)?;
        let node = self.graph.instantiate(package);
        let world = &self.graph.types()[self.graph[package].ty()];
        let imports: Vec<String> = world.imports.keys().cloned().collect();
        let exports = world.exports.keys().cloned().collect();
        self.wires.clear();
        for import in imports {
            // The last part wins: what denies an interface comes after the adapter, which has it too.
            let offer = self.offers.iter().rev().find(|(name, ..)| are_semver_compatible(name, &import));
            let provider = match offer.cloned() {
                Some((name, from, provider)) => {
                    let export = self.graph.alias_instance_export(from, &name).map_err(compose)?;
                    let wired = self.graph.set_instantiation_argument(node, &import, export);
                    wired.map_err(|error| Error::Mismatch { interface: import.clone(), reason: one_line(error) })?;
                    provider
                }
                None => Provider::Host,
            };
            self.wires.push(Wire { import, provider });
        }
        Ok((node, exports))
    }

    fn export(&mut self, node: NodeId, name: &str) -> Result<()> {
        let export = self.graph.alias_instance_export(node, name).map_err(compose)?;
        self.graph.export(export, name).map_err(compose)
    }
}

/// Checks the whole, apart from the bodies of functions: the adapter's were checked when it was encoded, and the guest's
/// are as they came, which the engine that runs them checks anyway.
fn validate(component: &[u8]) -> Result<()> {
    let mut validator = Validator::new_with_features(WasmFeatures::all());
    for payload in Parser::new(0).parse_all(component) {
        let payload = payload.map_err(compose)?;
        if matches!(payload, Payload::CustomSection(_)) {
            continue;
        }
        match validator.payload(&payload).map_err(compose)? {
            ValidPayload::Ok | ValidPayload::Parser(_) | ValidPayload::Func(..) | ValidPayload::End(_) => {}
        }
    }
    Ok(())
}

fn compose(error: impl Into<anyhow::Error>) -> Error {
    Error::Compose { reason: one_line(error) }
}
