//! A host that permits what component-sandbox's doesn't: sockets and directories.

use bindings::Sandbox;
use wasmtime::Store;
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};

mod bindings {
    wasmtime::component::bindgen!({ path: "../wit", world: "sandbox", exports: { default: async } });
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

/// Offers what the guest imports apart from WASI, which no test here uses.
fn offer_the_rest(linker: &mut Linker<State>, component: &Component) -> wasmtime::Result<()> {
    let engine = component.engine();
    for (name, import) in component.component_type().imports(engine).filter(|(name, _)| !name.starts_with("wasi:")) {
        let ComponentItem::ComponentInstance(interface) = import.ty else { continue };
        let mut instance = linker.instance(name)?;
        for (function, export) in interface.exports(engine) {
            if matches!(export.ty, ComponentItem::ComponentFunc(_)) {
                instance.func_new(function, |_, _, _, _| wasmtime::bail!("no test calls it"))?;
            }
        }
    }
    Ok(())
}

/// Runs statements in a new instance, to which `permit` gives what it may have; returns the error that they raise.
pub(crate) async fn run(
    component: &Component,
    permit: impl FnOnce(&mut WasiCtxBuilder),
    code: &str,
) -> Result<(), String> {
    let engine = component.engine();
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker).expect("nothing is there twice");
    offer_the_rest(&mut linker, component).expect("nothing is there twice");
    let mut wasi = WasiCtx::builder();
    permit(&mut wasi);
    let mut store = Store::new(engine, State { wasi: wasi.build(), table: ResourceTable::new() });
    let sandbox = Sandbox::instantiate_async(&mut store, component, &linker).await.expect("an instance");
    sandbox.call_exec(&mut store, code).await.expect("no trap")
}
