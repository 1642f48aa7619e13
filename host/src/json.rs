//! What JSON from a guest takes in the host once it is read, known before it is.
//!
//! Three bytes of text, `[],`, become an array of its own, seven, `{"":0},`, a map: a hundred times as much.

use std::borrow::Cow;

use serde::de::Error as _;

use crate::error;

/// Bytes that each of these takes at most, of those types that are read most often, `serde_json::Value` first: an element
/// with what a growing vector has spare, a vector of its own, a map's first node, a name with its part of a node.
const ELEMENT: usize = 48;
const ARRAY: usize = 224;
const OBJECT: usize = 720;
const NAME: usize = 144;

/// Bytes that a string takes beside its text.
const STRING: usize = 32;

/// What a value may take of which so much text may be handed over.
pub(crate) fn limit(transfer: usize) -> usize {
    transfer.saturating_mul(2)
}

/// The bytes that a value takes at most which is written so. Text that is no JSON has a size, too, of no meaning.
pub(crate) fn size(json: &str) -> usize {
    let (mut size, mut in_string, mut escaped) = (ELEMENT, false, false);
    for byte in json.bytes() {
        size += match (in_string, byte) {
            _ if escaped => {
                escaped = false;
                1
            }
            (true, b'\\') => {
                escaped = true;
                1
            }
            (_, b'"') => {
                in_string = !in_string;
                STRING / 2
            }
            // An error shows a string that isn't wanted, and such characters as their numbers.
            (true, 0x7f) => 6,
            (true, 0x80..) => 3,
            (true, _) => 1,
            (false, b',') => ELEMENT,
            (false, b'[') => ARRAY,
            (false, b'{') => OBJECT,
            (false, b':') => NAME,
            (false, _) => 0,
        };
    }
    size
}

/// An error that may repeat what the guest wrote, cut.
pub(crate) fn in_short(wrong: serde_json::Error) -> serde_json::Error {
    let text = wrong.to_string();
    match error::in_short(&text) {
        Cow::Borrowed(_) => wrong,
        Cow::Owned(short) => serde_json::Error::custom(short),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// The bytes that a value takes, counted from below.
    fn taken(value: &Value) -> usize {
        size_of::<Value>()
            + match value {
                Value::String(text) => text.len(),
                Value::Array(elements) => elements.iter().map(taken).sum(),
                Value::Object(members) => members.iter().map(|(name, value)| name.len() + taken(value)).sum(),
                _ => 0,
            }
    }

    #[test]
    fn no_value_takes_more() {
        for text in [
            "null".to_owned(),
            format!("[{}0]", "0,".repeat(10_000)),
            format!("[{}0]", "[],".repeat(10_000)),
            format!("[{}0]", r#"{"":0},"#.repeat(10_000)),
            format!("[{}0]", r#""a","#.repeat(10_000)),
            format!("{{{}\"x\":0}}", (0..10_000).fold(String::new(), |text, i| format!("{text}\"{i}\":0,"))),
            format!("\"{}\"", "x".repeat(10_000)),
        ] {
            let value: Value = serde_json::from_str(&text).expect("JSON");
            assert!(size(&text) >= taken(&value), "{} bytes for {text:.40}", size(&text));
        }
    }

    #[test]
    fn what_a_string_holds_is_text() {
        let text = r#""[[[,,,{{{\"[[[,,,\\""#;
        assert_eq!(size(text), ELEMENT + STRING + text.len() - 2);
    }

    #[test]
    fn an_error_of_any_length_is_cut() {
        let error = serde_json::from_str::<i64>(&format!("\"{}\"", "x".repeat(1 << 20))).expect_err("no number");
        let short = in_short(error).to_string();
        assert!(short.starts_with("invalid type: string \"xxx") && short.len() < 1100, "{short}");
        let error = serde_json::from_str::<i64>("\"x\"").expect_err("no number");
        assert_eq!(in_short(error).to_string(), "invalid type: string \"x\", expected i64 at line 1 column 3");
    }
}
