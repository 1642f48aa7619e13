//! Thousands of instances inside one component.

use std::fmt::Write as _;

use component_sandbox::{Allocation, Engine};
use wasm_encoder::{Component, NestedComponentSection};

use crate::guest::Guest;
use crate::host::Host;
use crate::{Attack, End, attack};

/// Components each of which instantiates the one before twice: two to the power of `levels` in all.
fn doubling(levels: usize, innermost: &str) -> String {
    let mut text = format!("(component $k0 {innermost})");
    for level in 1..=levels {
        write!(
            text,
            "(component $k{level} (alias outer $c $k{0} (component $k)) (instance (instantiate $k)) (instance (instantiate $k)))",
            level - 1
        )
        .expect("a string");
    }
    write!(text, "(instance (instantiate $k{levels}))").expect("a string");
    text
}

/// Components in components, which the text format doesn't nest as deep.
fn nested(levels: usize) -> Vec<u8> {
    let outermost = (0..levels).fold(Component::new(), |inner, _| {
        let mut outer = Component::new();
        outer.section(&NestedComponentSection(&inner));
        outer
    });
    outermost.finish()
}

/// The core module that [`instances`] are of.
fn module(contents: &str) -> String {
    format!("(core module $n {contents}) ")
}

fn instances(count: usize) -> String {
    "(core instance (instantiate $n)) ".repeat(count)
}

fn before(name: &'static str, before: String, end: End) -> Attack {
    Attack::new(name, &Guest { before, ..Guest::default() }, end)
}

pub(crate) fn attacks() -> Vec<Attack> {
    vec![
        before("ninety core instances", module("(func)") + &instances(90), End::Value),
        before(
            "nine hundred core instances",
            module("(func)") + &instances(900),
            End::Load("Component(TooLarge", "instances"),
        ),
        before(
            "two thousand core instances",
            module("(func)") + &instances(2_000),
            End::Load("Component(Invalid", "instances count"),
        ),
        before(
            "core instances with memories",
            module("(memory 1)") + &instances(50),
            End::Load("Component(TooLarge", "memories"),
        ),
        before(
            "core instances with tables",
            module("(table 10000 funcref)") + &instances(40),
            End::Load("Component(TooLarge", "tables"),
        ),
        before(
            "nine hundred component instances",
            "(component $n) ".to_owned() + &"(instance (instantiate $n)) ".repeat(900),
            End::Value,
        ),
        before("a thousand component instances, in doubling", doubling(10, ""), End::Value),
        before(
            "core instances in doubling",
            doubling(10, "(core module $n (func)) (core instance (instantiate $n))"),
            End::Load("Component(TooLarge", "instances"),
        ),
        before(
            "instances without end, in doubling",
            doubling(40, ""),
            End::Load("Component(Invalid", "it consists of more than 500000 instances and other definitions"),
        ),
        before(
            "core instances without end, in doubling",
            doubling(40, "(core module $n (func)) (core instance (instantiate $n))"),
            End::Load("Component(Invalid", "it consists of more than 500000 instances and other definitions"),
        ),
        before("components in components", "(component ".repeat(30) + &")".repeat(30), End::Value),
        Attack::bytes(
            "components in components, nine hundred deep",
            nested(900),
            End::Load("Component(World", "missing"),
        ),
        before("a thousand modules", "(core module (func)) ".repeat(900), End::Value),
    ]
}

#[tokio::test]
async fn are_counted() {
    attack(attacks()).await;
}

/// Where there is no pool that refuses a component as a whole, the limits of each session hold.
#[tokio::test]
async fn are_counted_without_a_pool_too() {
    let mut host = Host::alone().await;
    // No address space is as large.
    let engine = Engine::builder().sessions(100_000).no_cache().build().expect("an engine");
    assert_eq!(engine.allocation(), Allocation::OnDemand);
    let more = |name, more: &str, end| Attack::new(name, &Guest { more: more.to_owned(), ..Guest::default() }, end);
    for attack in [
        before("core instances", module("(func)") + &instances(900), End::Value),
        before("memories", module("(memory 1)") + &instances(50), End::Start("Limit", "memory count")),
        before("tables", module("(table 1 funcref)") + &instances(500), End::Start("Limit", "table count")),
        more("a table of ten million", "(table 10000000 funcref)", End::Start("Limit", "table")),
        more(
            "a table without end, at the start",
            "(table $t 1 funcref) (func $s (loop $l (br_if $l (i32.ne (i32.const -1) (table.grow $t (ref.null func) (i32.const 1000)))))) (start $s)",
            End::Value,
        ),
        more("a memory of 3 GiB", "(memory $b 49152)", End::Start("Memory", "3 GiB")),
    ] {
        host.begin();
        let wrong = attack.check(&attack.run(&engine).await);
        assert_eq!((wrong, host.check(attack.name).await), (None, None));
    }
}
