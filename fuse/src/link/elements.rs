//! What element segments hold.

use wasmparser::{ElementItems, Operator};

use super::space::{Func, Spaces};
use crate::error::{Error, Result, invalid};

/// The functions of a segment of an instance, or nothing where it holds a null reference.
pub(crate) fn functions(spaces: &Spaces<'_>, instance: usize, items: &ElementItems<'_>) -> Result<Vec<Option<Func>>> {
    let function = |index: u32| spaces.of(instance).functions[index as usize];
    let mut found = Vec::new();
    match items {
        ElementItems::Functions(indices) => {
            for index in indices.clone() {
                found.push(Some(function(index.map_err(invalid)?)));
            }
        }
        ElementItems::Expressions(_, expressions) => {
            for expression in expressions.clone() {
                let expression = expression.map_err(invalid)?;
                found.push(match expression.get_operators_reader().read().map_err(invalid)? {
                    Operator::RefFunc { function_index } => Some(function(function_index)),
                    Operator::RefNull { .. } => None,
                    _ => {
                        let module = spaces.module(instance).name.clone();
                        return Err(Error::Unknown { module, what: "an element that is computed" });
                    }
                });
            }
        }
    }
    Ok(found)
}
