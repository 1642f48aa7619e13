//! Panics of what the embedder hands to a session: they end that session, in a sentence, and nothing else.

use std::pin::Pin;
use std::sync::LazyLock;
use std::task::{Context, Poll};
use std::time::Duration;

use component_sandbox::{Engine, Error, Sandbox, Tool, Tools};
use testing::component::dist;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

fn python() -> &'static Sandbox {
    static PYTHON: LazyLock<Sandbox> = LazyLock::new(|| {
        let engine = Engine::builder().sessions(1).build().expect("an engine");
        engine.load(dist("sandbox-virt.wasm")).expect("the wrapped Python guest")
    });
    &PYTHON
}

/// A stream that panics whatever is asked of it.
struct Panics;

impl AsyncWrite for Panics {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<std::io::Result<usize>> {
        panic!("the writer panics")
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        panic!("the writer panics")
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        panic!("the writer panics")
    }
}

impl AsyncRead for Panics {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, _: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        panic!("the reader panics")
    }
}

async fn the_next_works() {
    assert_eq!(python().run("6 * 7").await.result.expect("the next session"), Some(42.into()));
}

/// One after the other: the engine has one session.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_functions_and_streams() {
    let tools = Tools::new()
        .tool(Tool::new("at_once", |(): ()| -> std::future::Ready<Result<(), String>> { panic!("at once") }))
        .tool(Tool::new("later", async |(): ()| -> Result<(), String> {
            tokio::time::sleep(Duration::from_millis(1)).await;
            panic!("later")
        }));
    for name in ["at_once", "later"] {
        let code = format!("import tools\ntry: tools.{name}()\nexcept BaseException: pass");
        let error = python().session().tools(tools.clone()).run(&code).await.result.expect_err("it panics");
        assert!(matches!(error, Error::Host(_)), "{error:?}");
        assert_eq!(error.to_string(), format!("the engine failed: the host function `{name}` panicked"));
        the_next_works().await;
    }

    // In a short call and in one that has moved to a thread of the engine's.
    for code in ["print('x')", "sum(range(3_000_000))\nprint('x')"] {
        let error = python().session().on_output(|_| panic!("the callback panics")).run(code).await.result;
        let error = error.expect_err("it panics");
        assert!(matches!(error, Error::Host(_)), "{error:?}");
        assert_eq!(error.to_string(), "the engine failed: the callback of `on_output` panicked");
        the_next_works().await;
    }

    // A writer that is gone is a stream that is closed, as with any reader that goes: the guest is told so, and neither its
    // calls nor their ends wait for it.
    let limit = Duration::from_mins(1);
    let code = "while True: print('x' * 100_000)";
    let run = python().session().stdout(Panics).timeout(limit).run(code).await;
    assert!(matches!(run.result, Err(Error::Guest(_))), "{:?}", run.result);
    the_next_works().await;

    let run = python().session().stdin(Panics).timeout(Duration::from_secs(1)).run("input()").await;
    assert!(
        matches!(run.result, Err(Error::Guest(_) | Error::Timeout { .. } | Error::Trap { .. })),
        "{:?}",
        run.result
    );
    the_next_works().await;
}
