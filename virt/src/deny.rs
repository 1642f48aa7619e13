//! A component that denies what the guest imports: every function that can fail says so.

use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ExportKind, ExportSection, Function, FunctionSection, ImportSection,
    MemorySection, MemoryType, Module, TypeSection, ValType,
};
use wit_parser::abi::WasmType;
use wit_parser::{
    Docs, InterfaceId, LiftLowerAbi, ManglingAndAbi, Resolve, Span, Stability, WasmExport, WasmExportKind, WorldId,
    WorldItem, WorldKey,
};

use crate::answer::{Answer, answer};
use crate::error::{Error, Result, one_line};
use crate::guest::Guest;

const ABI: ManglingAndAbi = ManglingAndAbi::Legacy(LiftLowerAbi::Sync);

/// Bytes of a page of memory.
const PAGE: usize = 1 << 16;

/// Arguments larger than this make a denied call trap: 16 MiB.
const LARGEST_ARGUMENT_PAGES: u64 = 256;

/// Makes a component that exports these interfaces of the guest's imports, and imports what their types need.
pub(crate) fn encode(guest: &Guest<'_>, denied: &[InterfaceId]) -> Result<Vec<u8>> {
    let mut resolve = guest.resolve.clone();
    become_provider(&mut resolve, guest.world, denied);
    let mut core = core_module(&resolve, denied);
    let encoding = wit_component::StringEncoding::UTF8;
    wit_component::embed_component_metadata(&mut core, &resolve, guest.world, encoding, false)
        .and_then(|()| wit_component::ComponentEncoder::default().validate(true).module(&core)?.encode())
        .map_err(|error| Error::Compose { reason: one_line(error) })
}

/// Turns the guest's world round: what it imported is exported.
fn become_provider(resolve: &mut Resolve, world: WorldId, denied: &[InterfaceId]) {
    fn needs(resolve: &Resolve, interface: InterfaceId, denied: &[InterfaceId], found: &mut Vec<InterfaceId>) {
        for dependency in resolve.interface_direct_deps(interface) {
            needs(resolve, dependency, denied, found);
            if !denied.contains(&dependency) && !found.contains(&dependency) {
                found.push(dependency);
            }
        }
    }
    let mut imports = Vec::new();
    for interface in denied {
        needs(resolve, *interface, denied, &mut imports);
    }
    let items = |interfaces: &[InterfaceId]| {
        let item = |id| WorldItem::Interface {
            id,
            stability: Stability::default(),
            external_id: None,
            docs: Docs::default(),
            span: Span::default(),
        };
        interfaces.iter().map(|id| (WorldKey::Interface(*id), item(*id))).collect()
    };
    let (imports, exports) = (items(&imports), items(denied));
    let world = &mut resolve.worlds[world];
    (world.imports, world.exports) = (imports, exports);
}

/// The code: for each function a body that gives its answer, and memory that holds the answers.
fn core_module(resolve: &Resolve, denied: &[InterfaceId]) -> Vec<u8> {
    let mut parts = Parts::default();
    let mut answers = Vec::new();
    for interface in denied {
        let key = WorldKey::Interface(*interface);
        for function in resolve.interfaces[*interface].functions.values() {
            let signature = resolve.wasm_signature(ABI.export_variant(), function);
            let export = WasmExport::Func { interface: Some(&key), func: function, kind: WasmExportKind::Normal };
            let name = resolve.wasm_export_name(ABI, export);
            let answer = answer(resolve, function, &signature, denied);
            // Imports come before all else in the index space of functions.
            if let Answer::Handle { interface, resource } = &answer {
                parts.constructor(&format!("[export]{interface}"), &format!("[resource-new]{resource}"));
            }
            answers.push((name, signature, answer));
        }
    }
    // What answers alike is one function, also to an engine, which sets up each that others use.
    let mut written = Vec::new();
    for (name, signature, answer) in answers {
        let what = (values(&signature.params), values(&signature.results), answer);
        if let Some((_, function)) = written.iter().find(|(other, _)| *other == what) {
            parts.exports.export(&name, ExportKind::Func, *function);
            continue;
        }
        let (params, results, answer) = &what;
        let mut body = Function::new([]);
        let mut code = body.instructions();
        match answer {
            Answer::Value(value) => code.i32_const(*value),
            Answer::Memory(bytes) => code.i32_const(parts.constant(bytes)),
            Answer::Handle { interface, resource } => {
                let new = parts.constructor(&format!("[export]{interface}"), &format!("[resource-new]{resource}"));
                code.i32_const(1).call(new)
            }
            Answer::Trap => code.unreachable(),
        };
        code.end();
        let function = parts.function(&name, params.clone(), results.clone(), &body);
        written.push((what, function));
    }
    parts.finish()
}

/// The sections of the module.
#[derive(Default)]
struct Parts {
    types: TypeSection,
    imports: ImportSection,
    imported: Vec<(String, String)>,
    functions: FunctionSection,
    exports: ExportSection,
    code: CodeSection,
    data: Vec<u8>,
}

impl Parts {
    /// The function that makes a handle of a resource.
    fn constructor(&mut self, module: &str, name: &str) -> u32 {
        let key = (module.to_owned(), name.to_owned());
        let at = self.imported.iter().position(|imported| *imported == key).unwrap_or_else(|| {
            let ty = self.signature([ValType::I32].to_vec(), [ValType::I32].to_vec());
            self.imports.import(module, name, wasm_encoder::EntityType::Function(ty));
            self.imported.push(key);
            self.imported.len() - 1
        });
        count(at)
    }

    fn signature(&mut self, params: Vec<ValType>, results: Vec<ValType>) -> u32 {
        self.types.ty().function(params, results);
        self.types.len() - 1
    }

    /// The index of a new function, which is exported.
    fn function(&mut self, name: &str, params: Vec<ValType>, results: Vec<ValType>, body: &Function) -> u32 {
        let ty = self.signature(params, results);
        let index = count(self.imported.len()) + self.functions.len();
        self.exports.export(name, ExportKind::Func, index);
        self.functions.function(ty);
        self.code.function(body);
        index
    }

    /// The address of these bytes.
    fn constant(&mut self, bytes: &[u8]) -> i32 {
        let at = self.data.len().next_multiple_of(16);
        self.data.resize(at, 0);
        self.data.extend_from_slice(bytes);
        count(at).cast_signed()
    }

    fn finish(mut self) -> Vec<u8> {
        let scratch = self.data.len().next_multiple_of(PAGE);
        self.allocator(count(scratch).cast_signed());
        self.exports.export("memory", ExportKind::Memory, 0);
        let pages = (scratch / PAGE) as u64;
        let mut memory = MemorySection::new();
        memory.memory(MemoryType {
            minimum: pages,
            maximum: Some(pages + LARGEST_ARGUMENT_PAGES),
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(0), self.data);
        let mut module = Module::new();
        module.section(&self.types).section(&self.imports).section(&self.functions).section(&memory);
        module.section(&self.exports).section(&self.code).section(&data);
        module.finish()
    }

    /// Where arguments are put. Nobody reads them, so all get the same address; memory grows to hold the largest.
    fn allocator(&mut self, scratch: i32) {
        let mut body = Function::new([]);
        let mut code = body.instructions();
        code.block(wasm_encoder::BlockType::Empty);
        code.memory_size(0).i32_const(16).i32_shl().i32_const(scratch).i32_sub().local_get(3).i32_ge_u().br_if(0);
        code.local_get(3).i32_const(16).i32_shr_u().i32_const(1).i32_add().memory_grow(0);
        code.i32_const(-1).i32_ne().br_if(0).unreachable();
        code.end().i32_const(scratch).end();
        self.function("cabi_realloc", vec![ValType::I32; 4], vec![ValType::I32], &body);
    }
}

fn values(types: &[WasmType]) -> Vec<ValType> {
    let value = |ty: &WasmType| match ty {
        WasmType::I64 | WasmType::PointerOrI64 => ValType::I64,
        WasmType::F32 => ValType::F32,
        WasmType::F64 => ValType::F64,
        WasmType::I32 | WasmType::Pointer | WasmType::Length => ValType::I32,
    };
    types.iter().map(value).collect()
}

fn count(count: usize) -> u32 {
    u32::try_from(count).expect("the module is small")
}
