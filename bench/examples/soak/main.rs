//! Runs good and bad code, mixed, on all cores for as long as is asked for, with the right answer known for each; then tells
//! what was wrong or lost, which must be nothing, and what the process holds beside what it held after warming up.
//!
//! `soak [MINUTES] [--write]`, after `./build.sh`; `--write` puts the report into `docs/reliability.md`.

mod count;
mod guests;
mod javascript;
mod process;
mod python;
mod report;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use count::Counts;
use guests::Guests;
use indicatif::{ProgressBar, ProgressStyle};
use report::Report;

/// A run that takes longer is lost: the longest takes a moment.
const LOST: Duration = Duration::from_mins(1);

/// The part of the time after which what the process holds is looked at first.
const WARM_UP: f64 = 0.1;

/// It is never less than this: by then each place in the engine's pool has been used, which maps it.
const WARM_UP_LEAST: Duration = Duration::from_secs(20);

/// Tells a process of this program that it is only to compile the guests.
const COMPILE: &str = "--compile";

fn main() {
    let mut minutes = 30.0;
    let mut write = false;
    if std::env::args().skip(1).eq([COMPILE]) {
        Guests::load(cores());
        return;
    }
    for argument in std::env::args().skip(1) {
        match argument.parse::<f64>() {
            Ok(number) if number > 0.0 => minutes = number,
            _ if argument == "--write" => write = true,
            _ => {
                eprintln!("error: `{argument}` isn't a number of minutes; usage: soak [MINUTES] [--write]");
                std::process::exit(2);
            }
        }
    }
    compile();
    let report = soak(Duration::from_secs_f64(minutes * 60.0));
    print!("{}", report.text());
    if write {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/reliability.md");
        std::fs::write(path, report.page()).unwrap_or_else(|error| panic!("can't write `{path}`: {error}"));
    }
    let faults = report.faults();
    for fault in &faults {
        eprintln!("error: {fault}");
    }
    std::process::exit(i32::from(!faults.is_empty()));
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Has another process compile the guests into the cache: here the allocator would keep the compiler's heap, in which
/// whatever is left behind would find room unseen.
fn compile() {
    let program = std::env::current_exe().expect("this program");
    let status = std::process::Command::new(program).arg(COMPILE).status().expect("it runs again");
    assert!(status.success(), "the guests can't be compiled: {status}");
}

fn soak(time: Duration) -> Report {
    let cores = cores();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(cores).enable_all().build().expect("a runtime");
    let guests = Arc::new(Guests::load(cores));
    let counts = Arc::new(Counts::default());
    let number = Arc::new(AtomicU64::new(0));
    let bar = progress(time);

    let phase = |length: Duration| {
        let start = Instant::now();
        let end = start + length;
        runtime.block_on(async {
            // More at once than there are cores, so that some wait while others compute.
            let workers: Vec<_> = (0..cores * 4)
                .map(|_| {
                    let (guests, counts, number) = (guests.clone(), counts.clone(), number.clone());
                    tokio::spawn(async move {
                        while Instant::now() < end {
                            run(&guests, &counts, number.fetch_add(1, Ordering::Relaxed)).await;
                        }
                    })
                })
                .collect();
            while Instant::now() < end {
                tokio::time::sleep(Duration::from_millis(200)).await;
                bar.set_message(format!("{} runs, {} wrong", counts.all(), counts.wrong()));
                bar.set_position(bar.elapsed().as_secs().min(time.as_secs()));
            }
            for worker in workers {
                worker.await.expect("runs don't panic");
            }
        });
        start.elapsed()
    };

    let warm_up = phase(time.mul_f64(WARM_UP).max(WARM_UP_LEAST));
    let before = process::settled();
    let busy = process::Busy::now();
    let wall = warm_up + phase(time.mul_f64(1.0 - WARM_UP));
    let busy = process::Busy::now().since(&busy);
    let after = process::settled();
    bar.finish_and_clear();
    Report { cores, wall, runs: counts.kinds(), wrong: counts.examples(), before, after, busy, guests: guests.names() }
}

/// One run, in a session of its own.
async fn run(guests: &Guests, counts: &Counts, number: u64) {
    let (kind, running) = guests.pick(number);
    let start = Instant::now();
    // In a task of its own: a panic is a wrong answer, too.
    let outcome = match tokio::time::timeout(LOST, tokio::spawn(running)).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(panic)) => Err(format!("it panicked: {panic}")),
        Err(_) => Err(format!("lost: no answer after {:?}", start.elapsed())),
    };
    counts.add(kind, outcome.map_err(|fault| format!("{kind}, run {number}: {fault}")));
}

fn progress(time: Duration) -> ProgressBar {
    let style = ProgressStyle::with_template("{elapsed_precise} [{wide_bar}] {msg}").expect("a right template");
    ProgressBar::new(time.as_secs()).with_style(style)
}
