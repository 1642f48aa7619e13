//! What fusing does to the Python guest: how long a fresh instance takes to be made, to answer its first call and to be
//! dropped, and how fast it computes. The two guests take turns, and the fastest tenth of the times counts, so that what
//! else the machine does hardly matters.

use std::time::{Duration, Instant};

use bench::bare::{Guest, Instance};
use bench::{compare, component, undisturbed};
use wasmtime::component::Component;
use wasmtime::{Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, Result};

/// The parts of the life of an instance that serves one call.
const PARTS: [&str; 4] = ["instantiate", "first call, `2 + 2`", "drop", "all of it"];

/// What computes for long enough that the start doesn't matter.
const PROGRAMS: [(&str, &str); 4] = [
    ("function calls", "(lambda f: f(f, 18))(lambda f, n: n if n < 2 else f(f, n - 1) + f(f, n - 2))"),
    ("numbers", "sum(i * i % 7 for i in range(50_000))"),
    ("text", "len(' '.join(sorted(str(i)[::-1] for i in range(20_000))).split())"),
    ("dictionaries", "len({i * 7 % 1000: [i] for i in range(50_000)})"),
];

const LIVES: usize = 2_000;
const ROUNDS: usize = 40;

/// A pool as services have, with epochs to end what loops.
fn engine() -> Result<Engine> {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(4).total_core_instances(400).total_memories(8).total_tables(80);
    pool.max_core_instance_size(4 << 20).max_component_instance_size(4 << 20).table_elements(20_000);
    let mut config = Config::new();
    config.epoch_interruption(true).allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    Engine::new(&config)
}

fn load(engine: &Engine, file: &str) -> Result<Guest> {
    Guest::new(engine, &Component::from_file(engine, component(file))?)
}

/// How long each part takes.
async fn live(guest: &Guest) -> Result<[Duration; 4]> {
    let start = Instant::now();
    let mut instance = guest.start(None).await?;
    let made = Instant::now();
    let value = instance.eval("2 + 2").await?;
    let answered = Instant::now();
    drop(instance);
    let end = Instant::now();
    assert_eq!(value, "4");
    Ok([made - start, answered - made, end - answered, end - start])
}

async fn lives(made: &Guest, fused: &Guest) -> Result<()> {
    let mut times: [[Vec<Duration>; 2]; 4] = Default::default();
    for _ in 0..LIVES {
        for (which, guest) in [made, fused].into_iter().enumerate() {
            for (part, time) in live(guest).await?.into_iter().enumerate() {
                times[part][which].push(time);
            }
        }
    }
    for (part, [made, fused]) in PARTS.into_iter().zip(times) {
        compare(part, ("as made", undisturbed(made)), ("fused", undisturbed(fused)));
    }
    Ok(())
}

async fn eval(instance: &mut Instance, program: &str) -> Result<Duration> {
    let start = Instant::now();
    instance.eval(program).await?;
    Ok(start.elapsed())
}

async fn programs(made: &Guest, fused: &Guest) -> Result<()> {
    let (mut made, mut fused) = (made.start(None).await?, fused.start(None).await?);
    for (what, program) in PROGRAMS {
        let (mut mades, mut fuseds) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            mades.push(eval(&mut made, program).await?);
            fuseds.push(eval(&mut fused, program).await?);
        }
        compare(what, ("as made", undisturbed(mades)), ("fused", undisturbed(fuseds)));
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let engine = engine()?;
    let (made, fused) = (load(&engine, "sandbox.wasm")?, load(&engine, "sandbox-fused.wasm")?);
    lives(&made, &fused).await?;
    programs(&made, &fused).await
}
