//! Calls that are cancelled.

use std::time::Duration;

use component_sandbox::{End, Engine, Error};

use crate::guest;

#[tokio::test]
async fn a_dropped_call_ends_the_session_and_frees_its_slot() {
    let engine = Engine::builder().sessions(1).build().expect("an engine");
    let sandbox = engine.load(guest()).expect("the Python guest");
    for statements in ["while True: pass", "import time; time.sleep(60)"] {
        let mut session = sandbox.session().start().await.expect("the slot is free");
        let call = session.exec(statements);
        tokio::time::timeout(Duration::from_millis(100), call).await.expect_err("it doesn't end by itself");
        let error = session.eval::<i64>("1").await.expect_err("the session has ended");
        assert!(matches!(error, Error::Ended(End::Cancelled)), "{error:?}");
    }
}
