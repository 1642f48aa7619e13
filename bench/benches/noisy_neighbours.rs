//! What guests that loop without end cost those who share the machine with them: how late their own time limits end them,
//! and how much longer honest clients wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bench::component;
use component_sandbox::{Engine, Error, Sandbox};

const LOOPING: usize = 16;
const HONEST: usize = 4;
const LIMIT: Duration = Duration::from_millis(500);
const PHASE: Duration = Duration::from_secs(8);
/// Between two requests of a client.
const PAUSE: Duration = Duration::from_millis(20);

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let engine = Engine::new().expect("an engine");
    let sandbox = engine.load(component("sandbox-virt.wasm")).expect("the Python guest");
    runtime.block_on(async {
        honest_clients(&sandbox, Duration::from_secs(1)).await;
        let alone = honest_clients(&sandbox, PHASE).await;

        let stop = Arc::new(AtomicBool::new(false));
        let looping: Vec<_> =
            (0..LOOPING).map(|_| tokio::spawn(loop_without_end(sandbox.clone(), stop.clone()))).collect();
        tokio::time::sleep(LIMIT).await;
        let beside = honest_clients(&sandbox, PHASE).await;
        stop.store(true, Ordering::Relaxed);
        let mut late = Vec::new();
        for guest in looping {
            late.extend(guest.await.expect("no panic"));
        }

        println!("a fresh session and `2 + 2`, {HONEST} clients, one request every {PAUSE:?} each");
        show("alone", &alone);
        show(&format!("beside {LOOPING} guests that loop"), &beside);
        let ratio = quantile(&beside, 0.99).as_secs_f64() / quantile(&alone, 0.99).as_secs_f64();
        println!("  ratio of the p99s: {ratio:.1}");
        late.sort();
        println!("time limits of {LIMIT:?} on those guests, how late they ended ({} of them)", late.len());
        println!(
            "  p50 {:.1?}  p99 {:.1?}  most {:.1?}",
            quantile(&late, 0.5),
            quantile(&late, 0.99),
            quantile(&late, 1.0)
        );
    });
}

/// The time that each request took, sorted.
async fn honest_clients(sandbox: &Sandbox, phase: Duration) -> Vec<Duration> {
    let end = Instant::now() + phase;
    let clients: Vec<_> = (0..HONEST)
        .map(|_| {
            let sandbox = sandbox.clone();
            tokio::spawn(async move {
                let mut times = Vec::new();
                while Instant::now() < end {
                    tokio::time::sleep(PAUSE).await;
                    let start = Instant::now();
                    let mut session = sandbox.session().start().await.expect("a session");
                    let four: i64 = session.eval("2 + 2").await.expect("a number");
                    drop(session);
                    assert_eq!(four, 4);
                    times.push(start.elapsed());
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for client in clients {
        times.extend(client.await.expect("no panic"));
    }
    times.sort();
    times
}

/// How late each time limit ended a guest.
async fn loop_without_end(sandbox: Sandbox, stop: Arc<AtomicBool>) -> Vec<Duration> {
    let mut late = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let mut session = sandbox.session().timeout(LIMIT).start().await.expect("a session");
        let start = Instant::now();
        match session.exec("while True: pass").await {
            Err(Error::Timeout { .. }) => late.push(start.elapsed().saturating_sub(LIMIT)),
            other => panic!("{other:?}"),
        }
    }
    late
}

fn show(name: &str, times: &[Duration]) {
    println!(
        "  {name:<30} p50 {:>8.1?}  p99 {:>8.1?}  most {:>8.1?}  ({} requests)",
        quantile(times, 0.5),
        quantile(times, 0.99),
        quantile(times, 1.0),
        times.len()
    );
}

fn quantile(sorted: &[Duration], q: f64) -> Duration {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "an index"
    )]
    let index = ((sorted.len() - 1) as f64 * q).round() as usize;
    sorted[index]
}
