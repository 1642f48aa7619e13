//! Memories and tables that grow without end, several of them, or are large from the start.

use crate::guest::Guest;
use crate::{Attack, End, attack};

/// Grows until it is refused, and touches every page.
pub(crate) const GROW: &str = "(loop $l (br_if $l (i32.ne (i32.const -1) (memory.grow (i32.const 16)))))
    (memory.fill (i32.const 65536) (i32.const 1) (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 65536)))";

pub(crate) fn attacks() -> Vec<Attack> {
    let answer = Guest::default().eval;
    let before =
        |name, before: &str, end| Attack::new(name, &Guest { before: before.to_owned(), ..Guest::default() }, end);
    let more = |name, more: String, end| Attack::new(name, &Guest { more, ..Guest::default() }, end);
    let both = |name, more: &str, body: &str, end| {
        Attack::new(name, &Guest { more: more.to_owned(), ..Guest::with_eval(format!("{body} {answer}")) }, end)
    };
    vec![
        both("a memory without end", "", GROW, End::Value),
        more("a memory without end, at the start", format!("(func $s {GROW}) (start $s)"), End::Value),
        both(
            "two memories without end",
            "(memory $b 1)",
            "(loop $l (br_if $l (i32.ne (i32.const -1) (memory.grow $b (i32.const 16)))))
             (memory.fill $b (i32.const 0) (i32.const 1) (i32.mul (memory.size $b) (i32.const 65536)))",
            End::Value,
        ),
        before("three memories without end, each in a module of its own", "(core module $n (memory 1) (func $s (loop $l (br_if $l (i32.ne (i32.const -1) (memory.grow (i32.const 16))))) (memory.fill (i32.const 0) (i32.const 1) (i32.mul (memory.size) (i32.const 65536)))) (start $s)) (core instance (instantiate $n)) (core instance (instantiate $n)) (core instance (instantiate $n))", End::Value),
        both("a memory that traps when it is refused more", "", &format!("{GROW} unreachable"), End::Call("OutOfMemory", "64 MiB")),
        both(
            "a memory of 64 bits",
            "(memory $b i64 1)",
            "(drop (memory.grow $b (i64.const 0x7fffffffffff))) (drop (memory.grow $b (i64.const -1)))",
            End::Value,
        ),
        more("a memory of 3 GiB that is used at the start", "(memory $b 49152) (func $s (memory.fill $b (i32.const 0) (i32.const 1) (i32.const 0xbfff0000))) (start $s)".to_owned(), End::Start("Memory", "the memory limit of 64 MiB is too small: the component needs at least 3 GiB")),
        before("two memories that are too much together", "(core module $n (memory 800)) (core instance (instantiate $n)) (core instance (instantiate $n))", End::Start("Memory", "the memory limit of 64 MiB is too small")),
        more("more memories than there may be", "(memory 1) ".repeat(50), End::Load("Component(TooLarge", "memories")),
        more("data outside of memory", "(data (i32.const 65530) \"0123456789\")".to_owned(), End::Start("Trap", "out of bounds")),
        more("a memory of 16 EiB", "(memory i64 0x1000000000000)".to_owned(), End::Load("Component", "memory")),
        both(
            "tables without end",
            "(table $t 1 funcref)",
            "(loop $l (br_if $l (i32.ne (i32.const -1) (table.grow $t (ref.null func) (i32.const 100)))))",
            End::Value,
        ),
        more("a table of four billion", "(table 0xffffffff funcref)".to_owned(), End::Load("Component", "table")),
        more("a large table", "(table 5000000 funcref)".to_owned(), End::Load("Component(TooLarge", "table")),
        before("many tables", &("(core module $n (table 20000 funcref)) ".to_owned() + &"(core instance (instantiate $n)) ".repeat(30)), End::Start("Limit", "table")),
        more("more tables than there may be", "(table 1 funcref) ".repeat(99), End::Load("Component(TooLarge", "tables")),
        more("elements outside of a table", "(table 1 funcref) (func $f) (elem (i32.const 1) func $f)".to_owned(), End::Start("Trap", "out of bounds")),
    ]
}

#[tokio::test]
async fn is_bounded() {
    attack(attacks()).await;
}
