//! The virtual filesystem of a wrapped guest against a directory of the host, and what wrapping costs a start.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bench::{compare, median};
use bindings::Sandbox;
use component_sandbox::{Engine as Host, Sandbox as Guest};
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::{Config, Engine, Result, Store};
use wasmtime_wasi::{FsPerms, WasiCtx, WasiCtxView, WasiView};

mod bindings {
    wasmtime::component::bindgen!({ path: "../wit", world: "sandbox", exports: { default: async } });
}

/// Code that does something 10,000 times.
const OPERATIONS: [(&str, &str); 4] = [
    ("10,000 stat", "for _ in range(10_000): os.stat('/tmp/file')"),
    ("10,000 open and close", "for _ in range(10_000): os.close(os.open('/tmp/file', os.O_RDONLY))"),
    (
        "10,000 reads of 4 KiB",
        "f = os.open('/tmp/file', os.O_RDONLY)\nfor i in range(10_000): os.pread(f, 4096, 0)\nos.close(f)",
    ),
    (
        "1,000 files written and removed",
        "for i in range(1_000):\n  open('/tmp/x', 'w').write('hello')\n  os.remove('/tmp/x')",
    ),
];

const SETUP: &str = "import os\nwith open('/tmp/file', 'wb') as f: f.write(bytes(65536))";

const ROUNDS: usize = 7;
const STARTS: usize = 300;

struct State {
    wasi: WasiCtx,
    table: ResourceTable,
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

/// One instance, with `/tmp` of the host's where a directory is given.
struct Instance {
    store: Store<State>,
    sandbox: Sandbox,
}

impl Instance {
    async fn new(engine: &Engine, component: &Component, tmp: Option<&Path>) -> Result<Self> {
        let mut linker = Linker::new(engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
        let mut wasi = WasiCtx::builder();
        if let Some(tmp) = tmp {
            wasi.preopened_dir(tmp, "/tmp", FsPerms::ReadWrite)?;
        }
        let state = State { wasi: wasi.build(), table: ResourceTable::new() };
        let mut store = Store::new(engine, state);
        let sandbox = Sandbox::instantiate_async(&mut store, component, &linker).await?;
        let mut instance = Self { store, sandbox };
        instance.exec(SETUP).await?;
        Ok(instance)
    }

    async fn exec(&mut self, code: &str) -> Result<Duration> {
        let start = Instant::now();
        let done = self.sandbox.call_exec(&mut self.store, code).await?;
        let took = start.elapsed();
        done.map_err(wasmtime::Error::msg)?;
        Ok(took)
    }
}

fn component(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist").join(name);
    assert!(path.exists(), "dist/{name} is missing; run ./build.sh");
    path
}

async fn operations() -> Result<()> {
    let engine = Engine::new(&Config::new())?;
    let tmp = tempfile::tempdir()?;
    let plain = Component::from_file(&engine, component("sandbox.wasm"))?;
    let wrapped = Component::from_file(&engine, component("sandbox-virt.wasm"))?;
    let mut host = Instance::new(&engine, &plain, Some(tmp.path())).await?;
    let mut own = Instance::new(&engine, &wrapped, None).await?;
    for (what, code) in OPERATIONS {
        let (mut hosts, mut owns) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            hosts.push(host.exec(code).await?);
            owns.push(own.exec(code).await?);
        }
        compare(what, ("host's directory", median(hosts)), ("virtual", median(owns)));
    }
    Ok(())
}

async fn start(guest: &Guest) -> component_sandbox::Result<Duration> {
    let start = Instant::now();
    let session = guest.session().start().await?;
    let took = start.elapsed();
    drop(session);
    Ok(took)
}

async fn starts() -> component_sandbox::Result<()> {
    let host = Host::new()?;
    let plain = host.load(component("sandbox.wasm"))?;
    let wrapped = host.load(component("sandbox-virt.wasm"))?;
    let (mut plains, mut wrappeds) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        plains.push(start(&plain).await?);
        wrappeds.push(start(&wrapped).await?);
    }
    let (plain, wrapped) = (median(plains), median(wrappeds));
    compare("start of a session", ("wrapped", wrapped), ("unwrapped", plain));
    println!("wrapping costs a start {:.1?}", wrapped.saturating_sub(plain));
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    starts().await.expect("sessions start");
    operations().await.expect("the operations work");
}
