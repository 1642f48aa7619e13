//! Whether input goes on, as far as that can be told of any language.

/// Whether a bracket is still open. Those in quotes don't count; a quote that isn't closed ends with its line, as it is
/// rather an apostrophe.
pub(super) fn are_open(source: &str) -> bool {
    let mut open = 0_usize;
    for line in source.lines() {
        let mut rest = line.chars();
        while let Some(c) = rest.next() {
            match c {
                '(' | '[' | '{' => open += 1,
                ')' | ']' | '}' => open = open.saturating_sub(1),
                '"' | '\'' | '`' => rest = after_quote(c, rest),
                _ => {}
            }
        }
    }
    open > 0
}

/// What follows the closing quote, or all where there is none.
fn after_quote(quote: char, rest: std::str::Chars<'_>) -> std::str::Chars<'_> {
    let mut after = rest.clone();
    while let Some(c) = after.next() {
        if c == '\\' {
            after.next();
        } else if c == quote {
            return after;
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::are_open;

    #[test]
    fn brackets_tell() {
        for open in ["f(", "{", "[1, {", "function f() {\n  g()", "'(' + [", "it's ("] {
            assert!(are_open(open), "{open}");
        }
        for complete in ["", "f()", "f(\n)", ")", "')' + '('", r"'\'('", "\"it's (\"", "{}\n}"] {
            assert!(!are_open(complete), "{complete}");
        }
    }
}
