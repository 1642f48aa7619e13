//! What a component says of itself.

use std::collections::BTreeMap;

use serde::Serialize;
use wasmparser::{Chunk, Encoding, KnownCustom, Parser, Payload, ProducersFieldValue, ProducersSectionReader};

/// The custom sections by which the tools mark what they have made, at the outermost level.
const WRAPPED: &str = "wasi-virt";
/// The tool that links all core modules into one, as the producers section names it.
const FUSE: &str = "component-fuse";

/// Bytes of a page of linear memory.
const PAGE: u64 = 64 << 10;

/// What there is to say about a component.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Component {
    /// Bytes of the file.
    pub(crate) size: u64,
    pub(crate) world: World,
    pub(crate) imports: Vec<String>,
    pub(crate) exports: Vec<String>,
    /// The language that it was written in, where its producers section tells.
    pub(crate) language: Option<String>,
    /// The tools that made it, with their versions.
    pub(crate) tools: BTreeMap<String, String>,
    pub(crate) core_modules: usize,
    /// Bytes of all linear memories together, as they are at the start.
    pub(crate) memory: u64,
    /// The version of `wasi-virt` that gave it its own filesystem.
    pub(crate) wrapped: Option<String>,
    /// Whether its core modules were linked into one.
    pub(crate) fused: bool,
}

/// The contract that the component keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum World {
    /// It can't be run here.
    #[default]
    Other,
    Sandbox,
    /// With the host's functions.
    SandboxTools,
}

impl Component {
    /// Reads a component; an error is the rest of a sentence that starts with its name.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        if Parser::is_core_wasm(bytes) {
            return Err("is a core WebAssembly module, not a component".to_owned());
        }
        if !Parser::is_component(bytes) {
            return Err("isn't a WebAssembly component".to_owned());
        }
        let mut component = Self { size: bytes.len() as u64, ..Self::default() };
        component.names(bytes).and_then(|()| component.parts(bytes)).map_err(|error| {
            let text = error.to_string();
            format!("isn't a valid component: {}", text.lines().next().unwrap_or_default())
        })?;
        component.world = component.world();
        Ok(component)
    }

    /// Reads the outermost level, without looking into modules and components within.
    fn names(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        let mut parser = Parser::new(0);
        let mut rest = bytes;
        loop {
            let Chunk::Parsed { consumed, payload } = parser.parse(rest, true)? else {
                anyhow::bail!("it is cut short");
            };
            rest = &rest[consumed..];
            match payload {
                Payload::ModuleSection { unchecked_range, .. } | Payload::ComponentSection { unchecked_range, .. } => {
                    let length = usize::try_from(unchecked_range.end - unchecked_range.start)?;
                    rest = rest.get(length..).ok_or_else(|| anyhow::anyhow!("it is cut short"))?;
                }
                Payload::ComponentImportSection(section) => {
                    for import in section {
                        self.imports.push(import?.name.name.to_owned());
                    }
                }
                Payload::ComponentExportSection(section) => {
                    for export in section {
                        self.exports.push(export?.name.name.to_owned());
                    }
                }
                Payload::CustomSection(section) if section.name() == WRAPPED => {
                    self.wrapped = Some(String::from_utf8_lossy(section.data()).into_owned());
                }
                Payload::End(_) => return Ok(()),
                _ => {}
            }
        }
    }

    /// Reads what all modules and components within say of themselves.
    fn parts(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        // The sizes and languages of those that aren't closed yet.
        let mut open = vec![Part::of(Encoding::Component, bytes.len() as u64)];
        let mut parts = Vec::new();
        for payload in Parser::new(0).parse_all(bytes) {
            let innermost = open.last_mut().expect("the outermost is closed by the last payload");
            match payload? {
                Payload::ModuleSection { unchecked_range, .. } => {
                    self.core_modules += 1;
                    open.push(Part::of(Encoding::Module, unchecked_range.end - unchecked_range.start));
                }
                Payload::ComponentSection { unchecked_range, .. } => {
                    open.push(Part::of(Encoding::Component, unchecked_range.end - unchecked_range.start));
                }
                Payload::MemorySection(section) => {
                    for memory in section {
                        self.memory += memory?.initial.saturating_mul(PAGE);
                    }
                }
                Payload::CustomSection(section) => {
                    if let KnownCustom::Producers(producers) = section.as_known() {
                        self.producers(producers, innermost)?;
                    }
                }
                Payload::End(_) => parts.extend(open.pop()),
                _ => {}
            }
        }
        self.language = language(parts);
        self.fused = self.tools.contains_key(FUSE);
        Ok(())
    }

    fn producers(&mut self, producers: ProducersSectionReader, part: &mut Part) -> anyhow::Result<()> {
        for field in producers {
            let field = field?;
            for value in field.values {
                let ProducersFieldValue { name, version } = value?;
                match field.name {
                    "language" => part.language = Some(format!("{name} {version}").trim_end().to_owned()),
                    "processed-by" => {
                        self.tools.insert(name.to_owned(), version.to_owned());
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn world(&self) -> World {
        let exports = |name| self.exports.iter().any(|export| export == name);
        if !exports("eval") || !exports("exec") {
            World::Other
        } else if self.imports.iter().any(|import| import == "local:sandbox/tools") {
            World::SandboxTools
        } else {
            World::Sandbox
        }
    }
}

/// A module or component within.
struct Part {
    encoding: Encoding,
    size: u64,
    language: Option<String>,
}

impl Part {
    fn of(encoding: Encoding, size: u64) -> Self {
        Self { encoding, size, language: None }
    }
}

/// What a component says as a whole, or else its largest module: another may be a library in another language.
fn language(parts: Vec<Part>) -> Option<String> {
    let (modules, mut components): (Vec<Part>, Vec<Part>) =
        parts.into_iter().partition(|part| part.encoding == Encoding::Module);
    components.sort_by_key(|part| part.size);
    let said = components.into_iter().rev().find_map(|part| part.language);
    said.or_else(|| modules.into_iter().max_by_key(|part| part.size)?.language)
}
