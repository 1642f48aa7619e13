//! A thousand attacks in a row leave nothing behind.

#![cfg(target_os = "linux")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use component_sandbox::{Engine, Error, Sandbox};
use testing::{Held, child};

use crate::attacks::GROUPS;
use crate::{Attack, arrays, endless, growth, handles, imports, instances, lies, python, shape, tools, values};

/// The sessions that the engine allows at once.
const SESSIONS: u32 = 8;

/// In a process of its own, with a temporary directory of its own.
#[test]
fn attacks_leave_nothing_behind() {
    if child::told().is_some() {
        return a_thousand();
    }
    let temporary = tempfile::tempdir().expect("a temporary directory");
    let mut command = child::command("thousand::attacks_leave_nothing_behind", "1");
    let output = command.env("TMPDIR", temporary.path()).output().expect("it runs again");
    child::check(&output);
    print!("{}", String::from_utf8_lossy(&output.stdout));
}

fn temporary_files() -> usize {
    std::fs::read_dir(std::env::temp_dir()).expect("the temporary directory").count()
}

fn a_thousand() {
    let engine = Engine::builder().sessions(SESSIONS).warm(2).wait(Duration::from_mins(5)).build().expect("an engine");
    let guest = python(&engine);
    let hostile =
        Engine::builder().sessions(SESSIONS).wait(Duration::from_mins(5)).no_cache().build().expect("an engine");
    let components: Arc<Vec<Attack>> = Arc::new(
        [
            lies::attacks,
            endless::attacks,
            growth::attacks,
            values::attacks,
            shape::attacks,
            instances::attacks,
            imports::attacks,
            handles::attacks,
            arrays::attacks,
        ]
        .into_iter()
        .flat_map(|attacks| attacks())
        .collect(),
    );
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let attacked = Arc::new(AtomicUsize::new(0));
    let round = || {
        runtime.block_on(async {
            let tasks: Vec<_> = (0..4)
                .map(|task| {
                    tokio::spawn(attack(
                        task,
                        guest.clone(),
                        hostile.clone(),
                        Arc::clone(&components),
                        Arc::clone(&attacked),
                    ))
                })
                .collect();
            for task in tasks {
                task.await.expect("no panic");
            }
        });
    };
    round();
    let (before, temporary_before) = (Held::settled(), temporary_files());
    attacked.store(0, Ordering::Relaxed);
    while attacked.load(Ordering::Relaxed) < 1_000 {
        round();
    }
    let (after, temporary_after) = (Held::settled(), temporary_files());
    println!("{} attacks: {before:?} became {after:?}", attacked.load(Ordering::Relaxed));
    assert!(after.threads <= before.threads && after.descriptors <= before.descriptors, "{before:?} became {after:?}");
    assert_eq!(temporary_after, temporary_before, "temporary files");
    // What grows is free memory that the allocator keeps, by 50 or 60 MiB in the first thousand attacks and by a tenth of that
    // in the next four thousand; what is in use grows by one or two. A session that was left behind would be a hundred times
    // as much for each attack.
    assert!(after.maps <= before.maps + 64, "{before:?} became {after:?}");
    assert!(after.memory < before.memory + (128 << 20), "{before:?} became {after:?}");
    runtime.block_on(async {
        let mut sessions = Vec::new();
        for _ in 0..SESSIONS {
            sessions.push(guest.session().start().await.expect("a slot"));
        }
        for session in &mut sessions {
            assert_eq!(session.eval::<i64>("6 * 7").await.expect("a number"), 42);
        }
    });
}

/// Every fourth of all attacks, those of code in Python and those of components in turn.
async fn attack(
    task: usize,
    guest: Sandbox,
    hostile: Engine,
    components: Arc<Vec<Attack>>,
    attacked: Arc<AtomicUsize>,
) {
    // The guest has no other language, and no NumPy.
    let groups = GROUPS.iter().filter(|group| !["javascript", "numpy"].contains(&group.name));
    let code: Vec<_> = groups.flat_map(|group| group.attacks).collect();
    for i in (task..code.len().max(components.len())).step_by(4) {
        if let Some(code) = code.get(i) {
            let session = guest.session().timeout(Duration::from_millis(60)).tools(tools()).output_limit(64 << 10);
            if let Ok(mut session) = session.start().await {
                let outcome = session.exec(code.code).await;
                assert!(!matches!(outcome, Err(Error::Host(_))), "{}: {outcome:?}", code.name);
                let _ = session.eval_json("result if 'result' in globals() else 1 + 1").await;
            }
            attacked.fetch_add(1, Ordering::Relaxed);
        }
        if let Some(component) = components.get(i) {
            let _ = component.run(&hostile).await;
            attacked.fetch_add(1, Ordering::Relaxed);
        }
    }
}
