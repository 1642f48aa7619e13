//! Sessions side by side, their values and how they end.

use component_sandbox::{End, Error};

use crate::{python, session};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_tasks_at_once() {
    let tasks: Vec<_> = (0..32)
        .map(|i: u32| {
            tokio::spawn(async move {
                let mut session = python().session().start().await.expect("a session");
                session.exec(&format!("mine = {i}")).await.expect("an assignment");
                for _ in 0..10 {
                    let n: u32 = session.eval("mine * 2").await.expect("a number");
                    assert_eq!(n, i * 2);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("each reads what it wrote itself");
    }
}

#[tokio::test]
async fn a_value_of_another_type_is_told_and_the_session_goes_on() {
    let mut session = session().await;
    let error = session.eval::<u8>("'text'").await.expect_err("a string isn't a number");
    assert!(matches!(error, Error::Value(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "the expression's value isn't of the expected type: invalid type: string \"text\", expected u8 at line 1 column 6"
    );
    assert_eq!(session.eval::<u8>("7").await.expect("the session goes on"), 7);
}

#[tokio::test]
async fn a_guest_that_exits_or_traps_ends_its_session() {
    for (statements, end) in [
        ("import os; os._exit(0)", End::Exit(0)),
        ("import os; os._exit(7)", End::Exit(1)),
        ("import os; os.abort()", End::Trap("wasm `unreachable` instruction executed".to_owned())),
    ] {
        let mut session = session().await;
        session.exec(statements).await.expect_err(statements);
        assert_eq!(session.ended(), Some(&end), "{statements}");
        match session.eval::<i64>("1").await.expect_err("the session has ended") {
            Error::Ended(found) => assert_eq!(found, end),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn errors_tell_type_from_message() {
    let mut session = session().await;
    match session.exec("raise ValueError('a: b')").await {
        Err(Error::Guest(error)) => assert_eq!((error.kind(), error.message()), ("ValueError", "a: b")),
        other => panic!("{other:?}"),
    }
    match session.exec("raise ValueError").await {
        Err(Error::Guest(error)) => assert_eq!((error.kind(), error.message()), ("ValueError", "")),
        other => panic!("{other:?}"),
    }
}
