//! The code that an instance starts with: it writes to pages what they hold already.
//!
//! An engine maps the memory's pages, which all instances share until they write to them. A page that is read first is mapped
//! twice, shared and then as a copy, and other processors that run threads of the process have to forget the first mapping.
//! What is written to at once is mapped once.

use wasm_encoder::{Function, Instruction, MemArg, MemArgTarget};

use crate::error::{Error, Result};
use crate::link::{Link, PAGE, Value};

/// The function that does so for the pages with these numbers.
pub(super) fn function(link: &Link<'_>, pages: &[u64]) -> Result<Function> {
    let mut function = Function::new([]);
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
