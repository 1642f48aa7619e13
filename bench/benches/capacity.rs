//! How much one machine can do: the memory that sessions take that do nothing, and how many sessions it serves on one
//! processor and on all.

use std::num::NonZero;
use std::time::{Duration, Instant};

use bench::component;
use component_sandbox::{Engine, Sandbox};
use testing::memory::{share, tables};
use tokio::runtime::{Builder, Runtime};

const IDLE: u32 = 1_000;

/// How long each number of processors is kept busy, in turn.
const SLICE: Duration = Duration::from_secs(2);
const ROUNDS: usize = 5;

fn runtime(threads: usize) -> Runtime {
    Builder::new_multi_thread().worker_threads(threads).enable_all().build().expect("a runtime")
}

/// Bytes that each session takes which has evaluated something and waits, and those of the system's tables for its pages.
async fn idle() -> component_sandbox::Result<u64> {
    let engine = Engine::builder().sessions(IDLE).build()?;
    let sandbox = engine.load(component("sandbox-virt.wasm"))?;
    let mut sessions = Vec::new();
    let before = share() + tables();
    for _ in 0..IDLE {
        let mut session = sandbox.session().start().await?;
        session.eval::<i64>("2 + 2").await?;
        sessions.push(session);
    }
    let after = share() + tables();
    // All of them are there.
    for session in &mut sessions {
        session.eval::<i64>("6 * 7").await?;
    }
    Ok((after - before) / u64::from(IDLE))
}

/// Serves fresh sessions, as many at once as there are threads, and returns how many it was in a second.
fn serve(sandbox: &Sandbox, threads: usize) -> f64 {
    let runtime = runtime(threads);
    let end = Instant::now() + SLICE;
    let workers = (0..threads).map(|_| {
        let sandbox = sandbox.clone();
        runtime.spawn(async move {
            let mut served = 0_u32;
            while Instant::now() < end {
                let mut session = sandbox.session().start().await.expect("a session");
                assert_eq!(session.eval::<i64>("2 + 2").await.expect("a number"), 4);
                served += 1;
            }
            served
        })
    });
    let workers: Vec<_> = workers.collect();
    let served: u32 = workers.into_iter().map(|worker| runtime.block_on(worker).expect("its count")).sum();
    f64::from(served) / SLICE.as_secs_f64()
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

fn main() -> component_sandbox::Result<()> {
    let bytes = runtime(1).block_on(idle())?;
    let all = bytes * u64::from(IDLE);
    println!("{IDLE} idle sessions: {} KiB each, {} MiB in all", bytes >> 10, all >> 20);
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    let sandbox = Engine::builder().build()?.load(component("sandbox-virt.wasm"))?;
    let (mut one, mut every) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        one.push(serve(&sandbox, 1));
        every.push(serve(&sandbox, processors));
    }
    let (one, every) = (median(one), median(every));
    println!(
        "fresh sessions: {one:.0} a second on one processor, {every:.0} on {processors}, ratio {:.2}",
        every / one
    );
    Ok(())
}
