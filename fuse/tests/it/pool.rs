//! Instances in recycled slots of a pool start from the same memory, whatever ran in them before.

use wasmtime::component::{Component, Instance, Linker, Val};
use wasmtime::{Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, Store};

use crate::memory::with_memory;
use crate::state::State;
use crate::{fused_python, optimized_python};

/// Code that leaves as different traces as it can: each line runs in an instance of its own.
const DIRTY: [&str; 8] = [
    "x = 1",
    "secret = 'attack at dawn' * 100000",
    "held = [bytearray(b'\\xff' * (1 << 20)) for _ in range(20)]",
    "import decimal, sqlite3, asyncio, json; d = {i: decimal.Decimal(i) for i in range(20000)}",
    "def f(n): return f(n + 1)\nf(0)",
    "import sys; sys.stdout = None; __builtins__['len'] = 5; int.__dict__",
    "import gc; gc.collect(); gc.freeze(); l = [[] for _ in range(200000)]; del l",
    "import os; os.abort()",
];

/// An instance with its memory to be looked at.
pub(crate) struct Running {
    store: Store<State>,
    instance: Instance,
}

impl Running {
    /// An instance of a component that has one more export, in an engine of its own.
    pub(crate) fn of(component: &[u8]) -> Self {
        Self::start(&Component::new(&Engine::default(), component).expect("a component"))
    }

    fn start(component: &Component) -> Self {
        let mut linker = Linker::<State>::new(component.engine());
        wasmtime_wasi::p2::add_to_linker_sync(&mut linker).expect("nothing is there twice");
        let mut tools = linker.instance("local:sandbox/tools").expect("nothing is there twice");
        tools
            .func_new("list", |_, _, _, results| {
                results[0] = Val::List(Vec::new());
                Ok(())
            })
            .expect("nothing is there twice");
        tools.func_new("call", |_, _, _, _| Ok(())).expect("nothing is there twice");
        let state = State::new();
        let mut store = Store::new(component.engine(), state);
        let instance = linker.instantiate(&mut store, component).expect("an instance");
        Self { store, instance }
    }

    /// All of its memory.
    pub(crate) fn memory(&mut self) -> Vec<u8> {
        let function =
            self.instance.get_typed_func::<(), (Vec<u8>,)>(&mut self.store, "whole-memory").expect("it is there");
        function.call(&mut self.store, ()).expect("no trap").0
    }

    /// Executes statements, which may fail in any way.
    fn dirty(mut self, statements: &str) {
        type Exec<'a> = wasmtime::component::TypedFunc<(&'a str,), (Result<(), String>,)>;
        let exec: Exec<'_> = self.instance.get_typed_func(&mut self.store, "exec").expect("it is there");
        let ended = exec.call(&mut self.store, (statements,));
        assert_eq!(ended.is_err(), statements.contains("abort"), "{statements}");
    }
}

#[test]
fn recycled_slots_start_from_the_same_memory() {
    recycled(fused_python());
}

#[test]
fn recycled_slots_start_from_the_same_memory_where_it_is_written_to_at_once() {
    recycled(optimized_python());
}

fn recycled(guest: &[u8]) {
    let guest = with_memory(guest);
    let fresh = Running::of(&guest).memory();
    assert!(fresh.iter().filter(|byte| **byte != 0).count() > 5_000_000, "the whole image is there");
    for keep_resident in [0, 4 << 20] {
        let mut pool = PoolingAllocationConfig::new();
        pool.total_component_instances(1).total_core_instances(10).total_memories(1).total_tables(10);
        pool.max_memory_size(64 << 20).linear_memory_keep_resident(keep_resident).table_keep_resident(keep_resident);
        pool.max_core_instance_size(4 << 20).max_component_instance_size(4 << 20).table_elements(20_000);
        let mut config = Config::new();
        config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
        let engine = Engine::new(&config).expect("an engine");
        let component = Component::new(&engine, &guest).expect("a component");
        for statements in DIRTY.iter().chain(&DIRTY) {
            let mut running = Running::start(&component);
            assert!(running.memory() == fresh, "keeping {keep_resident} bytes, before {statements:?}");
            running.dirty(statements);
        }
    }
}
