//! Memory that is there from the start for an allocator that asks for more.
//!
//! The adapter's allocator asks for some at each start. Where the engine has to grow the memory for that, it asks the
//! operating system to change the protection of pages, once then and once when the session ends, which holds up every
//! other thread of the process that touches memory for the first time.

use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, FunctionSection, GlobalSection, GlobalType, Instruction, TypeSection, ValType,
};

/// How many pages: what the adapter asks for at the start, which is `WORKING` of its `state.rs`.
pub(super) const PAGES: u8 = 4;

/// A function in place of `memory.grow`, and a global that counts the pages that it still has.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reserve {
    /// The index of the function's type.
    pub(super) ty: u32,
    /// The index of the function.
    pub(super) function: u32,
    /// The index of the global.
    pub(super) left: u32,
}

impl Reserve {
    pub(super) fn declare_type(types: &mut TypeSection) {
        types.ty().function([ValType::I32], [ValType::I32]);
    }

    pub(super) fn declare_global(globals: &mut GlobalSection) {
        let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(ty, &ConstExpr::i32_const(PAGES.into()));
    }

    pub(super) fn declare_function(self, functions: &mut FunctionSection) {
        functions.function(self.ty);
    }

    /// What the module runs where it had `memory.grow`.
    pub(super) fn grow(self) -> Instruction<'static> {
        Instruction::Call(self.function)
    }

    /// Hands out what is left, which is at the end of the memory, and grows it by what that doesn't cover.
    pub(super) fn define(self, code: &mut CodeSection) {
        let pages = 0;
        let result = BlockType::Result(ValType::I32);
        let mut function = wasm_encoder::Function::new([]);
        let mut body = function.instructions();
        body.local_get(pages).global_get(self.left).i32_le_u().if_(result);
        body.memory_size(0).global_get(self.left).i32_sub();
        body.global_get(self.left).local_get(pages).i32_sub().global_set(self.left);
        body.else_();
        body.local_get(pages).global_get(self.left).i32_sub().memory_grow(0).local_tee(pages);
        body.i32_const(-1).i32_eq().if_(result).i32_const(-1);
        body.else_().local_get(pages).global_get(self.left).i32_sub().i32_const(0).global_set(self.left);
        body.end().end().end();
        code.function(&function);
    }
}
