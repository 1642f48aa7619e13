//! Running small components, to compare what they do before and after.

use std::fmt::Debug;
use std::sync::LazyLock;

use wasmtime::component::{Component, Instance, Linker, Val};
use wasmtime::{Config, Engine, Store, StoreContextMut};

use crate::fuse;

/// What a component did: the results of calls, or that they trapped, and what it called of the host's.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Seen {
    pub(crate) results: Vec<Result<Val, String>>,
    pub(crate) host: Vec<String>,
}

/// An instance, under a host with functions that some components import.
pub(crate) struct Running {
    pub(crate) store: Store<Vec<String>>,
    pub(crate) instance: Instance,
}

pub(crate) fn engine() -> &'static Engine {
    static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
        let mut config = Config::new();
        config.wasm_component_model_async(true).cranelift_opt_level(wasmtime::OptLevel::None);
        Engine::new(&config).expect("an engine")
    });
    &ENGINE
}

impl Running {
    /// Makes an instance.
    pub(crate) fn start(component: &[u8]) -> wasmtime::Result<Self> {
        let component = Component::new(engine(), component)?;
        let mut linker = Linker::new(engine());
        linker.root().func_wrap("number", |mut store: StoreContextMut<'_, Vec<String>>, (number,): (u32,)| {
            store.data_mut().push(format!("number {number}"));
            Ok((number.wrapping_mul(2_654_435_761).rotate_left(7),))
        })?;
        linker.root().func_wrap("reverse", |mut store: StoreContextMut<'_, Vec<String>>, (bytes,): (Vec<u8>,)| {
            store.data_mut().push(format!("reverse {bytes:?}"));
            Ok((bytes.into_iter().rev().collect::<Vec<u8>>(),))
        })?;
        let mut store = Store::new(engine(), Vec::new());
        let instance = linker.instantiate(&mut store, &component)?;
        Ok(Self { store, instance })
    }

    /// Calls an exported function, perhaps of an interface, named as `interface#function`.
    pub(crate) fn call(&mut self, name: &str, arguments: &[Val]) -> Result<Val, String> {
        let (interface, name) = name.split_once('#').map_or((None, name), |(interface, name)| (Some(interface), name));
        let interface = interface.map(|name| {
            self.instance.get_export_index(&mut self.store, None, name).expect("an interface of that name")
        });
        let index = self.instance.get_export_index(&mut self.store, interface.as_ref(), name).expect("its function");
        let function = self.instance.get_func(&mut self.store, index).expect("a function");
        let mut results = [Val::Bool(false)];
        let count = function.ty(&self.store).results().len();
        // What it says after the first line is where, and that differs.
        function
            .call(&mut self.store, arguments, &mut results[..count])
            .map_err(|error| error.root_cause().to_string())?;
        Ok(results.into_iter().next().expect("it has one"))
    }
}

/// Calls `run` with each argument, and then `memory`, until one of them traps.
pub(crate) fn observe(component: &[u8], arguments: &[u32]) -> Seen {
    let mut running = match Running::start(component) {
        Ok(running) => running,
        Err(error) => return Seen { results: vec![Err(error.root_cause().to_string())], host: Vec::new() },
    };
    let mut results: Vec<Result<Val, String>> = Vec::new();
    for argument in arguments {
        results.push(running.call("run", &[Val::U32(*argument)]));
        if results.last().is_some_and(Result::is_err) {
            break;
        }
    }
    if results.iter().all(Result::is_ok) {
        results.push(running.call("memory", &[]));
    }
    Seen { results, host: running.store.into_data() }
}

/// Fuses a component and checks that it does the same; returns what it does, and the result.
pub(crate) fn same(component: &[u8], arguments: &[u32]) -> (Seen, Vec<u8>) {
    let fused = fuse(component);
    assert!(fused.modules > 1 && fused.into == 1, "{} into {}", fused.modules, fused.into);
    let (before, after) = (observe(component, arguments), observe(&fused.component, arguments));
    assert_same(&before, &after);
    (after, fused.component)
}

/// Compares without printing all of a memory.
pub(crate) fn assert_same(before: &Seen, after: &Seen) {
    // How often code calls itself before its stack is full depends on what the compiler makes of it.
    let is_cut = overflows(before) && overflows(after);
    let count = if is_cut { before.host.len().min(after.host.len()) } else { usize::MAX };
    let [first, second] = [before, after].map(|seen| seen.host.iter().take(count).collect::<Vec<_>>());
    assert!(first == second, "{:.500} {:.500}", debug(first), debug(second));
    assert_eq!(before.results.len(), after.results.len());
    for (number, (before, after)) in before.results.iter().zip(&after.results).enumerate() {
        assert!(before == after, "result {number}: {:.200} {:.200}", debug(before), debug(after));
    }
}

/// Whether it ended because its stack was full.
fn overflows(seen: &Seen) -> bool {
    matches!(seen.results.last(), Some(Err(reason)) if reason.contains("call stack exhausted"))
}

fn debug(value: impl Debug) -> String {
    format!("{value:?}")
}
