//! Code that never ends, or traps, where the host doesn't expect code at all.

use crate::guest::Guest;
use crate::{Attack, End, attack};

const LOOP: &str = "(loop $l (br $l))";
const DEEP: &str = "(func $deep (call $deep) (call $deep))";

pub(crate) fn attacks() -> Vec<Attack> {
    let start = |name, body: &str, end| {
        Attack::new(name, &Guest { more: format!("{DEEP} (func $s {body}) (start $s)"), ..Guest::default() }, end)
    };
    let realloc = |name, body: &str, end| {
        Attack::new(
            name,
            &Guest { more: DEEP.to_owned(), realloc: format!("{body} (i32.const 4096)"), ..Guest::default() },
            end,
        )
    };
    let post = |name, body: &str, end| {
        Attack::new(name, &Guest { more: DEEP.to_owned(), post: body.to_owned(), ..Guest::default() }, end)
    };
    vec![
        start("a start function without end", LOOP, End::Start("Timeout", "the time limit of 1s")),
        start("a start function that traps", "unreachable", End::Start("Trap", "unreachable")),
        start("a start function too deep", "(call $deep)", End::Start("StackOverflow", "stack")),
        start(
            "a start function that divides by zero",
            "(drop (i32.div_u (i32.const 1) (i32.const 0)))",
            End::Start("Trap", "divide by zero"),
        ),
        realloc("realloc without end", LOOP, End::Call("Timeout", "the time limit of 1s")),
        realloc("realloc that traps", "unreachable", End::Call("Trap", "unreachable")),
        realloc("realloc too deep", "(call $deep)", End::Call("StackOverflow", "stack")),
        Attack::new(
            "realloc that gives an address outside",
            &Guest { realloc: "(i32.const -1)".to_owned(), ..Guest::default() },
            End::Call("Trap", "beyond end of memory"),
        ),
        post("post-return without end", LOOP, End::Call("Timeout", "the time limit of 1s")),
        post("post-return that traps", "unreachable", End::Call("Trap", "unreachable")),
        post("post-return too deep", "(call $deep)", End::Call("StackOverflow", "stack")),
        Attack::new(
            "a call without end",
            &Guest::with_eval(format!("{LOOP} (i32.const 0)")),
            End::Call("Timeout", "the time limit of 1s"),
        ),
        Attack::new(
            "a call too deep",
            &Guest { more: DEEP.to_owned(), ..Guest::with_eval("(call $deep) (i32.const 0)") },
            End::Call("StackOverflow", "stack"),
        ),
        Attack::new(
            "memory that is filled without end",
            &Guest::with_eval(
                "(loop $l (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536)) (br $l)) (i32.const 0)",
            ),
            End::Call("Timeout", "the time limit of 1s"),
        ),
    ]
}

#[tokio::test]
async fn ends_with_its_time() {
    attack(attacks()).await;
}
