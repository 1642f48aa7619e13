//! In place of the compiler where the feature `compile` is off: there is none.

use crate::engine::Engine;
use crate::error::ComponentError;

pub(super) fn compile(_: &Engine, _: &[u8], name: &str) -> Result<Vec<u8>, ComponentError> {
    Err(ComponentError::NoCompiler { name: name.to_owned() })
}
