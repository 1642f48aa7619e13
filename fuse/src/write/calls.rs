//! Calls by an index of a table: how often they go where is counted, or they look first whether they go where they likely do.
//!
//! Such a call takes loads, checks and a jump to an address that the processor has to guess, and an engine that fills tables
//! as they are used is asked for each entry that an instance hasn't called before. A comparison and a direct call take neither,
//! and an optimiser can put what is called in the place of the call.

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{BlockType, CodeSection, Function, Instruction, MemArg, MemArgTarget, ValType};
use wasmparser::{FuncType, FunctionBody, Operator};

use super::code::Code;
use super::reencode;
use crate::counts::{CALL, COUNT, ENTRIES, ENTRY, HEADER, MARK, PAGE};
use crate::error::{Error, Result, invalid};
use crate::fuse;
use crate::link::{Item, Link, Value, table_type};

/// Writes functions with such calls, which it numbers in the order of the code. Those by a table that code writes to aren't
/// among them.
pub(super) struct Calls<'a> {
    link: &'a Link<'a>,
    what: &'a fuse::Calls,
    /// The function that counts.
    counting: u32,
    /// The number of the next one.
    next: u32,
}

impl<'a> Calls<'a> {
    /// What `fuse` says of them, with a function of this index that counts.
    pub(super) fn new(link: &'a Link<'a>, what: &'a fuse::Calls, counting: u32) -> Self {
        Self { link, what, counting, next: 0 }
    }

    /// Writes a function of this type.
    pub(super) fn function(
        &mut self,
        section: &mut CodeSection,
        code: &mut Code<'_>,
        ty: &FuncType,
        body: FunctionBody<'_>,
    ) -> Result<()> {
        if !self.what.change_any() {
            return code.parse_function_body(section, body).map_err(reencode);
        }
        let mut operators = body.get_operators_reader().map_err(invalid)?.into_iter();
        let count = operators.try_fold(0, |count, operator| {
            let is_numbered = table(code, self.link, &operator.map_err(invalid)?).is_some();
            Ok::<u32, Error>(count + u32::from(is_numbered))
        })?;
        let changes = match self.what {
            fuse::Calls::Likely(likely) => likely.range(self.next..self.next + count).next().is_some(),
            fuse::Calls::Counted => count > 0,
        };
        if !changes {
            self.next += count;
            return code.parse_function_body(section, body).map_err(reencode);
        }
        section.function(&self.changed(code, ty, &body)?);
        Ok(())
    }

    fn changed(&mut self, code: &mut Code<'_>, ty: &FuncType, body: &FunctionBody<'_>) -> Result<Function> {
        let mut index = u32::try_from(ty.params().len()).expect("a function has at most a thousand");
        let mut locals = Vec::new();
        for local in body.get_locals_reader().map_err(invalid)? {
            let (count, ty) = local.map_err(invalid)?;
            index += count;
            locals.push((count, code.val_type(ty).map_err(reencode)?));
        }
        locals.push((1, ValType::I32));
        let mut function = Function::new(locals);
        for operator in body.get_operators_reader().map_err(invalid)? {
            let operator = operator.map_err(invalid)?;
            if let Some(table) = table(code, self.link, &operator)
                && let Operator::CallIndirect { type_index, .. } = operator
            {
                self.call(&mut function, code, table, type_index, index, &operator)?;
                self.next += 1;
            } else {
                function.instruction(&code.instruction(operator).map_err(reencode)?);
            }
        }
        Ok(function)
    }

    /// Writes one of them, which may keep the index of the table's entry in a local.
    fn call(
        &self,
        function: &mut Function,
        code: &mut Code<'_>,
        table: Item,
        type_index: u32,
        local: u32,
        operator: &Operator<'_>,
    ) -> Result<()> {
        let call = code.instruction(operator.clone()).map_err(reencode)?;
        match self.what {
            fuse::Calls::Counted => {
                let address = Value::address(self.address(self.next)?, self.link.has_memory_64());
                function
                    .instruction(&Instruction::LocalTee(local))
                    .instruction(&Instruction::LocalGet(local))
                    .instruction(&address.instruction())
                    .instruction(&Instruction::Call(self.counting))
                    .instruction(&call);
            }
            fuse::Calls::Likely(likely) => {
                let Some(entries) = likely.get(&self.next) else {
                    function.instruction(&call);
                    return Ok(());
                };
                let block = BlockType::FunctionType(code.type_index(type_index).map_err(reencode)?);
                function.instruction(&Instruction::LocalSet(local));
                for &entry in entries {
                    let target = self.link.tables.get(table, entry.into());
                    let ty = &self.link.spaces.module(code.instance).types[type_index as usize];
                    let fits = |function: &_| self.link.spaces.function_type(*function) == Some(ty);
                    let target = target.filter(fits).ok_or(Error::Likely { call: self.next, entry })?;
                    function
                        .instruction(&Instruction::LocalGet(local))
                        .instruction(&Instruction::I32Const(entry.cast_signed()))
                        .instruction(&Instruction::I32Eq)
                        .instruction(&Instruction::If(block))
                        .instruction(&Instruction::Call(code.plan.function(target)))
                        .instruction(&Instruction::Else);
                }
                function.instruction(&Instruction::LocalGet(local)).instruction(&call);
                for _ in entries {
                    function.instruction(&Instruction::End);
                }
            }
        }
        Ok(())
    }

    /// Where the counts of a call are.
    fn address(&self, call: u32) -> Result<u64> {
        let before = HEADER as u64 + u64::from(call) * CALL as u64;
        let bytes = before + CALL as u64;
        let start = self.link.memory_size().checked_next_multiple_of(PAGE as u64);
        let end = start.and_then(|start| start.checked_add(bytes)).filter(|_| self.link.memory.is_some());
        let end = end.filter(|end| self.link.has_memory_64() || u32::try_from(*end).is_ok());
        end.map(|end| end - CALL as u64).ok_or(Error::Counts { bytes })
    }

    /// What was counted, once all is written: the function that counts, and where in the memory what starts the counts. Checks
    /// that there were as many calls as was said.
    pub(super) fn finish(self) -> Result<Option<Counting>> {
        match self.what {
            fuse::Calls::Likely(likely) => match likely.range(self.next..).next() {
                Some((&call, entries)) => Err(Error::Likely { call, entry: entries.first().copied().unwrap_or(0) }),
                None => Ok(None),
            },
            fuse::Calls::Counted => {
                let address = self.address(0)? - HEADER as u64;
                let end = self.address(self.next)?;
                let more = end - self.link.memory_size();
                let mut header = MARK.to_vec();
                header.extend(self.next.to_le_bytes());
                header.resize(HEADER, 0);
                Ok(Some(Counting { header, address, more, is_64: self.link.has_memory_64() }))
            }
        }
    }
}

/// The table of a call by an index, if code doesn't write to it.
fn table(code: &Code<'_>, link: &Link<'_>, operator: &Operator<'_>) -> Option<Item> {
    let Operator::CallIndirect { table_index, .. } = operator else { return None };
    let table = link.spaces.of(code.instance).tables[*table_index as usize];
    let is_known = !link.tables.is_written(table) && !table_type(&link.spaces, table).table64;
    is_known.then_some(table)
}

/// What counts.
pub(super) struct Counting {
    /// What the counts lie behind.
    pub(super) header: Vec<u8>,
    /// Where that is.
    pub(super) address: u64,
    /// How many bytes the memory has more for it and the counts.
    pub(super) more: u64,
    is_64: bool,
}

impl Counting {
    /// The type of the function.
    pub(super) fn ty(&self) -> FuncType {
        let address = if self.is_64 { wasmparser::ValType::I64 } else { wasmparser::ValType::I32 };
        FuncType::new([wasmparser::ValType::I32, address], [])
    }

    /// The function, which takes the index of an entry and the address of a call's counts.
    pub(super) fn function() -> Function {
        const INDEX: u32 = 0;
        const ADDRESS: u32 = 1;
        const KEY: u32 = 2;
        let argument = |offset: usize, align| MemArg {
            offset: offset as u64,
            align,
            target: MemArgTarget::default(),
            ordering: None,
        };
        let mut function = Function::new([(1, ValType::I32)]);
        let mut body = function.instructions();
        body.local_get(INDEX).i32_const(1).i32_add().local_set(INDEX);
        for entry in (0..ENTRIES).map(|entry| entry * ENTRY) {
            // One that nothing was counted for becomes this one's.
            body.local_get(ADDRESS).i32_load(argument(entry, 2)).local_tee(KEY).i32_eqz();
            body.if_(BlockType::Empty);
            body.local_get(ADDRESS).local_get(INDEX).local_tee(KEY).i32_store(argument(entry, 2));
            body.end();
            body.local_get(KEY).local_get(INDEX).i32_eq();
            body.if_(BlockType::Empty);
            let count = argument(entry + COUNT, 3);
            body.local_get(ADDRESS).local_get(ADDRESS).i64_load(count).i64_const(1).i64_add().i64_store(count);
            body.return_();
            body.end();
        }
        let others = argument(ENTRIES * ENTRY, 3);
        body.local_get(ADDRESS).local_get(ADDRESS).i64_load(others).i64_const(1).i64_add().i64_store(others);
        body.end();
        function
    }
}
