//! The code that an instance's first call starts with: it writes to pages what they hold already.
//!
//! An engine maps the memory's pages, which all instances share until they write to them. A page that is read first is mapped
//! twice, shared and then as a copy, and other processors that run threads of the process have to forget the first mapping.
//! What is written to at once is mapped once. It is left to the first call, so that an instance that nobody calls yet is
//! made as fast as one that writes to nothing.

use wasm_encoder::{BlockType, Function, Instruction, MemArg, MemArgTarget};

use crate::error::{Error, Result};
use crate::link::{Link, PAGE, Value};

/// Writes to the pages with these numbers, and notes it in a global.
pub(super) fn writing(link: &Link<'_>, pages: &[u64], global: u32) -> Result<Function> {
    let mut function = Function::new([]);
    function.instruction(&Instruction::I32Const(1)).instruction(&Instruction::GlobalSet(global));
    for &page in pages {
        let address = page.checked_mul(PAGE as u64).filter(|address| *address < link.memory_size());
        let address = address.ok_or(Error::Dirty { page })?;
        function
            .instruction(&Value::address(address, link.has_memory_64()).instruction())
            .instruction(&Value::I32(link.byte(address).into()).instruction())
            .instruction(&Instruction::I32Store8(MemArg {
                offset: 0,
                align: 0,
                target: MemArgTarget::default(),
                ordering: None,
            }));
    }
    function.instruction(&Instruction::End);
    Ok(function)
}

/// Calls a function of so many parameters; before, unless the global says that it was done, the one that writes.
pub(super) fn entry(function: u32, parameters: u32, writing: u32, global: u32) -> Function {
    let mut entry = Function::new([]);
    entry
        .instruction(&Instruction::GlobalGet(global))
        .instruction(&Instruction::I32Eqz)
        .instruction(&Instruction::If(BlockType::Empty))
        .instruction(&Instruction::Call(writing))
        .instruction(&Instruction::End);
    for parameter in 0..parameters {
        entry.instruction(&Instruction::LocalGet(parameter));
    }
    entry.instruction(&Instruction::Call(function)).instruction(&Instruction::End);
    entry
}
