//! The limit on fuel.

use std::sync::LazyLock;

use component_sandbox::{End, Engine, Error, Sandbox};

use crate::{dist, guest, python};

/// The Python guest, unwrapped and wrapped, in an engine that counts.
fn fuelled() -> &'static [Sandbox; 2] {
    static FUELLED: LazyLock<[Sandbox; 2]> = LazyLock::new(|| {
        let engine = Engine::builder().fuel(true).build().expect("an engine");
        [guest(), dist("sandbox-virt.wasm")].map(|path| engine.load(path).expect("the Python guest"))
    });
    &FUELLED
}

#[tokio::test]
async fn obeyed_and_reported() {
    for sandbox in fuelled() {
        let mut session = sandbox.session().fuel(1_000_000_000).start().await.expect("a session");
        session.exec("total = sum(range(10_000))").await.expect("within the limit");
        let used = session.report().fuel.expect("the session counts");
        assert!((10_000..1_000_000_000).contains(&used), "{used}");
        session.exec("total = sum(range(10_000))").await.expect("within the limit");
        assert!(session.report().fuel.expect("the session counts") > used);
    }
}

#[tokio::test]
async fn violated() {
    let limit = 50_000_000;
    for sandbox in fuelled() {
        let mut session = sandbox.session().fuel(limit).start().await.expect("a session");
        let error = session.exec("while True: pass").await.expect_err("the fuel is used up");
        assert!(matches!(error, Error::Fuel { limit: found } if found == limit), "{error:?}");
        assert_eq!(error.to_string(), "the fuel limit of 50000000 was used up");
        let report = session.report();
        assert_eq!((report.fuel, report.end), (Some(limit), Some(End::Fuel(limit))));
    }
}

#[tokio::test]
async fn without_a_limit_it_doesnt_end() {
    for sandbox in fuelled() {
        let mut session = sandbox.session().start().await.expect("a session");
        session.exec("for _ in range(100_000): pass").await.expect("there is no limit");
        assert_eq!(session.report().fuel, None);
    }
}

#[tokio::test]
async fn an_engine_without_fuel_says_so() {
    let error = python().session().fuel(1).start().await.map(|_| ()).expect_err("it can't count");
    assert!(matches!(error, Error::Config(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "a session can't have a limit on fuel: the engine wasn't built with `EngineBuilder::fuel`"
    );
}
