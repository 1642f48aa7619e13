//! Components of odd shapes: exports missing or of other types, deep and wide types, long names, large sections.

#![allow(clippy::too_many_lines, reason = "a list")]

use std::fmt::Write as _;

use testing::component::with_eval;
use wasm_encoder::{ComponentSection, CustomSection};

use crate::guest::Guest;
use crate::{Attack, End, attack};

/// A section that nobody reads, with this much in it.
fn with_custom_section(mut component: Vec<u8>, length: usize) -> Vec<u8> {
    CustomSection { name: "x".into(), data: vec![0; length].into() }.append_to_component(&mut component);
    component
}

pub(crate) fn attacks() -> Vec<Attack> {
    let text = "(param \"expression\" string)";
    let mut wide = "(type $t0 (tuple u8 u8))".to_owned();
    let mut deep = "(type $t0 (list u8))".to_owned();
    for i in 1..17 {
        write!(wide, "(type $t{i} (tuple $t{0} $t{0}))", i - 1).expect("a string");
    }
    for i in 1..95 {
        write!(deep, "(type $t{i} (list $t{}))", i - 1).expect("a string");
    }
    let mut bomb = wide.clone();
    for i in 17..40 {
        write!(bomb, "(type $t{i} (tuple $t{0} $t{0}))", i - 1).expect("a string");
    }
    let after = |name, after: String, end| Attack::new(name, &Guest { after, ..Guest::default() }, end);
    let honest = || Guest::default().encode();
    let whole = honest();
    let mut attacks = vec![
        Attack::text(
            "no exports",
            "(component)",
            End::Load(
                "Component(World",
                "the export `eval` is missing, expected `func(expression: string) -> result<string, string>`; the export `exec` is missing",
            ),
        ),
        Attack::text(
            "exports that are types",
            "(component (type $t u8) (export \"eval\" (type $t)) (export \"exec\" (type $t)))",
            End::Load("Component(World", "found `a type`"),
        ),
        Attack::text(
            "exports that are components",
            "(component (component $k) (export \"eval\" (component $k)) (export \"exec\" (component $k)))",
            End::Load("Component(Invalid", "exporting a component"),
        ),
        Attack::text(
            "exports that are interfaces",
            "(component (component $k) (instance $i (instantiate $k)) (export \"eval\" (instance $i)) (export \"exec\" (instance $i)))",
            End::Load("Component(World", "found `an interface`"),
        ),
        Attack::text(
            "another parameter",
            &with_eval("", "(param \"x\" string)", "(result string (error string))"),
            End::Load("Component(World", "found `func(x: string)"),
        ),
        Attack::text("another result", &with_eval("", text, "(result string (error u32))"), End::Load("Component", "")),
        Attack::text(
            "a number for a result",
            &with_eval("", text, "u32"),
            End::Load("Component(World", "found `func(expression: string) -> u32`"),
        ),
        Attack::text("a deep type", &with_eval(&deep, text, "$t90"), End::Load("Component(World", "list<list<list<")),
        Attack::text(
            "a type too deep",
            &with_eval(
                &deep.replace("list u8", "list (list (list (list (list (list (list (list u8)))))))"),
                text,
                "$t94",
            ),
            End::Load("Component(Invalid", "too deep"),
        ),
        Attack::text(
            "a type of a hundred thousand parts",
            &with_eval(&wide, text, "$t16"),
            End::Load("Component(World", "tuple<tuple<tuple<"),
        ),
        Attack::text(
            "a type of a trillion parts",
            &with_eval(&bomb, text, "$t39"),
            End::Load("Component(Invalid", "size"),
        ),
        after(
            "ten thousand exports",
            (0..10_000).fold(String::new(), |text, i| format!("{text}(export \"e{i}\" (func $eval))")),
            End::Value,
        ),
        after("a long name", format!("(export \"{}\" (func $eval))", "a".repeat(90_000)), End::Value),
        after(
            "a name too long",
            format!("(export \"{}\" (func $eval))", "a".repeat(200_000)),
            End::Load("Component(Invalid", "size"),
        ),
        Attack::bytes("a section of 64 MiB", with_custom_section(honest(), 64 << 20), End::Value),
        Attack::bytes(
            "a hundred thousand sections",
            (0..100_000).fold(honest(), |component, _| with_custom_section(component, 1)),
            End::Value,
        ),
        Attack::bytes("garbage at its end", [honest(), vec![0xff; 100]].concat(), End::Load("Component(Invalid", "")),
        Attack::bytes(
            "a section that is longer than the file",
            [honest(), vec![0, 0xff, 0xff, 0xff, 0xff, 0x0f]].concat(),
            End::Load("Component(Invalid", ""),
        ),
        Attack::bytes("nothing", Vec::new(), End::Load("Component(NotWasm", "neither")),
        Attack::bytes("a header", whole[..8].to_vec(), End::Load("Component(World", "the export `eval` is missing")),
        Attack::text("a module", "(module)", End::Load("Component(CoreModule", "core WebAssembly module")),
    ];
    for length in (9..whole.len()).step_by(97) {
        let component = whole[..length].to_vec();
        attacks.push(Attack::bytes("a part of a component", component, End::Load("Component", "the component")));
    }
    attacks
}

#[tokio::test]
async fn are_refused_or_do_no_harm() {
    attack(attacks()).await;
}
