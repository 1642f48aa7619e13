//! JSON: any value goes in and comes out as it is, and a guest may answer with any text.

use std::sync::LazyLock;

use component_sandbox::{Error, Sandbox, Tool, Tools};
use fuzz::{fuzz, text};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Number, Value, json};

use crate::{engine, python, runtime};

fn value() -> impl Strategy<Value = Value> {
    let float = any::<f64>().prop_filter_map("JSON has no infinities", Number::from_f64);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        float.prop_map(Value::Number),
        (-1e6..1e6_f64).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 8, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..8).prop_map(Value::from),
            btree_map(any::<String>(), inner, 0..8).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

#[test]
fn values_arrive_as_they_are() {
    let runtime = runtime();
    let echo = Tools::new().tool(Tool::new("echo", async |(value,): (Value,)| Ok::<_, String>(value)));
    fuzz("values", 20, &vec(value(), 1..10), |values| {
        runtime.block_on(async {
            let session = python().session().tools(echo.clone()).start();
            let mut session = session.await.expect("a session");
            session.exec("import tools\ndef same(value): return value").await.expect("an import");
            for value in values {
                session.set("value", &value).await.expect("a value");
                for expression in ["value", "tools.echo(value)"] {
                    let found: Value = session.eval(expression).await.expect("a value");
                    // The text as well: -0.0 equals 0.0.
                    prop_assert_eq!(found.to_string(), value.to_string(), "{}", expression);
                }
                let found: Value = session.call("same", (&value,)).await.expect("a value");
                prop_assert_eq!(found.to_string(), value.to_string());
            }
            Ok(())
        })
    });
}

#[test]
fn depth_is_bounded() {
    let runtime = runtime();
    fuzz("depth", 20, &(0..5000_usize, any::<bool>()), |(depth, is_object)| {
        let (open, close) = if is_object { ("{'a': ", "}") } else { ("[", "]") };
        runtime.block_on(async {
            let mut session = python().session().start().await.expect("a session");
            session.exec("x = 0").await.expect("a name");
            let step = format!("for _ in range({depth}): x = {open}x{close}");
            session.exec(&step).await.expect("it can be built");
            match session.eval::<Value>("x").await {
                Ok(_) => prop_assert!(depth < 128, "{depth} deep"),
                Err(Error::Value(error)) => prop_assert!(depth >= 127 && error.to_string().contains("recursion limit")),
                Err(Error::Guest(error)) => prop_assert!(depth >= 127, "{depth} deep: {error}"),
                Err(error) => prop_assert!(false, "{error}"),
            }
            prop_assert_eq!(session.eval::<i64>("6 * 7").await.expect("the session goes on"), 42);
            Ok(())
        })
    });
}

/// A guest whose answer is the expression itself.
fn parrot() -> &'static Sandbox {
    static PARROT: LazyLock<Sandbox> = LazyLock::new(|| {
        let text = r#"(component
            (core module $m
                (memory (export "memory") 4)
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
                (func (export "eval") (param $at i32) (param $length i32) (result i32)
                    (i32.store8 (i32.const 16) (i32.const 0))
                    (i32.store (i32.const 20) (local.get $at))
                    (i32.store (i32.const 24) (local.get $length))
                    (i32.const 16))
                (func (export "exec") (param i32 i32) (result i32) (i32.store8 (i32.const 16) (i32.const 0)) (i32.const 16)))
            (core instance $i (instantiate $m))
            (func (export "eval") (param "expression" string) (result (result string (error string)))
                (canon lift (core func $i "eval") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
            (func (export "exec") (param "statements" string) (result (result (error string)))
                (canon lift (core func $i "exec") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))"#;
        engine().load_bytes(wat::parse_str(text).expect("valid text")).expect("it has the exports")
    });
    &PARROT
}

const WORDS: &[&str] = &[
    "null",
    "true",
    "false",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    "\"",
    "\"a\"",
    "-",
    "0",
    "1e400",
    "1E-400",
    "-0.0",
    "NaN",
    "Infinity",
    "\\u0000",
    "\"\\ud800\"",
    "\\u",
    "1.",
    ".5",
    "00",
    "//",
    "18446744073709551616",
    "\"\\\"\"",
];

#[test]
fn any_text_is_a_value_or_refused() {
    let runtime = runtime();
    let right = [json!({"a": [1, 2.5, null], "b": {"c": "é\n"}}), json!([[[true]], "\u{1f600}", -1e300])];
    let texts =
        text(WORDS, &[("[", "]"), ("{\"a\":", "}"), ("\"", "\""), ("-", "")], right.map(|v| v.to_string()).to_vec());
    fuzz("texts", 500, &texts, |text| {
        runtime.block_on(async {
            let mut session = parrot().session().start().await.expect("a session");
            if text.len() > 200_000 {
                // There is no room for it in that guest.
                return Ok(());
            }
            prop_assert_eq!(&session.eval_json(&text).await.expect("it answers"), &text);
            match session.eval::<Value>(&text).await {
                Ok(value) => {
                    let again: Value = serde_json::from_str(&value.to_string()).expect("JSON");
                    prop_assert_eq!(again, value);
                }
                Err(Error::Value(error)) => {
                    let told = Error::Value(error).to_string();
                    prop_assert!(told.starts_with("the expression's value isn't of the expected type: "), "{}", told);
                    prop_assert_eq!(told.lines().count(), 1, "{}", told);
                }
                Err(error) => prop_assert!(false, "{error}"),
            }
            Ok(())
        })
    });
}
