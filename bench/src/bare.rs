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

/// A component, ready to be instantiated.
pub struct Guest {
    ready: bindings::SandboxToolsPre<State>,
}

impl Guest {
    /// Connects what a component imports.
    ///
    /// # Errors
    ///
    /// Where it imports what isn't there.
    pub fn new(engine: &Engine, component: &Component) -> wasmtime::Result<Self> {
        let mut linker = Linker::new(engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
        tools::add_to_linker::<State, HasSelf<State>>(&mut linker, |state| state)?;
        Ok(Self { ready: bindings::SandboxToolsPre::new(linker.instantiate_pre(component)?)? })
    }

    /// Makes an instance, with `/tmp` of the host's where a directory is given.
    ///
    /// # Errors
    ///
    /// Where it can't be instantiated.
    pub async fn start(&self, tmp: Option<&Path>) -> wasmtime::Result<Instance> {
        let mut wasi = WasiCtx::builder();
        if let Some(tmp) = tmp {
            wasi.preopened_dir(tmp, "/tmp", FsPerms::ReadWrite)?;
        }
        let state = State { wasi: wasi.build(), table: ResourceTable::new() };
        let mut store = Store::new(self.ready.engine(), state);
        // Never reached, where the engine counts one or the other.
        store.set_epoch_deadline(u64::MAX / 2);
        if store.get_fuel().is_ok() {
            store.set_fuel(u64::MAX)?;
        }
        let sandbox = self.ready.instantiate_async(&mut store).await?;
        Ok(Instance { store, sandbox })
    }
}

/// One instance.
pub struct Instance {
    store: Store<State>,
    sandbox: bindings::SandboxTools,
}

impl Instance {
    /// Instantiates a component once, with `/tmp` of the host's where a directory is given.
    ///
    /// # Errors
    ///
    /// Where it can't be instantiated.
    pub async fn new(engine: &Engine, component: &Component, tmp: Option<&Path>) -> wasmtime::Result<Self> {
        Guest::new(engine, component)?.start(tmp).await
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
