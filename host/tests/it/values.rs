//! Values that the host hands to the guest.

use std::collections::BTreeMap;

use component_sandbox::{Error, Language};
use serde_json::{Value, json};

use crate::{both, raised, session};

#[tokio::test]
async fn any_value_arrives_as_it_is() {
    let hostile =
        "'); import os; os._exit(1) #\"\"\"\\'''\\\\ {value} {name} {} %s \u{0}\u{7f}\u{2028}\u{feff}é😀\r\n\t";
    let values = [
        json!(null),
        json!(true),
        json!(-0.5),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(1e308),
        json!(""),
        json!(hostile),
        json!({hostile: [hostile, {"": {}}], "b": []}),
        json!("\\".repeat(1000)),
        json!("\"".repeat(1000)),
        json!(vec![1; 10_000]),
    ];
    for sandbox in both() {
        let mut session = sandbox.session().start().await.expect("a session");
        for value in &values {
            session.set("value", value).await.expect("a value");
            assert_eq!(&session.eval::<Value>("value").await.expect("the same value"), value);
            session.exec("def same(*arguments): return list(arguments)").await.expect("a function");
            let same: Value = session.call("same", (value, 1, value)).await.expect("the same values");
            assert_eq!(same, json!([value, 1, value]));
        }
    }
}

#[tokio::test]
async fn values_of_rust_types() {
    let mut session = session().await;
    session.set("big", &u128::MAX).await.expect("an integer of any size");
    assert_eq!(session.eval::<u128>("big").await.expect("the same"), u128::MAX);
    session.set("map", &BTreeMap::from([(1, "one")])).await.expect("a map");
    assert_eq!(session.eval::<String>("map['1']").await.expect("its entry"), "one");
    session.set("none", &f64::NAN).await.expect("null, as documented");
    assert!(session.eval::<bool>("none is None").await.expect("an answer"));

    assert_eq!(session.call::<f64>("__import__", ("math",)).await.map_err(|_| ()), Err(()), "a module isn't a number");
    session.exec("import math").await.expect("an import");
    assert_eq!(session.call::<Value>("math.sqrt", [2.25]).await.expect("a number"), json!(1.5));
    assert_eq!(session.call::<Value>("dict", ()).await.expect("no arguments"), json!({}));
    assert_eq!(
        raised(session.call::<Value>("math.sqrt", (-1,)).await),
        "ValueError: expected a nonnegative input, got -1.0"
    );
}

/// Floats that a parser gets wrong in their last bit unless it takes care.
#[tokio::test]
async fn floats_keep_their_last_bit() {
    let mut session = session().await;
    session.set("third", &(1.0 / 3.0)).await.expect("a float");
    assert!(session.eval::<bool>("third == 1 / 3").await.expect("an answer"));
    session
        .exec("import random\nfloats = [random.random() * 10.0 ** (i - 300) for i in range(600)]")
        .await
        .expect("floats");
    // As text they can't lose it on the way.
    let texts: Vec<String> = session.eval("[repr(f) for f in floats]").await.expect("their texts");
    let floats: Vec<f64> = session.eval("floats").await.expect("floats");
    for (text, float) in texts.iter().zip(floats) {
        assert_eq!(text.parse(), Ok(float), "{text}");
    }
}

#[tokio::test]
async fn names_and_values_that_cant_be_handed_over() {
    let mut session = session().await;
    for name in ["", "1x", "x; y", "x.y", "x = 1\ny", "f()", "a b"] {
        let error = session.set(name, &1).await.expect_err(name);
        assert_eq!(
            error.to_string(),
            format!("can't set `{name}`; expected a name of letters, digits and `_`, no digit first")
        );
    }
    for function in ["", "f()", "math.", "lambda: 1", "(x)"] {
        let error = session.call::<Value>(function, ()).await.expect_err(function);
        let expected = format!("can't call `{function}`; expected a name, or names with dots between them");
        assert_eq!(error.to_string(), expected);
    }
    let error = session.call::<Value>("len", "text").await.expect_err("no tuple");
    assert_eq!(error.to_string(), "the arguments of `len` must be a tuple, an array or a slice");
    let error = session.set("map", &BTreeMap::from([((1, 2), 3)])).await.expect_err("no JSON");
    assert_eq!(error.to_string(), "the value of `map` can't be written as JSON: key must be a string");
    assert!(matches!(error, Error::Argument(_)));
    assert_eq!(raised(session.set("class", &1).await), "SyntaxError: invalid syntax (<exec 1>, line 1)");
    assert_eq!(session.eval::<i64>("1").await.expect("the session goes on"), 1);
}

#[tokio::test]
async fn a_language_of_ones_own() {
    let language =
        Language::new("(lambda text: __import__('json').loads(text))({})").bind("globals()['{name}'] = {value}");
    let mut session = crate::python().session().language(language).start().await.expect("a session");
    session.set("x", &json!(["{name}", "{value}"])).await.expect("a value");
    assert_eq!(session.eval::<Value>("x").await.expect("the value"), json!(["{name}", "{value}"]));
}
