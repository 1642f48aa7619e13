//! What the library's limits, reports and types cost a call, beside a bare call of the same component through wasmtime's
//! own bindings, under the same engine settings.

use std::time::Duration;

use bench::bare::Instance;
use bench::component;
use component_sandbox::Engine;
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use tokio::runtime::Runtime;
use wasmtime::Config;
use wasmtime::component::Component;

/// What is evaluated in a session that has evaluated before.
const EXPRESSIONS: [(&str, &str); 2] = [("2 + 2", "2 + 2"), ("1,000 squares", "sum(i * i for i in range(1000))")];

fn typed_calls(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    for (name, expression) in EXPRESSIONS {
        let mut group = criterion.benchmark_group(name);
        group.measurement_time(Duration::from_secs(8)).sample_size(200);
        bare(&mut group, &runtime, expression);
        typed(&mut group, &runtime, expression);
        group.finish();
    }
}

fn bare(group: &mut BenchmarkGroup<'_, WallTime>, runtime: &Runtime, expression: &str) {
    let engine = wasmtime::Engine::new(Config::new().epoch_interruption(true)).expect("an engine");
    let component = Component::from_file(&engine, component("sandbox-virt.wasm")).expect("the Python guest");
    let mut instance = runtime.block_on(Instance::new(&engine, &component, None)).expect("an instance");
    group.bench_function("bare", |bencher| {
        bencher.iter(|| {
            let value = runtime.block_on(instance.eval(expression)).expect("a value");
            value.parse::<u64>().expect("a number")
        });
    });
}

fn typed(group: &mut BenchmarkGroup<'_, WallTime>, runtime: &Runtime, expression: &str) {
    let engine = Engine::new().expect("an engine");
    let sandbox = engine.load(component("sandbox-virt.wasm")).expect("the Python guest");
    let mut session = runtime.block_on(sandbox.session().start()).expect("a session");
    group.bench_function("typed", |bencher| {
        bencher.iter(|| runtime.block_on(session.eval::<u64>(expression)).expect("a number"));
    });
}

criterion_group!(benches, typed_calls);
criterion_main!(benches);
