//! Python guests of other worlds: `tests/guest`, which has resources, asynchronous exports and imports of its own, and the
//! guest with `NumPy`.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use component_sandbox::Engine as Host;
use wasmtime::component::{Component, HasSelf, Linker};
use wasmtime::{Engine, Store};

use crate::state::State;
use crate::{dist, fuse};

mod bindings {
    wasmtime::component::bindgen!({ path: "tests/guest", exports: { default: async } });
}

use bindings::test::guest::host;

const SOURCES: [&str; 3] = ["world.wit", "app.py", "things.py"];

/// The component of `tests/guest`, made once by componentize-py and kept until its sources change.
pub(crate) fn built() -> &'static [u8] {
    static BUILT: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guest");
        let mut hash = DefaultHasher::new();
        for name in SOURCES {
            std::fs::read(folder.join(name)).expect("a source").hash(&mut hash);
        }
        componentize_py().arg("--version").output().expect("componentize-py runs").stdout.hash(&mut hash);
        let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("guest-{:016x}.wasm", hash.finish()));
        if !made.exists() {
            let work = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a temporary directory");
            let unfinished = work.path().join("guest.wasm");
            let mut command = componentize_py();
            command.arg("--quiet").arg("--wit-path").arg(folder.join("world.wit")).args(["--world", "guest"]);
            command.args(["componentize", "app", "--python-path"]).arg(&folder).arg("--output").arg(&unfinished);
            assert!(command.status().expect("componentize-py runs").success(), "componentize-py failed");
            std::fs::rename(unfinished, &made).expect("a new name");
        }
        std::fs::read(made).expect("it was made")
    });
    &BUILT
}

/// The command `componentize-py`: where the build puts it, else wherever it is found.
fn componentize_py() -> Command {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.tools/bin/componentize-py");
    let mut command = Command::new(if tools.exists() { tools } else { PathBuf::from("componentize-py") });
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// The guest with `NumPy`, where it has been built.
pub(crate) fn with_numpy() -> Option<Vec<u8>> {
    let guest = std::fs::read(dist("sandbox-numpy.wasm")).ok();
    if guest.is_none() {
        eprintln!(
            "note: dist/sandbox-numpy.wasm isn't there, so nothing is tested with it; run ./build.sh guest-numpy"
        );
    }
    guest
}

impl host::Host for State {
    fn tell(&mut self, note: host::Note) -> Result<Vec<String>, String> {
        if note.number == 0 { Err(note.text) } else { Ok(vec![note.text; note.number as usize]) }
    }
}

/// What the guest does, step by step.
async fn story(engine: &Engine, guest: &[u8]) -> wasmtime::Result<Vec<String>> {
    let component = Component::new(engine, guest)?;
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    host::add_to_linker::<State, HasSelf<State>>(&mut linker, |state| state)?;
    let mut store = Store::new(engine, State::new());
    let guest = bindings::Guest::instantiate_async(&mut store, &component, &linker).await?;
    let mut seen = Vec::new();

    for expression in ["[1, 2.5, 'x' * 3]", "1 / 0", "tell('héllo', 3)", "tell('no', 0)", "sum(range(100000))"] {
        seen.push(format!("{:?}", guest.call_evaluate(&mut store, expression).await?));
        let concurrent = async |store: &_| guest.call_evaluate_async(store, expression.to_owned()).await;
        seen.push(format!("{:?}", store.run_concurrent(concurrent).await??));
    }

    let things = guest.test_guest_things();
    let thing = things.thing();
    let first = thing.call_constructor(&mut store, 41).await?;
    let made = things.call_make(&mut store, 3).await?;
    seen.push(format!("{} of {}", thing.call_get(&mut store, made[2]).await?, made.len()));
    let joined = thing.call_join(&mut store, first, made[1]).await?;
    seen.push(thing.call_get(&mut store, joined).await?.to_string());
    // Each runs the destructor.
    for handle in made.into_iter().chain([joined]) {
        handle.resource_drop_async(&mut store).await?;
    }
    for _ in 0..100 {
        let last = *things.call_make(&mut store, 1).await?.last().expect("there is one");
        seen.push(thing.call_get(&mut store, last).await?.to_string());
        last.resource_drop_async(&mut store).await?;
    }
    Ok(seen)
}

#[tokio::test]
async fn resources_asynchronous_exports_and_imports() {
    let mut config = wasmtime::Config::new();
    config.wasm_component_model_async(true);
    let engine = Engine::new(&config).expect("an engine");
    let fused = fuse(built());
    assert_eq!(fused.into, 1);
    let before = story(&engine, built()).await.unwrap_or_else(|error| panic!("{error:?}"));
    let after = story(&engine, &fused.component).await.unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(before, after);
    assert_eq!(after[10..13], ["2 of 3", "41001", "0"], "{after:?}");
}

#[tokio::test]
async fn numpy() {
    let Some(guest) = with_numpy() else { return };
    let engine = Host::new().expect("an engine");
    let fused = fuse(&guest).component;
    let sandboxes = [&guest, &fused].map(|bytes| engine.load_bytes(bytes).unwrap_or_else(|error| panic!("{error}")));
    for code in [
        "numpy.matmul([[1, 2], [4, 5], [6, 7]], [[1, 2, 3], [4, 5, 6]]).tolist()",
        "numpy.linalg.eigvalsh(numpy.arange(25.0).reshape(5, 5) + numpy.eye(5)).tolist()",
        "numpy.fft.fft([1, 2, 3, 4]).real.tolist(), numpy.random.default_rng(1).normal(size=3).tolist()",
        "numpy.sort(numpy.sin(numpy.arange(1000.0)))[::100].tolist(), numpy.float32(1) / 3",
        "numpy.linalg.inv([[1, 2], [2, 4]])",
        "numpy.zeros(10)[11]",
    ] {
        let mut answers = Vec::new();
        for sandbox in &sandboxes {
            let mut session = sandbox.session().memory(256 << 20).start().await.expect("a session");
            let answer = session.eval_json(code).await.map_err(|error| error.to_string());
            answers.push((answer, session.take_output().stderr.text().into_owned()));
        }
        assert_eq!(answers[0], answers[1], "{code}");
    }
}
