//! Runs many pieces of code at the same time, each in an instance of its own, beside one that never ends.
//!
//! `cargo run --release --example concurrent_execution [COMPONENT]`, after `./build.sh`.

use std::time::{Duration, Instant};

use component_sandbox::{Engine, Error};
use tokio::task::JoinSet;

const JOBS: u64 = 40;

#[tokio::main]
async fn main() -> component_sandbox::Result<()> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../dist/sandbox-virt.wasm");
    let component = std::env::args_os().nth(1).unwrap_or_else(|| default.into());

    // At most eight sessions at once; who comes then waits in turn, in place of `Error::Busy`.
    let engine = Engine::builder().sessions(8).wait(Duration::from_mins(1)).build()?;
    let sandbox = engine.load(component)?;

    // It computes on a thread of the engine's own and holds up neither the runtime nor the jobs.
    let mut endless = sandbox.session().timeout(Duration::from_secs(2)).start().await?;
    let endless = tokio::spawn(async move { endless.exec("while True: pass").await });

    let start = Instant::now();
    let mut jobs = JoinSet::new();
    for number in 0..JOBS {
        let sandbox = sandbox.clone();
        jobs.spawn(async move {
            let mut session = sandbox.session().start().await?;
            session.set("number", &number).await?;
            // While it sleeps, others bind the same name, each in its own instance.
            session.exec("import time\ntime.sleep(0.01)\nsquare = number ** 2").await?;
            let square: u64 = session.eval("square").await?;
            Ok::<_, Error>((number, square, session.report().cpu))
        });
    }

    let mut computed = Duration::ZERO;
    let mut done = 0;
    while let Some(job) = jobs.join_next().await {
        let (number, square, cpu) = job.expect("no panic")?;
        assert_eq!(square, number * number);
        computed += cpu;
        done += 1;
    }
    println!("{done} sessions in {:?}, of which they computed {computed:?}", start.elapsed());
    assert_eq!(done, JOBS);

    let ended = endless.await.expect("no panic");
    println!("the endless one: {}", ended.as_ref().expect_err("its time is limited"));
    assert!(matches!(ended, Err(Error::Timeout { .. })));
    Ok(())
}
