//! The guest without the library: an instance called through wasmtime's own bindings.

use std::path::Path;

use bindings::local::sandbox::tools;
use wasmtime::component::{Component, HasSelf, Linker, ResourceTable};
use wasmtime::{Engine, Store};
use wasmtime_wasi::{FsPerms, WasiCtx, WasiCtxView, WasiView};

mod bindings {
    wasmtime::component::bindgen!({ path: "../wit", world: "sandbox-tools", exports: { default: async } });
}

struct State {
    wasi: WasiCtx,
    table: ResourceTable,
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

/// No functions.
impl tools::Host for State {
    fn list(&mut self) -> Vec<tools::Tool> {
        Vec::new()
    }

    fn call(&mut self, name: String, _: String) -> Result<String, String> {
        Err(format!("there is no host function `{name}`"))
    }
}

/// One instance.
pub struct Instance {
    store: Store<State>,
    sandbox: bindings::SandboxTools,
}

impl Instance {
    /// Instantiates a component, with `/tmp` of the host's where a directory is given.
    ///
    /// # Errors
    ///
    /// Where it can't be instantiated.
    pub async fn new(engine: &Engine, component: &Component, tmp: Option<&Path>) -> wasmtime::Result<Self> {
        let mut linker = Linker::new(engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
        tools::add_to_linker::<State, HasSelf<State>>(&mut linker, |state| state)?;
        let mut wasi = WasiCtx::builder();
        if let Some(tmp) = tmp {
            wasi.preopened_dir(tmp, "/tmp", FsPerms::ReadWrite)?;
        }
        let state = State { wasi: wasi.build(), table: ResourceTable::new() };
        let mut store = Store::new(engine, state);
        // Never reached, where the engine asks for one.
        store.set_epoch_deadline(u64::MAX / 2);
        let sandbox = bindings::SandboxTools::instantiate_async(&mut store, component, &linker).await?;
        Ok(Self { store, sandbox })
    }

    /// Executes statements.
    ///
    /// # Errors
    ///
    /// What the code raised.
    pub async fn exec(&mut self, statements: &str) -> wasmtime::Result<()> {
        self.sandbox.call_exec(&mut self.store, statements).await?.map_err(wasmtime::Error::msg)
    }

    /// Evaluates an expression.
    ///
    /// # Errors
    ///
    /// What the code raised.
    pub async fn eval(&mut self, expression: &str) -> wasmtime::Result<String> {
        self.sandbox.call_eval(&mut self.store, expression).await?.map_err(wasmtime::Error::msg)
    }
}
