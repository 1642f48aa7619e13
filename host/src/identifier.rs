//! Names that are safe to write into code.

use crate::error::{Error, Result};

/// Fails where this isn't a name to bind a value to.
pub(crate) fn check(name: &str) -> Result<()> {
    if is_name(name) {
        return Ok(());
    }
    let what = format!("can't set `{name}`; expected a name of letters, digits and `_`, no digit first");
    Err(Error::Argument(what))
}

/// Whether this is one name: letters, digits and `_`, no digit first, in any script.
pub(crate) fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first == '_' || first.is_alphabetic())
        && characters.all(|character| character == '_' || character.is_alphanumeric())
}

/// Whether this is a name, or several with dots between them, such as `math.sqrt`.
pub(crate) fn is_path(text: &str) -> bool {
    text.split('.').all(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_name() {
        assert!(["x", "_", "x1", "größe", "_private"].into_iter().all(is_name));
        assert!(!["", "1x", "a b", "a.b", "a;b", "x\n", "f()", "a-b"].into_iter().any(is_name));
        assert!(["x", "math.sqrt", "a.b.c"].into_iter().all(is_path));
        assert!(!["", ".", "a.", ".a", "a..b", "a.b()"].into_iter().any(is_path));
    }
}
