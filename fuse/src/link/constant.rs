//! Constant expressions: what globals start as and where segments go.

use wasm_encoder::{ConstExpr, Ieee32, Ieee64, Instruction};
use wasmparser::Operator;

use super::space::{Item, Spaces};
use crate::error::{Error, Result, invalid};

/// A number that is known before the component runs; floating point as bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    I32(i32),
    I64(i64),
    F32(u32),
    F64(u64),
    V128(i128),
}

impl Value {
    /// An address of a memory, which are of 32 bits or 64.
    pub(crate) fn address(address: u64, is_64: bool) -> Self {
        if is_64 {
            return Self::I64(address.cast_signed());
        }
        Self::I32(u32::try_from(address).expect("within a table or memory of 32 bits").cast_signed())
    }

    /// The instruction that gives it.
    pub(crate) fn instruction(self) -> Instruction<'static> {
        match self {
            Self::I32(value) => Instruction::I32Const(value),
            Self::I64(value) => Instruction::I64Const(value),
            Self::F32(bits) => Instruction::F32Const(Ieee32::new(bits)),
            Self::F64(bits) => Instruction::F64Const(Ieee64::new(bits)),
            Self::V128(bits) => Instruction::V128Const(bits),
        }
    }

    /// The constant expression that gives it.
    pub(crate) fn expression(self) -> ConstExpr {
        ConstExpr::extended([self.instruction()])
    }

    /// It as an offset.
    pub(crate) fn offset(self) -> u64 {
        match self {
            Self::I32(value) => u64::from(value.cast_unsigned()),
            Self::I64(value) => value.cast_unsigned(),
            Self::F32(_) | Self::F64(_) | Self::V128(_) => unreachable!("a valid offset is an integer"),
        }
    }
}

/// The value of a constant expression of an instance; `what` it is for is named where it isn't a number.
pub(crate) fn evaluate(
    spaces: &Spaces<'_>,
    instance: usize,
    expression: &wasmparser::ConstExpr<'_>,
    what: &'static str,
) -> Result<Value> {
    let mut stack = Vec::new();
    for operator in expression.get_operators_reader() {
        let value = match operator.map_err(invalid)? {
            Operator::I32Const { value } => Value::I32(value),
            Operator::I64Const { value } => Value::I64(value),
            Operator::F32Const { value } => Value::F32(value.bits()),
            Operator::F64Const { value } => Value::F64(value.bits()),
            Operator::V128Const { value } => Value::V128(value.i128()),
            Operator::GlobalGet { global_index } => {
                initial(spaces, spaces.of(instance).globals[global_index as usize])?
            }
            Operator::End => continue,
            operator => match (arithmetic(&operator), stack.pop(), stack.pop()) {
                (Some(Arithmetic { i32, .. }), Some(Value::I32(b)), Some(Value::I32(a))) => Value::I32(i32(a, b)),
                (Some(Arithmetic { i64, .. }), Some(Value::I64(b)), Some(Value::I64(a))) => Value::I64(i64(a, b)),
                _ => return Err(Error::Unknown { module: spaces.module(instance).name.clone(), what }),
            },
        };
        stack.push(value);
    }
    Ok(stack.pop().expect("a valid expression has a value"))
}

/// What a global starts as.
pub(crate) fn initial(spaces: &Spaces<'_>, global: Item) -> Result<Value> {
    let definition = &spaces.module(global.instance).globals[global.index as usize];
    evaluate(spaces, global.instance, &definition.init_expr, "a global that holds a reference")
}

/// One operation on both kinds of integers.
struct Arithmetic {
    i32: fn(i32, i32) -> i32,
    i64: fn(i64, i64) -> i64,
}

fn arithmetic(operator: &Operator<'_>) -> Option<Arithmetic> {
    Some(match operator {
        Operator::I32Add | Operator::I64Add => Arithmetic { i32: i32::wrapping_add, i64: i64::wrapping_add },
        Operator::I32Sub | Operator::I64Sub => Arithmetic { i32: i32::wrapping_sub, i64: i64::wrapping_sub },
        Operator::I32Mul | Operator::I64Mul => Arithmetic { i32: i32::wrapping_mul, i64: i64::wrapping_mul },
        _ => return None,
    })
}
