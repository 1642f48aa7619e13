//! Writing an image into the adapter's core module, and cutting off what it must not import and needn't export.

mod reserve;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::convert::Infallible;

use wasm_encoder::reencode::{self, Error, Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ExportSection, FunctionSection, GlobalSection, ImportSection, Instruction,
    MemoryType, Module, TypeSection,
};
use wasmparser::{ExternalKind, Operator, Parser, Payload, TypeRef};

use reserve::Reserve;

/// The exported global that holds the address of two words: where the image is, and its length.
const IMAGE: &str = "IMAGE";

/// Bytes of a page of memory.
const PAGE: u64 = 1 << 16;

/// Pages of 4 GiB, which is all that can be addressed.
const MOST: u64 = 1 << 16;

/// What of a module's imports and exports stays.
pub(crate) trait Keep {
    /// Whether it may call this imported function, by module and name; a trap stands in its place otherwise.
    fn import(&self, module: &str, name: &str) -> bool;

    /// Whether others may use this export.
    fn export(&self, name: &str) -> bool;
}

/// Returns the module with the image in fresh pages past its initial memory, without what isn't kept.
///
/// Memory past the initial pages belongs to nobody yet: an allocator gets more only by `memory.grow`, and first what is
/// in [reserve] behind the image.
pub(crate) fn inject(core: &[u8], image: &[u8], keep: &impl Keep) -> Result<Vec<u8>, Error> {
    let mut injector = Injector::survey(core, image, keep)?;
    let mut module = Module::new();
    injector.parse_core_module(&mut module, Parser::new(0), core)?;
    Ok(module.finish())
}

/// What is known of the module before it is written anew.
struct Injector<'a, K> {
    image: &'a [u8],
    keep: &'a K,
    /// The address of the image.
    base: u64,
    /// The address of the two words.
    words: i32,
    /// The imported functions: their new index where they stay, none where they are cut off.
    kept: Vec<Option<u32>>,
    /// The types of those that are cut off.
    cut: Vec<u32>,
    /// How many functions the module defines.
    defined: u32,
    reserve: Reserve,
}

impl<'a, K: Keep> Injector<'a, K> {
    fn survey(core: &[u8], image: &'a [u8], keep: &'a K) -> Result<Self, Error> {
        let (kept, cut, reserve) = (Vec::new(), Vec::new(), Reserve::default());
        let mut this = Self { image, keep, base: 0, words: 0, kept, cut, defined: 0, reserve };
        let mut globals = Vec::new();
        let mut exports = HashMap::new();
        let mut next = 0;
        for payload in Parser::new(0).parse_all(core) {
            match payload? {
                Payload::TypeSection(section) => {
                    for group in section {
                        this.reserve.ty += index(group?.types().len());
                    }
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import?;
                        let TypeRef::Func(ty) = import.ty else { continue };
                        if keep.import(import.module, import.name) {
                            this.kept.push(Some(next));
                            next += 1;
                        } else {
                            this.kept.push(None);
                            this.cut.push(ty);
                        }
                    }
                }
                Payload::FunctionSection(section) => this.defined = section.count(),
                Payload::MemorySection(section) => {
                    for memory in section {
                        this.base = memory?.initial * PAGE;
                    }
                }
                Payload::GlobalSection(section) => {
                    for global in section {
                        let first = global?.init_expr.get_operators_reader().read()?;
                        globals.push(match first {
                            Operator::I32Const { value } => Some(value),
                            _ => None,
                        });
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export?;
                        if export.kind == ExternalKind::Global {
                            exports.insert(export.name, export.index as usize);
                        }
                    }
                }
                _ => {}
            }
        }
        let global = exports.get(IMAGE).and_then(|index| globals.get(*index).copied().flatten());
        this.words = global.expect("the adapter exports the address of its image, and imports no globals");
        // Behind all others.
        this.reserve.left = index(globals.len());
        this.reserve.function = index(this.kept.len()) + this.defined;
        Ok(this)
    }

    /// How many pages the image has.
    fn pages(&self) -> u64 {
        (self.image.len() as u64).div_ceil(PAGE)
    }

    fn imported(&self) -> u32 {
        index(self.kept.len() - self.cut.len())
    }
}

impl<K: Keep> Reencode for Injector<'_, K> {
    type Error = Infallible;

    /// Imports that stay come first, as they must; then what the module defines, then a function for each that is cut off.
    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        let at = function as usize;
        Ok(match self.kept.get(at) {
            Some(Some(new)) => *new,
            Some(None) => {
                let before = self.kept[..at].iter().filter(|kept| kept.is_none()).count();
                self.imported() + self.defined + index(before)
            }
            None => self.imported() + function - index(self.kept.len()),
        })
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: wasmparser::TypeSectionReader<'_>,
    ) -> Result<(), Error> {
        reencode::utils::parse_type_section(self, types, section)?;
        Reserve::declare_type(types);
        Ok(())
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: wasmparser::GlobalSectionReader<'_>,
    ) -> Result<(), Error> {
        reencode::utils::parse_global_section(self, globals, section)?;
        Reserve::declare_global(globals);
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: wasmparser::ImportSectionReader<'_>,
    ) -> Result<(), Error> {
        let mut function = 0;
        for import in section.into_imports() {
            let import = import?;
            if matches!(import.ty, TypeRef::Func(_)) {
                function += 1;
                if self.kept[function - 1].is_none() {
                    continue;
                }
            }
            self.parse_import(imports, import)?;
        }
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: wasmparser::FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        reencode::utils::parse_function_section(self, functions, section)?;
        for ty in &self.cut {
            functions.function(*ty);
        }
        self.reserve.declare_function(functions);
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: wasmparser::CodeSectionReader<'_>,
    ) -> Result<(), Error> {
        reencode::utils::parse_code_section(self, code, section)?;
        for _ in &self.cut {
            let mut function = wasm_encoder::Function::new([]);
            function.instructions().unreachable().end();
            code.function(&function);
        }
        self.reserve.define(code);
        Ok(())
    }

    fn instruction<'a>(&mut self, operator: Operator<'a>) -> Result<Instruction<'a>, Error> {
        match operator {
            Operator::MemoryGrow { .. } => Ok(self.reserve.grow()),
            operator => reencode::utils::instruction(self, operator),
        }
    }

    fn memory_type(&mut self, memory: wasmparser::MemoryType) -> Result<MemoryType, Error> {
        let mut memory = RoundtripReencoder.memory_type(memory)?;
        memory.minimum += self.pages() + u64::from(reserve::PAGES);
        // What is in reserve is part of what it may grow by.
        memory.maximum = memory.maximum.map(|maximum| (maximum + self.pages()).clamp(memory.minimum, MOST));
        Ok(memory)
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Result<(), Error> {
        for export in section {
            let export = export?;
            if export.name != IMAGE && self.keep.export(export.name) {
                self.parse_export(exports, export)?;
            }
        }
        Ok(())
    }

    fn data_count(&mut self, count: u32) -> Result<u32, Error> {
        Ok(count + 2)
    }

    fn parse_data_section(
        &mut self,
        data: &mut DataSection,
        section: wasmparser::DataSectionReader<'_>,
    ) -> Result<(), Error> {
        reencode::utils::parse_data_section(self, data, section)?;
        let base = u32::try_from(self.base).expect("the adapter starts with less than 4 GiB");
        data.active(0, &ConstExpr::i32_const(base.cast_signed()), self.image.iter().copied());
        let words = [base, index(self.image.len())].map(u32::to_le_bytes).concat();
        data.active(0, &ConstExpr::i32_const(self.words), words);
        Ok(())
    }

    /// The names of functions are left out: they are sorted by index, and indices have changed.
    fn parse_custom_section(
        &mut self,
        module: &mut Module,
        section: wasmparser::CustomSectionReader<'_>,
    ) -> Result<(), Error> {
        if section.name() == "name" {
            return Ok(());
        }
        reencode::utils::parse_custom_section(self, module, section)
    }
}

/// The number of things in a module, of which there are fewer than 2^32.
fn index(count: usize) -> u32 {
    u32::try_from(count).expect("a module is smaller than 4 GiB")
}
