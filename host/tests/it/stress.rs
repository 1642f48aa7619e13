//! Many sessions, many endings: nothing of one is ever seen in another, and nothing of any is left behind.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use component_sandbox::{Engine, Error, Sandbox, Session};
use testing::chance;
#[cfg(target_os = "linux")]
use testing::{Held, child};
use tokio::sync::Semaphore;

use crate::{dist, guest};

/// The sessions that the engine of these tests allows at once.
const SESSIONS: u32 = 24;

fn small() -> &'static Sandbox {
    static SMALL: LazyLock<Sandbox> = LazyLock::new(|| {
        let engine = Engine::builder().sessions(SESSIONS).wait(Duration::from_mins(5)).build().expect("an engine");
        engine.load(dist("sandbox-virt.wasm")).expect("the wrapped Python guest")
    });
    &SMALL
}

/// Writes a secret wherever a session can keep one, and finds its own and no other's.
async fn keeps_its_secret(session: &mut Session, secret: &str) {
    let nothing = "[name for name in globals() if name.startswith('secret')] == [] and not hasattr(__import__('builtins'), 'secret') \
                   and __import__('os').listdir('/tmp') == [] and 'secret' not in __import__('sys').modules";
    assert!(session.eval::<bool>(nothing).await.expect("an answer"), "something of another session is there");
    session.set("secret", secret).await.expect("a value");
    let write = "import builtins, os, sys\nbuiltins.secret = secret\nsys.modules['secret'] = secret\nos.environ['SECRET'] = secret\n\
                 open('/tmp/secret', 'w').write(secret)";
    session.exec(write).await.expect("it can be kept");
    let read = "[secret, builtins.secret, sys.modules['secret'], os.environ['SECRET'], os.environ['OWN'], open('/tmp/secret').read()]";
    let read: Vec<String> = session.eval(read).await.expect("the secrets");
    assert!(read.iter().all(|found| found == secret), "{read:?} isn't {secret}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_sessions_with_mixed_endings() {
    let tasks: Vec<_> = (0..64_u64)
        .map(|task| {
            tokio::spawn(async move {
                for round in 0..16 {
                    let secret = format!("secret-{task}-{round}");
                    let builder = small().session().timeout(Duration::from_mins(1)).env("OWN", &secret);
                    let mut session = builder.start().await.expect("a session");
                    keeps_its_secret(&mut session, &secret).await;
                    match chance(task * 16 + round) % 6 {
                        0 => drop(session),
                        1 => {
                            let error = session.exec("raise ValueError(secret)").await.expect_err("it raises");
                            assert!(matches!(&error, Error::Guest(error) if error.message() == secret), "{error:?}");
                        }
                        2 => {
                            session.exec("import os; os._exit(1)").await.expect_err("it exits");
                        }
                        3 => {
                            session.exec("import os; os.abort()").await.expect_err("it traps");
                        }
                        4 => {
                            let looping = session.exec("while True: pass");
                            tokio::time::timeout(Duration::from_millis(5), looping).await.expect_err("it loops");
                        }
                        _ => {
                            let error = session.eval_json("bytes(2**30)").await.expect_err("there isn't as much");
                            assert_eq!(error.to_string(), "MemoryError");
                        }
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no cross-talk");
    }
    all_slots_are_back().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_cancellations_at_random_moments() {
    // Fewer at once than there are slots, so that moments in the middle of a start are among them.
    let at_once = Arc::new(Semaphore::new(8));
    let tasks: Vec<_> = (0..1_000)
        .map(|i| {
            let at_once = Arc::clone(&at_once);
            tokio::spawn(async move {
                let _permit = at_once.acquire().await.expect("the semaphore is open");
                let work = async {
                    let mut session = small().session().start().await?;
                    session.exec("x = [i * i for i in range(10_000)]").await?;
                    session.exec("import time; time.sleep(0.001)").await?;
                    session.exec("while True: pass").await
                };
                let moment = Duration::from_micros(chance(i) % 12_000);
                tokio::time::timeout(moment, work).await.expect_err("it never ends by itself");
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
    all_slots_are_back().await;
}

/// As many sessions as the engine allows, all at once.
async fn all_slots_are_back() {
    let mut sessions = Vec::new();
    for _ in 0..SESSIONS {
        sessions.push(small().session().start().await.expect("a slot"));
    }
    for session in &mut sessions {
        assert_eq!(session.eval::<i64>("6 * 7").await.expect("a number"), 42);
    }
}

/// The host's memory, threads and file descriptors after ten thousand runs are what they were after the first thousand. In a
/// process of its own, where no other test runs beside it.
#[cfg(target_os = "linux")]
#[test]
fn ten_thousand_runs_leave_nothing_behind() {
    if child::told().is_some() {
        return [0, 4].into_iter().for_each(ten_thousand_runs);
    }
    child::run("stress::ten_thousand_runs_leave_nothing_behind", "1");
}

#[cfg(target_os = "linux")]
fn ten_thousand_runs(warm: u32) {
    let engine = Engine::builder().sessions(8).warm(warm).wait(Duration::from_mins(5)).build().expect("an engine");
    let sandbox = engine.load(guest()).expect("the Python guest");
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let runs = |number: u64| {
        runtime.block_on(async {
            let tasks: Vec<_> = (0..4)
                .map(|task| {
                    let sandbox = sandbox.clone();
                    tokio::spawn(async move {
                        for i in 0..number / 4 {
                            let code = ["2 + 2", "print('x' * 10_000)", "1 / 0", "import os; os._exit(1)"]
                                [usize::try_from(chance(i * 4 + task) % 4).expect("a small number")];
                            let run = sandbox.run(code).await;
                            assert!(run.report.memory_peak > 0);
                        }
                    })
                })
                .collect();
            for task in tasks {
                task.await.expect("no panic");
            }
        });
    };
    runs(1_000);
    let before = Held::settled();
    runs(9_000);
    let after = Held::settled();
    assert!(after.memory < before.memory + (16 << 20), "{} MiB became {} MiB", before.memory >> 20, after.memory >> 20);
    assert!(after.threads <= before.threads && after.descriptors <= before.descriptors, "{before:?} became {after:?}");

    drop((sandbox, engine, runtime));
    // The engine's threads aren't waited for.
    for _ in 0..100 {
        if Held::now().threads <= 2 {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("{} threads are left beside this one and the test runner's", Held::now().threads - 2);
}
