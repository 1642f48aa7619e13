//! Strings and results that aren't what they say.

use crate::guest::{Guest, result};
use crate::{Attack, End, attack};

pub(crate) fn attacks() -> Vec<Attack> {
    let eval = |name, body: &str, part| Attack::new(name, &Guest::with_eval(body), End::Call("Trap", part));
    let byte = |byte: u8| format!("(i32.store8 (i32.const 64) (i32.const {byte})) {}", result(64, 1));
    let encoded = |name, encoding, body: String, part| {
        Attack::new(name, &Guest { encoding, ..Guest::with_eval(body) }, End::Call("Trap", part))
    };
    vec![
        eval("a trap", "unreachable", "unreachable"),
        eval("a result outside memory", "(i32.const -4)", "out of bounds"),
        eval("a result across the end of memory", "(i32.const 65532)", "out of bounds"),
        eval("a result between words", "(i32.const 2)", "aligned"),
        eval("an unknown case", "(i32.store8 (i32.const 0) (i32.const 9)) (i32.const 0)", "discriminant"),
        eval("a string outside memory", &result(65_000, 65_000), "out of bounds"),
        eval("a string of 4 GiB", &result(16, u32::MAX), "out of bounds"),
        eval("a string at the end of addresses", &result(u32::MAX, 1), "out of bounds"),
        eval("a string whose end overflows", &result(u32::MAX, u32::MAX), "out of bounds"),
        eval("a byte that no UTF-8 has", &byte(0xff), "utf-8"),
        eval("half a character", &byte(0xe2), "utf-8"),
        eval("an error that isn't UTF-8", &byte(0xff).replacen("(i32.const 0))", "(i32.const 1))", 1), "utf-8"),
        eval("a surrogate", &format!("(i32.store (i32.const 64) (i32.const 0x80a0ed)) {}", result(64, 3)), "utf-8"),
        encoded("UTF-16 between words", "string-encoding=utf16", result(17, 1), "aligned"),
        encoded("UTF-16 of 8 GiB", "string-encoding=utf16", result(16, u32::MAX), "out of bounds"),
        encoded(
            "half a pair in UTF-16",
            "string-encoding=utf16",
            format!("(i32.store (i32.const 64) (i32.const 0xd800)) {}", result(64, 1)),
            "surrogate",
        ),
        encoded("Latin-1 of 2 GiB", "string-encoding=latin1+utf16", result(16, 0x7fff_ffff), "out of bounds"),
        encoded("a tagged length", "string-encoding=latin1+utf16", result(16, 0xffff_ffff), "out of bounds"),
    ]
}

#[tokio::test]
async fn are_found_out() {
    attack(attacks()).await;
}
