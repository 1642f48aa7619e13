//! Imports that there aren't, of other types, and such as call back.

#![allow(clippy::format_collect, reason = "texts of a few lines")]

use crate::guest::Guest;
use crate::{Attack, End, attack};

/// The host's functions, as the core functions `list` and `call` of the instance `host`.
const TOOLS: &str = r#"
    (import "local:sandbox/tools" (instance $tools
        (type $tool' (record (field "name" string) (field "description" string) (field "schema" string)))
        (export "tool" (type $tool (eq $tool')))
        (export "list" (func (result (list $tool))))
        (export "call" (func (param "name" string) (param "arguments" string) (result (result string (error string)))))))
    (core func $list (canon lower (func $tools "list") (memory (core memory $libc "memory")) (realloc (core func $libc "realloc"))))
    (core func $call (canon lower (func $tools "call") (memory (core memory $libc "memory")) (realloc (core func $libc "realloc"))))
    (core instance $host (export "list" (func $list)) (export "call" (func $call)))"#;

const CLOCK: &str = r#"
    (import "wasi:clocks/monotonic-clock@0.2.0" (instance $clock (export "now" (func (result u64)))))
    (core func $now (canon lower (func $clock "now")))
    (core instance $host (export "now" (func $now)))"#;

/// A guest that imports the host's functions.
pub(crate) fn with_tools(more: &str, eval: &str) -> Guest {
    Guest {
        before: TOOLS.to_owned(),
        imports: r#"(import "host" "list" (func $list (param i32))) (import "host" "call" (func $call (param i32 i32 i32 i32 i32)))"#.to_owned(),
        with: "(with \"host\" (instance $host))".to_owned(),
        more: format!("(data (i32.const 100) \"add[1,2]\") {more}"),
        eval: format!("{eval} {}", Guest::default().eval),
        ..Guest::default()
    }
}

fn with_clock(realloc: &str, post: &str, more: &str) -> Guest {
    Guest {
        before: CLOCK.to_owned(),
        imports: r#"(import "host" "now" (func $now (result i64)))"#.to_owned(),
        with: "(with \"host\" (instance $host))".to_owned(),
        realloc: format!("{realloc} (i32.const 4096)"),
        post: post.to_owned(),
        more: more.to_owned(),
        ..Guest::default()
    }
}

pub(crate) fn attacks() -> Vec<Attack> {
    let before =
        |name, before: &str, end| Attack::new(name, &Guest { before: before.to_owned(), ..Guest::default() }, end);
    let refused = |part| End::Load("Component(Import", part);
    let add = "(call $call (i32.const 100) (i32.const 3) (i32.const 103) (i32.const 5) (i32.const 32))";
    vec![
        before("an interface of somebody else's", "(import \"acme:secrets/vault\" (instance (export \"open\" (func))))", refused("`acme:secrets/vault`")),
        before("a function that isn't there", "(import \"wasi:cli/environment@0.2.0\" (instance (export \"set-environment\" (func))))", refused("wasi:cli/environment")),
        before("a function of another type", "(import \"wasi:clocks/monotonic-clock@0.2.0\" (instance (export \"now\" (func (result string)))))", refused("monotonic-clock")),
        before("a version of the future", "(import \"wasi:cli/environment@9.0.0\" (instance (export \"get-environment\" (func (result (list (tuple string string)))))))", refused("wasi:cli/environment@9.0.0")),
        before("a bare function", "(import \"system\" (func (param \"command\" string)))", refused("`system`")),
        before("a module", "(import \"m\" (core module))", refused("`m`")),
        before("a component", "(import \"k\" (component))", End::Load("Component(Invalid", "component imports")),
        before("a resource", "(import \"r\" (type (sub resource)))", refused("`r`")),
        before("a long name", &format!("(import \"{}\" (func))", "a".repeat(90_000)), refused("aaa")),
        before("many", &(0..5_000).map(|i| format!("(import \"f{i}\" (func))")).collect::<String>(), refused("`f")),
        Attack::text(
            "an export that is async",
            &Guest::default().text().replace("(func $exec (export \"exec\") (param", "(func $exec (export \"exec\") async (param"),
            End::Load("Component", ""),
        ),
        Attack::new(
            "an export with a callback",
            &Guest {
                more: "(func (export \"cb\") (param i32 i32 i32) (result i32) (i32.const 0)) (func (export \"async\") (result i32) (i32.const 1))".to_owned(),
                after: "(func (export \"f\") async (canon lift (core func $i \"async\") async (callback (core func $i \"cb\"))))".to_owned(),
                ..Guest::default()
            },
            End::Load("Component", ""),
        ),
        before("a thread of its own", "(core func (canon thread.yield))", End::Load("Component(Invalid", "")),
        before("a stream of its own", "(type $s (stream u8)) (core func (canon stream.new $s))", End::Load("Component", "")),
        Attack::new("realloc that calls the host", &with_clock("(drop (call $now))", "", ""), End::Call("Trap", "cannot leave component instance")),
        Attack::new("post-return that calls the host", &with_clock("", "(drop (call $now))", ""), End::Call("Trap", "cannot leave component instance")),
        Attack::new("a start function that calls the host without end", &with_clock("", "", "(func $s (loop $l (drop (call $now)) (br $l))) (start $s)"), End::Start("Timeout", "1s")),
        Attack::new("a host function, honestly", &with_tools("", add), End::Value),
        Attack::new("a host function without end", &with_tools("", &format!("(loop $l {add} (br $l))")), End::Call("ToolCalls", "the limit of 1000 calls")),
        Attack::new("their list without end", &with_tools("", "(loop $l (call $list (i32.const 32)) (br $l))"), End::Call("", "limit")),
        Attack::new("a host function from a deep stack", &with_tools(&format!("(func $d {add} (call $d) (call $d))"), "(call $d)"), End::Call("ToolCalls", "")),
        Attack::new("a name outside memory", &with_tools("", &add.replace("(i32.const 100)", "(i32.const -9)")), End::Call("Trap", "out of bounds")),
        Attack::new("a place for the answer outside memory", &with_tools("", &add.replace("(i32.const 32)", "(i32.const -4)")), End::Call("Trap", "out of bounds")),
        Attack::new("a name of 30 MiB", &with_tools("", "(drop (memory.grow (i32.const 500))) (call $call (i32.const 0) (i32.const 31457280) (i32.const 103) (i32.const 5) (i32.const 32))"), End::Value),
        Attack::new("a name of 50 MiB", &with_tools("", "(drop (memory.grow (i32.const 900))) (call $call (i32.const 0) (i32.const 52428800) (i32.const 103) (i32.const 5) (i32.const 32))"), End::Call("Transfer", "32 MiB")),
    ]
}

#[tokio::test]
async fn are_refused_or_counted() {
    attack(attacks()).await;
}
