//! A system that has no more address space, mappings, files or threads to give.

use std::time::Duration;

use component_sandbox::{Allocation, Engine, Error};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use testing::child;
use testing::component::seven;
#[cfg(target_os = "linux")]
use testing::memory::address_space;

use crate::{block_on, works};

fn limit(resource: Resource, to: Option<u64>) -> Rlimit {
    let before = getrlimit(resource);
    setrlimit(resource, Rlimit { current: to, ..before }).expect("less is always allowed");
    before
}

#[cfg(target_os = "linux")]
#[test]
fn no_address_space() {
    if child::told().is_none() {
        return child::run("scarce::no_address_space", "1");
    }
    limit(Resource::As, Some(address_space() + (1 << 30)));
    let engine = Engine::builder().sessions(64).no_cache().build().expect("an engine");
    assert_eq!(engine.allocation(), Allocation::OnDemand);
    let sandbox = engine.load_bytes(seven()).expect("the component");
    works(&sandbox);
    // Sessions until there is no more, though the engine allows them: each has a stack of 33 MiB.
    let before = limit(Resource::As, Some(address_space() + (200 << 20)));
    block_on(async {
        let mut sessions = Vec::new();
        let error = loop {
            match sandbox.session().start().await {
                Ok(session) => sessions.push(session),
                Err(error) => break error,
            }
        };
        assert!(matches!(error, Error::Host(_)), "{} sessions: {error:?}", sessions.len());
        assert!(error.to_string().contains("the system refused what the session needs"), "{error}");
        // Each call has a stack, so that one of a session that is there needs room, too; fewer sessions make it.
        sessions.truncate(sessions.len() / 2);
        let last = sessions.last_mut().expect("there are more");
        assert_eq!(last.eval::<i64>("x").await.expect("there is room again"), 7);
    });
    setrlimit(Resource::As, before).expect("as it was");
    works(&sandbox);
}

/// Mappings of memory until the system gives no more: 65,530 for a process, unless it is set otherwise.
#[cfg(target_os = "linux")]
fn mappings() -> Vec<memmap2::Mmap> {
    // Two neighbours of the same kind would be one.
    let page = |number: usize| {
        let writable = memmap2::MmapMut::map_anon(4096)?;
        if number.is_multiple_of(2) { writable.make_read_only() } else { writable.make_exec() }
    };
    (0..).map_while(|number| page(number).ok()).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn no_mappings() {
    if child::told().is_none() {
        return child::run("scarce::no_mappings", "1");
    }
    let engine = Engine::builder().sessions(4).no_cache().build().expect("an engine");
    let sandbox = engine.load_bytes(seven()).expect("the component");
    works(&sandbox);
    let held = mappings();
    let (first, others, second) = block_on(async {
        // The place that the session above has left needs nothing new; others do.
        let mut first = sandbox.session().start().await.expect("a session");
        let mut others = Vec::new();
        for _ in 1..4 {
            others.push(sandbox.session().start().await);
        }
        (first.eval::<i64>("x").await, others, engine.load_bytes(seven()).map(|_| ()))
    });
    drop(held);
    assert_eq!(first.expect("a number"), 7);
    for error in others.into_iter().filter_map(Result::err) {
        assert!(matches!(error, Error::Host(_)), "{error:?}");
    }
    assert_eq!(
        second.expect_err("code has to be mapped").to_string(),
        "the engine failed: the system refused what the component needs to be loaded: Cannot allocate memory (os error 12)"
    );
    works(&sandbox);
    engine.load_bytes(seven()).expect("there is room again");
}

#[cfg(target_os = "linux")]
#[test]
fn no_threads() {
    if child::told().is_none() {
        return child::run("scarce::no_threads", "1");
    }
    let engine = Engine::builder().sessions(1).no_cache().build().expect("an engine");
    let sandbox = engine.load_bytes(seven()).expect("the component");
    // A stack for one thread more is 2 MiB; what is allocated in small pieces still fits.
    let before = limit(Resource::As, Some(address_space() + (1 << 20)));
    let refused = std::thread::Builder::new().stack_size(8 << 20).spawn(|| ()).is_err();
    let other = Engine::builder().sessions(1).no_cache().build().map(|_| ());
    setrlimit(Resource::As, before).expect("as it was");
    assert!(refused, "there are no more threads");
    let error = other.expect_err("an engine needs one");
    assert!(matches!(error, Error::Host(_)) && !error.to_string().contains('\n'), "{error:?}");
    works(&sandbox);
}

#[test]
fn no_descriptors() {
    if child::told().is_none() {
        return child::run("scarce::no_descriptors", "1");
    }
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("guest.wasm");
    std::fs::write(&path, seven()).expect("a temporary file");
    block_on(async {
        let engine = Engine::builder().sessions(2).no_cache().build().expect("an engine");
        let sandbox = engine.load(&path).expect("the component");
        // With its first instance the component's memory becomes a file, which the others share.
        drop(sandbox.session().start().await.expect("a session"));
        limit(Resource::Nofile, Some(64));
        let held: Vec<_> = std::iter::from_fn(|| std::fs::File::open("/dev/null").ok()).collect();
        // What is loaded needs none.
        let run = sandbox.session().timeout(Duration::from_secs(5)).start().await;
        let value = run.expect("a session").eval::<i64>("x").await;
        let error = engine.load(&path).map(|_| ()).expect_err("there is none to read the file with");
        let second = Engine::builder().sessions(1).no_cache().build().and_then(|engine| engine.load_bytes(seven()));
        drop(held);
        assert_eq!(value.expect("a number"), 7);
        assert!(matches!(error, Error::Component(_)), "{error:?}");
        assert!(error.to_string().ends_with("Too many open files (os error 24)"), "{error}");
        second.expect("an engine needs none, either");
        engine.load(&path).expect("there are some again");
    });
}
