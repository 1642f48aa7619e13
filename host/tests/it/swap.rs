//! Replacing the component in service while its sessions run.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use component_sandbox::{ComponentError, Engine, Error, Swap};
use tokio::sync::mpsc;

use crate::{dist, guest};

/// Whether a guest was wrapped: its code finds a standard library in its own files.
const IS_WRAPPED: &str = "__import__('os').path.exists('/python')";

fn swap() -> Swap {
    Swap::new(Engine::new().and_then(|engine| engine.load(guest())).expect("the Python guest"))
}

async fn is_wrapped(swap: &Swap) -> bool {
    swap.run(IS_WRAPPED).await.result.expect("it runs") == Some(true.into())
}

#[tokio::test]
async fn a_session_keeps_the_component_that_it_started_from() {
    let swap = swap();
    let mut old = swap.session().start().await.expect("a session");
    swap.load(dist("sandbox-virt.wasm")).await.expect("the wrapped guest");
    assert!(!old.eval::<bool>(IS_WRAPPED).await.expect("it goes on"));
    assert!(is_wrapped(&swap).await);
    let replaced = swap.replace(old_sandbox());
    assert!(replaced.run(IS_WRAPPED).await.result.expect("it runs") == Some(true.into()));
    assert!(!is_wrapped(&swap).await);
}

fn old_sandbox() -> component_sandbox::Sandbox {
    crate::python().clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_call_fails_while_components_come_and_go() {
    let (swap, stop) = (swap(), Arc::new(AtomicBool::new(false)));
    let (plain, wrapped) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let clients: Vec<_> = (0..4)
        .map(|client| {
            let (swap, stop) = (swap.clone(), Arc::clone(&stop));
            let counts = [Arc::clone(&plain), Arc::clone(&wrapped)];
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let mut session = swap.session().start().await.expect("a session");
                    session.exec(&format!("n = {client}")).await.expect("a call");
                    let before: bool = session.eval(IS_WRAPPED).await.expect("a call");
                    tokio::task::yield_now().await;
                    let after: (i32, bool) = session.eval(&format!("(n, {IS_WRAPPED})")).await.expect("a call");
                    assert_eq!(after, (client, before), "one session, one component");
                    counts[usize::from(before)].fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for round in 0..20 {
        let next = if round % 2 == 0 { "sandbox-virt.wasm" } else { "sandbox.wasm" };
        swap.load(dist(next)).await.expect("it can be loaded");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    stop.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.expect("no call failed");
    }
    let counts = [plain.load(Ordering::Relaxed), wrapped.load(Ordering::Relaxed)];
    assert!(counts.iter().all(|count| *count > 10), "both were in service: {counts:?}");
}

/// A component that exports the world and can't start.
const TRAPS: &str = r#"(component
    (core module $m
        (memory (export "memory") 1)
        (func (export "call") (param i32 i32) (result i32) unreachable)
        (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable)
        (func $start unreachable)
        (start $start))
    (core instance $i (instantiate $m))
    (func (export "eval") (param "expression" string) (result (result string (error string)))
        (canon lift (core func $i "call") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
    (func (export "exec") (param "statements" string) (result (result (error string)))
        (canon lift (core func $i "call") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))"#;

#[tokio::test]
async fn a_broken_component_leaves_the_old_one_in_service() {
    let swap = swap();
    let folder = tempfile::tempdir().expect("a temporary directory");
    let path = folder.path().join("next.wasm");

    std::fs::write(&path, "no component").expect("a temporary file");
    let error = swap.load(&path).await.expect_err("it isn't one");
    assert!(matches!(error, Error::Component(ComponentError::NotWasm { .. })), "{error:?}");
    std::fs::write(&path, wat::parse_str(TRAPS).expect("valid text")).expect("a temporary file");
    let error = swap.load(&path).await.expect_err("it doesn't start");
    assert!(matches!(error, Error::Trap { .. }), "{error:?}");
    assert!(swap.load(folder.path().join("nowhere.wasm")).await.is_err());

    assert!(!is_wrapped(&swap).await);
}

#[tokio::test]
async fn a_component_that_needs_more_than_the_default_can_be_put_in_service() {
    let swap = swap();
    let folder = tempfile::tempdir().expect("a temporary directory");
    let path = folder.path().join("large.wasm");
    let large =
        TRAPS.replace("\"memory\") 1)", "\"memory\") 2000)").replace("(func $start unreachable)", "(func $start)");
    std::fs::write(&path, wat::parse_str(large).expect("valid text")).expect("a temporary file");
    swap.load(&path).await.expect("125 MiB");
    assert!(matches!(swap.session().start().await, Err(Error::Memory { .. })));
}

/// Puts a file in place of another at once.
fn rename(folder: &Path, content: &[u8], path: &Path) {
    let unfinished = folder.join("unfinished");
    std::fs::write(&unfinished, content).expect("a temporary file");
    std::fs::rename(unfinished, path).expect("the same directory");
}

#[tokio::test]
async fn a_file_that_is_watched_is_loaded_when_it_has_changed() {
    let swap = swap();
    let folder = tempfile::tempdir().expect("a temporary directory");
    let path = folder.path().join("guest.wasm");
    std::fs::copy(guest(), &path).expect("room for it");
    let (tell, mut told) = mpsc::unbounded_channel();
    let watch = swap.watch(&path, move |loaded| tell.send(loaded).expect("the test goes on"));

    rename(folder.path(), b"no component", &path);
    let refused = told.recv().await.expect("it is told");
    assert!(matches!(refused, Err(Error::Component(ComponentError::NotWasm { .. }))), "{refused:?}");
    assert!(!is_wrapped(&swap).await);

    // Written in place, in pieces and with pauses: it is loaded when it is whole.
    let wrapped = std::fs::read(dist("sandbox-virt.wasm")).expect("the wrapped guest");
    let mut file = File::create(&path).expect("a temporary file");
    for piece in wrapped.chunks(wrapped.len() / 4) {
        file.write_all(piece).expect("room for it");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    told.recv().await.expect("it is told").expect("it can be loaded");
    assert!(is_wrapped(&swap).await);

    std::fs::remove_file(&path).expect("our own file");
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(told.try_recv().is_err(), "a file that is removed is waited for");
    rename(folder.path(), &std::fs::read(guest()).expect("the guest"), &path);
    told.recv().await.expect("it is told").expect("it can be loaded");
    assert!(!is_wrapped(&swap).await);

    drop(watch);
    rename(folder.path(), &wrapped, &path);
    assert!(told.recv().await.is_none(), "nobody watches any more");
    assert!(!is_wrapped(&swap).await);
}
