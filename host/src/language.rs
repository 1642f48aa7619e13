//! How values are written into code, for guests of different languages.

use serde_json::Value;

/// What a host must know of a guest's language to hand values to it through the contract's two functions, in place of
/// pasting them into strings: [`Session::set`](crate::Session::set), [`call`](crate::Session::call) and
/// [`SessionBuilder::run`](crate::SessionBuilder::run) use it.
///
/// A value travels as JSON inside a string literal of nothing but printable ASCII, with `\"` and `\\` as its only escapes,
/// which nearly every language reads alike; what the value holds can't get out of the literal. The language says
/// how that string becomes a value again.
///
/// ```
/// use component_sandbox::Language;
///
/// let rhai = Language::new("parse_json({})").bind("let {name} = {value};");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    parse: String,
    bind: String,
    last: Option<String>,
}

/// Where the last expression of a Python source is: its start and end in bytes of UTF-8. Source that can't be parsed has
/// none; executing it raises the error that says why.
const PYTHON_LAST: &str = r#"
import ast, warnings
last = None
try:
    with warnings.catch_warnings(action="ignore"):
        statement = ast.parse(source).body[-1]
    if isinstance(statement, ast.Expr):
        lines = source.encode().splitlines(True)
        places = (statement.lineno, statement.col_offset), (statement.end_lineno, statement.end_col_offset)
        last = [sum(map(len, lines[: line - 1])) + column for line, column in places]
except Exception:
    pass
"#;

impl Language {
    /// A language in which this expression, with the string literal in the place of `{}`, is the value that the JSON in
    /// the string stands for.
    #[must_use]
    pub fn new(parse: impl Into<String>) -> Self {
        Self { parse: parse.into(), bind: "{name} = {value}".to_owned(), last: None }
    }

    /// Python, the language of the guest that is built here.
    #[must_use]
    pub fn python() -> Self {
        // In a namespace of its own, so that nothing is left of it.
        let last = format!(
            "(lambda names: exec({}({}), names) or names['last'])({{'source': {{}}}})",
            r#"__import__("json").loads"#,
            literal(&Value::from(PYTHON_LAST).to_string())
        );
        Self::new(r#"__import__("json").loads({})"#).last(last)
    }

    /// JavaScript.
    #[must_use]
    pub fn javascript() -> Self {
        Self::new("JSON.parse({})").bind("globalThis.{name} = {value};")
    }

    /// The statement that binds `{name}` to `{value}`: `{name} = {value}` by default.
    #[must_use]
    pub fn bind(mut self, statement: impl Into<String>) -> Self {
        self.bind = statement.into();
        self
    }

    /// The expression that finds the last expression in source code, which stands as a string literal in the place of
    /// `{}`: an array of the bytes at which it starts and ends, or null where the code ends with something else. By default
    /// there is none, and a [`run`](crate::SessionBuilder::run) gives no value.
    ///
    /// ```
    /// # fn main() {
    /// use component_sandbox::Language;
    ///
    /// // `find_last` is a function of that guest's, which knows its own grammar.
    /// let language = Language::new("parse_json({})").last("find_last({})");
    /// # }
    /// ```
    #[must_use]
    pub fn last(mut self, expression: impl Into<String>) -> Self {
        self.last = Some(expression.into());
        self
    }

    /// An expression that takes as little as any code that is run.
    pub(crate) fn nothing(&self) -> String {
        self.last_expression("0").unwrap_or_else(|| self.value("null"))
    }

    /// An expression for the value that this JSON stands for.
    pub(crate) fn value(&self, json: &str) -> String {
        self.parse.replacen("{}", &literal(json), 1)
    }

    /// The statement that binds a name to the value that this JSON stands for.
    pub(crate) fn assignment(&self, name: &str, json: &str) -> String {
        // The value last: it may hold whatever looks like a place to fill.
        self.bind.replacen("{name}", name, 1).replacen("{value}", &self.value(json), 1)
    }

    /// The expression that finds the last expression of this source, where the language knows one.
    pub(crate) fn last_expression(&self, source: &str) -> Option<String> {
        let source = self.value(&Value::from(source).to_string());
        self.last.as_ref().map(|last| last.replacen("{}", &source, 1))
    }
}

impl Default for Language {
    /// Python.
    fn default() -> Self {
        Self::python()
    }
}

/// Writes JSON as a string literal of printable ASCII.
fn literal(json: &str) -> String {
    let mut literal = String::with_capacity(json.len() + json.len() / 8 + 2);
    literal.push('"');
    for character in json.chars() {
        match character {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            ' '..='~' => literal.push(character),
            // In JSON these stand only between tokens.
            '\n' | '\r' | '\t' => literal.push(' '),
            // What isn't ASCII stands only in strings, where the escape of JSON means the same.
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    use std::fmt::Write as _;
                    // Writing into a string can't fail.
                    let _ = write!(literal, "\\\\u{unit:04x}");
                }
            }
        }
    }
    literal.push('"');
    literal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_is_printable_ascii() {
        let text = "é😀\u{2028}\n\"\\{}$#`'";
        let literal = literal(&serde_json::to_string(text).expect("a string"));
        assert!(literal.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{literal}");
        let json: String = serde_json::from_str(&literal).expect("such a literal is JSON, too");
        assert_eq!(serde_json::from_str::<String>(&json).expect("JSON in a string"), text);
    }

    #[test]
    fn what_a_value_holds_fills_no_place() {
        let language = Language::new("parse({})").bind("let {name} = {value};");
        assert_eq!(language.assignment("x", r#""{name}{value}{}""#), r#"let x = parse("\"{name}{value}{}\"");"#);
    }
}
