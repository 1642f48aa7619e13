//! What tools made something: the custom section `producers`.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use wasm_encoder::{ProducersField, ProducersSection};
use wasmparser::ProducersSectionReader;

use super::plan::Plan;

/// By field, the tools with their versions.
#[derive(Default)]
struct Producers<'a>(BTreeMap<&'a str, IndexMap<&'a str, &'a str>>);

/// What made the modules, and this tool.
pub(crate) fn of_modules(plan: &Plan<'_>) -> ProducersSection {
    let mut all = Producers::default();
    for (_, module) in plan.link.spaces.instances() {
        if let Some(producers) = &module.producers {
            all.add(producers);
        }
    }
    all.section()
}

/// What made the component, and this tool.
pub(crate) fn of_component(producers: Option<&ProducersSectionReader<'_>>) -> ProducersSection {
    let mut all = Producers::default();
    if let Some(producers) = producers {
        all.add(producers);
    }
    all.section()
}

impl<'a> Producers<'a> {
    /// As far as it can be read: no more is expected of a custom section.
    fn add(&mut self, producers: &ProducersSectionReader<'a>) {
        for field in producers.clone().into_iter().map_while(Result::ok) {
            let tools = self.0.entry(field.name).or_default();
            for tool in field.values.into_iter().map_while(Result::ok) {
                tools.entry(tool.name).or_insert(tool.version);
            }
        }
    }

    fn section(mut self) -> ProducersSection {
        self.0.entry("processed-by").or_default().insert(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
        let mut section = ProducersSection::new();
        for (name, tools) in self.0 {
            let mut field = ProducersField::new();
            for (tool, version) in tools {
                field.value(tool, version);
            }
            section.field(name, &field);
        }
        section
    }
}
