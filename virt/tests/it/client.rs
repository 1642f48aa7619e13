//! The guest `tests/guest/client.py`, which componentize-py makes a component of, and a host that runs it.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use wasi_virt::{Environment, Stdio, WasiVirt};
use wasmtime::component::{Component, Linker, Resource, ResourceTable};
use wasmtime::{Config, Engine, Store, StoreContextMut};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::p2::bindings::http::types::{ErrorCode, FieldSizePayload};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpHooks, WasiHttpView};

use crate::wrap;

mod bindings {
    wasmtime::component::bindgen!({
        path: "../wit",
        inline: "package test:client;
            world client {
                export local:sandbox/files;
                export run: func(name: string, argument: string) -> result<string, string>;
                export run-async: async func(name: string, argument: string) -> result<string, string>;
            }",
        exports: { default: async },
    });
}

/// The version of WASI that the guest is built for: not the adapter's.
const VERSION: &str = "0.2.6";

/// The guest, made once and kept until its sources change.
fn guest() -> &'static [u8] {
    static GUEST: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let sources = here.join("tests/guest");
        let mut documents = vec![("client.wit".to_owned(), read(&sources.join("client.wit")))];
        for name in ["cli", "clocks", "filesystem", "http", "io", "random", "sockets"] {
            let text = read(&here.join(format!("adapter/wit/deps/{name}.wit")));
            documents.push((format!("deps/{name}.wit"), text));
        }
        for (_, text) in &mut documents {
            *text = text.replace("0.2.12", VERSION);
        }
        let mut hash = DefaultHasher::new();
        (&documents, read(&sources.join("client.py")), command("--version").output().expect("it runs").stdout)
            .hash(&mut hash);
        let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("client-{:016x}.wasm", hash.finish()));
        if !made.exists() {
            make(&sources, &documents, &made);
        }
        std::fs::read(made).expect("it was made")
    });
    &GUEST
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}; run `just adapter-interfaces`", path.display()))
}

/// The command `componentize-py`: where the build puts it, else wherever it is found.
fn command(argument: &str) -> Command {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.tools/bin/componentize-py");
    let mut command = Command::new(if tools.exists() { tools } else { PathBuf::from("componentize-py") });
    command.arg(argument).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

fn make(sources: &Path, documents: &[(String, String)], made: &Path) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a temporary directory");
    std::fs::create_dir(folder.path().join("deps")).expect("a new directory");
    for (name, text) in documents {
        std::fs::write(folder.path().join(name), text).expect("a new file");
    }
    let unfinished = folder.path().join("client.wasm");
    let mut command = command("--quiet");
    command.arg("--wit-path").arg(folder.path()).args(["--world", "client", "componentize", "client"]);
    let status = command.arg("--python-path").arg(sources).arg("--output").arg(&unfinished).status();
    assert!(status.expect("componentize-py runs").success(), "componentize-py failed");
    std::fs::rename(unfinished, made).expect("a new name");
}

/// A component, for an engine that knows asynchronous exports.
fn compile(component: &[u8]) -> Component {
    static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
        let mut config = Config::new();
        config.wasm_component_model_async(true);
        Engine::new(&config).expect("an engine")
    });
    Component::new(&ENGINE, component).expect("a component")
}

/// The guest with nothing allowed, and a file.
pub(crate) fn denied() -> &'static Component {
    static DENIED: LazyLock<Component> = LazyLock::new(|| {
        let wrapped = wrap(&WasiVirt::new().file("/data/greeting", "hello"), guest());
        assert_eq!(wrapped.imports, [""; 0]);
        compile(&wrapped.component)
    });
    &DENIED
}

/// The guest with everything allowed.
pub(crate) fn allowed() -> &'static Component {
    static ALLOWED: LazyLock<Component> = LazyLock::new(|| {
        let virt = WasiVirt::new().host_env(Environment::All).stdio(Stdio::Allow).allow_random(true).allow_exit(true);
        let virt = virt.allow_clocks(true).allow_fs(true).allow_http(true).allow_sockets(true);
        compile(&wrap(&virt, guest()).component)
    });
    &ALLOWED
}

/// A running guest.
pub(crate) struct Running {
    store: Store<State>,
    guest: bindings::Client,
}

struct State {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    hooks: Box<dyn WasiHttpHooks>,
    table: ResourceTable,
}

impl Running {
    /// Starts it with arguments under a host that offers WASI, and HTTP by this client.
    pub(crate) async fn start(component: &Component, client: impl WasiHttpHooks + 'static) -> Self {
        let mut linker = Linker::new(component.engine());
        wasmtime_wasi::p2::add_to_linker_async(&mut linker).expect("nothing is there twice");
        wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker).expect("nothing is there twice");
        name_errors_of_bodies(&mut linker).expect("a function that is there already");
        let state = State {
            wasi: WasiCtx::builder().args(&["program", "a b", "--c"]).build(),
            http: WasiHttpCtx::new(),
            hooks: Box::new(client),
            table: ResourceTable::new(),
        };
        let mut store = Store::new(component.engine(), state);
        let guest = bindings::Client::instantiate_async(&mut store, component, &linker).await.expect("an instance");
        Self { store, guest }
    }

    /// Runs one of its functions.
    pub(crate) async fn run(&mut self, name: &str, argument: &str) -> String {
        let result = self.guest.call_run(&mut self.store, name, argument).await.expect("no trap");
        result.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Sets the quota of its files.
    pub(crate) async fn set_quota(&mut self, bytes: u64, files: u32) {
        let interface = self.guest.local_sandbox_files();
        interface.call_set_quota(&mut self.store, bytes, files).await.expect("no trap");
    }

    /// Runs one of its functions by the asynchronous export.
    pub(crate) async fn run_async(&mut self, name: &str, argument: &str) -> String {
        let guest = &self.guest;
        let (name, argument) = (name.to_owned(), argument.to_owned());
        let call = async |store: &_| guest.call_run_async(store, name, argument).await;
        let result = self.store.run_concurrent(call).await.flatten().expect("no trap");
        result.unwrap_or_else(|error| panic!("{error}"))
    }
}

/// Wasmtime 48 has no name for the error that a body ends with. This host has one, the same for all.
fn name_errors_of_bodies(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    linker.allow_shadowing(true);
    let name = |store: StoreContextMut<'_, State>, (error,): (Resource<wasmtime::Error>,)| {
        let error = store.data().table.get(&error)?.downcast_ref::<wasmtime_wasi_http::Error>();
        let payload = FieldSizePayload { field_name: Some("x-a".to_owned()), field_size: Some(7) };
        Ok((error.map(|_| ErrorCode::HttpResponseTrailerSize(payload)),))
    };
    linker.instance("wasi:http/types@0.2.12")?.func_wrap("http-error-code", name)
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { ctx: &mut self.http, table: &mut self.table, hooks: &mut *self.hooks }
    }
}
