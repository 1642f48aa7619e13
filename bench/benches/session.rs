//! The parts of a session's life, through the library: loading its component, starting, the first call and later ones, the end,
//! and all of that at once; and how long programs take.

use std::path::Path;
use std::time::{Duration, Instant};

use bench::programs;
use component_sandbox::{Engine, Sandbox, Session};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use tokio::runtime::Runtime;

/// The guests, as sessions use them and as componentize-py makes them; those with NumPy where they were built.
const GUESTS: [(&str, &str); 4] = [
    ("Python", "sandbox-virt.wasm"),
    ("Python, not fused", "sandbox.wasm"),
    ("NumPy", "sandbox-numpy-virt.wasm"),
    ("NumPy, not fused", "sandbox-numpy.wasm"),
];

struct Guest {
    runtime: Runtime,
    sandbox: Sandbox,
}

impl Guest {
    fn new(path: &Path) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let engine = Engine::builder().sessions(2).build().expect("an engine");
        Self { runtime, sandbox: engine.load(path).expect("a guest") }
    }

    fn start(&self) -> Session {
        let session = self.sandbox.session().memory(256 << 20).timeout(Duration::from_mins(1)).start();
        self.runtime.block_on(session).expect("a session")
    }

    fn add(&self, session: &mut Session) {
        assert_eq!(self.runtime.block_on(session.eval::<i64>("2 + 2")).expect("a number"), 4);
    }
}

/// Measures a part of each session's life, from when `begin` has returned.
fn part<T>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    begin: impl Fn() -> T,
    part: impl Fn(T) -> Option<Session>,
) {
    group.bench_function(name, |bencher| {
        bencher.iter_custom(|count| {
            let mut total = Duration::ZERO;
            for _ in 0..count {
                let before = begin();
                let start = Instant::now();
                let after = part(before);
                total += start.elapsed();
                drop(after);
            }
            total
        });
    });
}

fn lives(criterion: &mut Criterion) {
    for (name, file) in GUESTS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist").join(file);
        if !path.exists() {
            eprintln!("{name} is left out: dist/{file} wasn't built");
            continue;
        }
        let guest = Guest::new(&path);
        let mut group = criterion.benchmark_group(name);
        group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2)).sample_size(50);
        group.bench_function("load", |bencher| {
            let engine = || Engine::builder().sessions(2).build().expect("an engine");
            bencher.iter_with_setup(engine, |engine| engine.load(&path).expect("a guest"));
        });
        part(&mut group, "start", || (), |()| Some(guest.start()));
        let call = |mut session: Session| {
            guest.add(&mut session);
            Some(session)
        };
        part(&mut group, "first call", || guest.start(), call);
        let used = || call(guest.start()).expect("the session");
        part(&mut group, "later call", used, call);
        part(&mut group, "end", used, |session| {
            drop(session);
            None
        });
        part(
            &mut group,
            "all of it",
            || (),
            |()| {
                drop(used());
                None
            },
        );
        group.finish();
    }
}

fn computing(criterion: &mut Criterion) {
    let guest = Guest::new(&bench::component("sandbox-virt.wasm"));
    let mut group = criterion.benchmark_group("program");
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(1)).sample_size(10);
    for (name, source) in programs() {
        let mut session = guest.start();
        guest.runtime.block_on(session.exec(&source)).expect("a function");
        group.bench_function(&name, |bencher| {
            bencher.iter(|| guest.runtime.block_on(session.eval_json("main()")).expect("a value"));
        });
    }
    group.finish();
}

criterion_group!(benches, lives, computing);
criterion_main!(benches);
