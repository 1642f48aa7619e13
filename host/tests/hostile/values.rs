//! Results that lie about being JSON, or take far more once they are read.

#![allow(clippy::format_collect, reason = "texts of a few lines")]

use crate::guest::{Guest, much, result};
use crate::{Attack, End, attack};

pub(crate) fn attacks() -> Vec<Attack> {
    let text = |name, text: &str, part| {
        let stores: String = text
            .bytes()
            .enumerate()
            .map(|(i, byte)| format!("(i32.store8 (i32.const {}) (i32.const {byte}))", 64 + i))
            .collect();
        let eval = format!("{stores} {}", result(64, u32::try_from(text.len()).expect("a short text")));
        Attack::new(name, &Guest::with_eval(eval), End::Call("Value(", part))
    };
    let large =
        |name, first, pattern: &str, last, end| Attack::new(name, &Guest::with_eval(much(first, pattern, last)), end);
    let size = || End::Call("ValueSize", "would take more than 64 MiB of the host's memory");
    vec![
        text("nothing", "", "EOF"),
        text("no JSON", "*", "expected value"),
        text("half of it", "[1, ", "EOF"),
        text("more after the value", "1 2", "trailing"),
        text("a number beyond all", "1e999999", "out of range"),
        text("half a pair", "\"\\ud800\"", "hex escape"),
        text("a control character", "\"\u{1}\"", "control character"),
        text("nested too deep", &"[".repeat(2000), "recursion"),
        large("millions of numbers", '[', "0,", '0', size()),
        large("millions of arrays", '[', "[],", '0', size()),
        large("millions of maps", '[', "{\"\":0},", '0', size()),
        large("millions of names", '{', "\"a\":0,", '}', size()),
        large("millions of nested arrays", '[', "[", '0', size()),
        large("characters that are shown as numbers", '"', "\u{7f}", '"', size()),
        large("a long text that is no JSON", 'x', "x", 'x', End::Call("Value(", "expected value")),
        Attack::new(
            "more than may be handed over",
            &Guest::with_eval(format!("(drop (memory.grow (i32.const 900))) {}", result(65536, 50 << 20))),
            End::Call("Transfer", "handed over more in one call than the limit of 32 MiB"),
        ),
        Attack::new(
            "an error that is more than may be handed over",
            &Guest::with_eval(format!(
                "(drop (memory.grow (i32.const 900))) {}",
                result(65536, 50 << 20).replacen("(i32.const 0))", "(i32.const 1))", 1)
            )),
            End::Call("Transfer", "handed over more in one call than the limit of 32 MiB"),
        ),
        Attack::new(
            "bytes that become two each",
            &Guest {
                encoding: "string-encoding=latin1+utf16",
                ..Guest::with_eval(much('"', "\u{7f}", '"').replace("(i32.const 127)", "(i32.const 228)"))
            },
            End::Call("ValueSize", "64 MiB"),
        ),
    ]
}

#[tokio::test]
async fn take_no_more_than_may_be() {
    attack(attacks()).await;
}
