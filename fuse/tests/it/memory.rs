//! Making the memory of a fused component visible.

use wasm_encoder::{
    Alias, CanonicalFunctionSection, CanonicalOption, ComponentAliasSection, ComponentExportKind,
    ComponentExportSection, ComponentTypeSection, ComponentValType, ExportKind, InstanceSection, ModuleArg,
    PrimitiveValType, RawSection,
};
use wasmparser::{
    CanonicalFunction, Chunk, ComponentAlias, ComponentExternalKind, ComponentOuterAliasKind, ComponentTypeRef,
    ExternalKind, Parser, Payload,
};

use crate::component;

/// How many there are of each at the outermost level of a component.
#[derive(Default)]
struct Counts {
    modules: u32,
    core_instances: u32,
    core_functions: u32,
    functions: u32,
    types: u32,
}

/// The component with one more export, `whole-memory`, which returns all of its memory, its only one.
pub(crate) fn with_memory(bytes: &[u8]) -> Vec<u8> {
    let mut whole = wasm_encoder::Component::new();
    let counts = copy(bytes, &mut whole);
    // It keeps a pair of address and length at address 0, where the stack ends.
    let module = component(
        r#"(module (import "" "memory" (memory 1))
            (func (export "all") (result i32)
                (i32.store (i32.const 0) (i32.const 0))
                (i32.store (i32.const 4) (i32.mul (memory.size) (i32.const 65536)))
                (i32.const 0)))"#,
    );
    whole.section(&RawSection { id: 1, data: &module });
    let mut section = InstanceSection::new();
    section.export_items([("memory", ExportKind::Memory, 0)]);
    section.instantiate(counts.modules, [("", ModuleArg::Instance(counts.core_instances))]);
    whole.section(&section);
    let mut section = ComponentAliasSection::new();
    let instance = counts.core_instances + 1;
    section.alias(Alias::CoreInstanceExport { instance, kind: ExportKind::Func, name: "all" });
    whole.section(&section);
    let mut section = ComponentTypeSection::new();
    section.defined_type().list(PrimitiveValType::U8);
    let bytes = ComponentValType::Type(counts.types);
    section.function().params::<[(&str, ComponentValType); 0], _>([]).result(Some(bytes));
    whole.section(&section);
    let mut section = CanonicalFunctionSection::new();
    section.lift(counts.core_functions, counts.types + 1, [CanonicalOption::Memory(0)]);
    whole.section(&section);
    let mut section = ComponentExportSection::new();
    section.export("whole-memory", ComponentExportKind::Func, counts.functions, None);
    whole.section(&section);
    whole.finish()
}

/// Copies all sections and counts what they define.
fn copy(bytes: &[u8], whole: &mut wasm_encoder::Component) -> Counts {
    let mut counts = Counts::default();
    let mut parser = Parser::new(0);
    let mut rest = bytes;
    loop {
        let Ok(Chunk::Parsed { consumed, payload }) = parser.parse(rest, true) else { panic!("a valid component") };
        rest = &rest[consumed..];
        if let Payload::End(_) = payload {
            return counts;
        }
        if let Some((id, range)) = payload.as_section() {
            let at = |at: u64| usize::try_from(at).expect("a part of what is in memory");
            let range = at(range.start)..at(range.end);
            whole.section(&RawSection { id, data: &bytes[range.clone()] });
            if let Payload::ModuleSection { .. } | Payload::ComponentSection { .. } = payload {
                rest = &bytes[range.end..];
            }
        }
        counts.add(payload).expect("a valid component");
    }
}

impl Counts {
    fn add(&mut self, payload: Payload<'_>) -> wasmparser::Result<()> {
        match payload {
            Payload::ModuleSection { .. } => self.modules += 1,
            Payload::InstanceSection(section) => self.core_instances += section.count(),
            Payload::ComponentTypeSection(section) => self.types += section.count(),
            Payload::ComponentCanonicalSection(section) => {
                for canon in section {
                    let is_lift = matches!(canon?, CanonicalFunction::Lift { .. });
                    *(if is_lift { &mut self.functions } else { &mut self.core_functions }) += 1;
                }
            }
            Payload::ComponentImportSection(section) => {
                for import in section {
                    match import?.ty {
                        ComponentTypeRef::Func(_) => self.functions += 1,
                        ComponentTypeRef::Type(_) => self.types += 1,
                        _ => {}
                    }
                }
            }
            Payload::ComponentExportSection(section) => {
                for export in section {
                    self.external(export?.kind);
                }
            }
            Payload::ComponentAliasSection(section) => {
                for alias in section {
                    match alias? {
                        ComponentAlias::InstanceExport { kind, .. } => self.external(kind),
                        ComponentAlias::CoreInstanceExport { kind: ExternalKind::Func, .. } => self.core_functions += 1,
                        ComponentAlias::Outer { kind: ComponentOuterAliasKind::Type, .. } => self.types += 1,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn external(&mut self, kind: ComponentExternalKind) {
        match kind {
            ComponentExternalKind::Func => self.functions += 1,
            ComponentExternalKind::Type => self.types += 1,
            _ => {}
        }
    }
}
