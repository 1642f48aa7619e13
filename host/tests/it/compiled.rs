//! Compiling ahead of time.

use std::path::Path;

use component_sandbox::{ComponentError, Engine, Error, Sandbox};

use crate::{dist, guest};

fn load(engine: &Engine, path: &Path) -> component_sandbox::Result<Sandbox> {
    // SAFETY: what this test made itself, or nothing that is machine code.
    #[allow(unsafe_code)]
    unsafe {
        engine.load_compiled(path)
    }
}

fn engine() -> Engine {
    Engine::builder().sessions(2).no_cache().build().expect("an engine")
}

#[tokio::test]
async fn what_was_compiled_ahead_runs() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let path = folder.path().join("sandbox.cwasm");
    std::fs::write(&path, engine().compile(dist("sandbox-virt.wasm")).expect("the wrapped guest"))
        .expect("room for it");
    // Another engine, as in another process, and none that compiles.
    let sandbox = load(&engine(), &path).expect("it was compiled for such an engine");
    let run = sandbox.run("open('/tmp/f', 'w').write('x')\nsum(range(10))").await;
    assert_eq!(run.result.expect("it runs"), Some(45.into()));
}

#[test]
fn what_was_not_compiled_for_this_engine_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let path = folder.path().join("it.cwasm");
    let engine = engine();

    assert!(matches!(load(&engine, &path), Err(Error::Component(ComponentError::Read { .. }))), "it isn't there");
    let directory = load(&engine, folder.path());
    assert!(matches!(directory, Err(Error::Component(ComponentError::NotCompiled { .. }))), "a directory");
    for content in [&b""[..], b"text", &std::fs::read(guest()).expect("the guest")] {
        std::fs::write(&path, content).expect("room for it");
        let refused = load(&engine, &path).err().expect("it isn't machine code");
        assert!(matches!(refused, Error::Component(ComponentError::NotCompiled { .. })), "{refused:?}");
    }

    let with_fuel = Engine::builder().sessions(2).fuel(true).no_cache().build().expect("an engine");
    let code = with_fuel.compile(guest()).expect("the guest");
    std::fs::write(&path, &code).expect("room for it");
    let refused = load(&engine, &path).err().expect("it counts fuel");
    assert!(
        matches!(&refused, Error::Component(ComponentError::Incompatible { reason, .. }) if reason.contains("fuel"))
    );
    assert!(load(&with_fuel, &path).is_ok());

    for part in 1..20 {
        std::fs::write(&path, &code[..code.len() * part / 20]).expect("room for it");
        assert!(matches!(load(&with_fuel, &path), Err(Error::Component(_))), "{part} twentieths of it");
    }
}

#[test]
fn what_could_not_be_loaded_is_not_compiled() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let path = folder.path().join("it.wasm");
    let compile = |text: &str| {
        std::fs::write(&path, wat::parse_str(text).expect("valid text")).expect("room for it");
        engine().compile(&path).expect_err("it can't be run")
    };
    assert!(matches!(compile("(component)"), Error::Component(ComponentError::World { .. })));
    assert!(matches!(compile("(module)"), Error::Component(ComponentError::CoreModule { .. })));
}
