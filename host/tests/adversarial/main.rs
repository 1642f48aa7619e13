//! Attacks on the host by the code of a guest, the real one in the real engine.
//!
//! An attack may well succeed inside Python; what counts is the host. So none of them looks at what the code got: after
//! each, the [`Witness`] looks at the host's files, sockets, processes, environment, memory and other sessions.

mod attacks;
mod witness;

use std::sync::LazyLock;
use std::time::Duration;

use component_sandbox::{Engine, Error, Sandbox, Tool, Tools};
use testing::component::dist;
use tokio::sync::Mutex;

use attacks::{Attack, Group};
use witness::Witness;

/// The limits of each attack.
const TIMEOUT: Duration = Duration::from_millis(250);
const MEMORY: usize = 64 << 20;
const OUTPUT: usize = 64 << 10;

/// What an attack in Python got.
const RESULT: &str = "result if 'result' in globals() else 1 + 1";

/// A guest with a filesystem of its own.
fn load(name: &str) -> Sandbox {
    static ENGINE: LazyLock<Engine> =
        LazyLock::new(|| Engine::builder().sessions(8).warm(2).build().expect("an engine"));
    ENGINE.load(dist(name)).expect("a guest")
}

/// The Python guest.
fn sandbox() -> &'static Sandbox {
    static PYTHON: LazyLock<Sandbox> = LazyLock::new(|| load("sandbox-virt.wasm"));
    &PYTHON
}

/// A witness, and the right to be the only one: what it looks at is the process's.
async fn witness() -> Witness {
    static ALONE: Mutex<()> = Mutex::const_new(());
    Witness::new(sandbox(), ALONE.lock().await).await
}

/// The group's attacks, one after the other, each in a session of its own in which it is made twice, so that the second
/// has to live with what the first has left. The expression `result` tells what the code got.
async fn run(guest: &Sandbox, memory: usize, result: &str, group: &Group) {
    let mut witness = witness().await;
    for Attack { name, code } in group.attacks {
        let code = witness.aim(code);
        let tools = Tools::new().tool(Tool::new("add", async |(a, b): (i64, i64)| Ok::<_, String>(a + b)));
        let session = guest.session().timeout(TIMEOUT).memory(memory).output_limit(OUTPUT).tools(tools).tool_calls(100);
        let mut session = session.start().await.expect("a session");
        let mut seen = String::new();
        for _ in 0..2 {
            match session.exec(&code).await {
                Ok(()) => {}
                Err(error) => seen += &told(group.name, name, &error),
            }
            match session.eval_json(result).await {
                Ok(json) => seen += &json,
                Err(error) => seen += &told(group.name, name, &error),
            }
        }
        let report = session.report();
        assert!(report.memory_peak <= memory, "{}: {name}: {} bytes of memory", group.name, report.memory_peak);
        let output = session.take_output();
        for stream in [&output.stdout, &output.stderr] {
            assert!(stream.bytes.len() <= OUTPUT, "{}: {name}: {} bytes of output", group.name, stream.bytes.len());
            seen += &stream.text();
        }
        drop(session);
        witness.check(group.name, name, &seen).await;
    }
}

/// What a caller is told of an error: a line that it can show.
fn told(group: &str, name: &str, error: &Error) -> String {
    assert!(!matches!(error, Error::Host(_) | Error::Busy { .. }), "{group}: {name}: the host failed: {error}");
    // Code that is too much for the parser is an attack, and in JavaScript an import; other code has to be code.
    let is_code = !matches!(error, Error::Guest(error) if ["SyntaxError", "IndentationError"].contains(&error.kind()));
    assert!(is_code || ["javascript", "stack"].contains(&group), "{group}: {name}: {error}");
    error.to_string()
}

macro_rules! groups {
    ($($group:ident),* $(,)?) => { $(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $group() {
            run(sandbox(), MEMORY, RESULT, &attacks::$group::GROUP).await;
        }
    )* };
}

groups!(
    descriptors,
    entropy,
    environment,
    exits,
    files,
    imports,
    interrupts,
    introspection,
    memory,
    network,
    output,
    poisoning,
    processes,
    results,
    stack,
    tools,
    waiting,
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn javascript() {
    let result = "typeof result === 'undefined' ? 1 + 1 : result";
    run(&load("sandbox-js-virt.wasm"), MEMORY, result, &attacks::javascript::GROUP).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the guest with NumPy; `just test-numpy` builds it and runs this"]
async fn numpy() {
    // It starts with more memory than the others may have.
    run(&load("sandbox-numpy-virt.wasm"), 2 * MEMORY, RESULT, &attacks::numpy::GROUP).await;
}

#[test]
fn there_are_many() {
    let count: usize = attacks::GROUPS.iter().map(|group| group.attacks.len()).sum();
    assert!(count >= 150, "{count} attacks");
    for group in attacks::GROUPS {
        for (index, attack) in group.attacks.iter().enumerate() {
            let twice = group.attacks[..index].iter().any(|other| other.name == attack.name);
            assert!(!twice, "{}: there are two attacks of the name {}", group.name, attack.name);
        }
    }
}

/// What the witness looks at is worth something only if it notices.
mod noticed {
    use super::*;

    #[tokio::test]
    #[should_panic(expected = "the secret came out")]
    async fn a_secret_that_comes_out() {
        let mut witness = witness().await;
        let secret = std::fs::read_to_string(witness.aim("{SECRET}")).expect("it is there");
        witness.check("none", "none", &format!("a line with {secret} in it")).await;
    }

    #[tokio::test]
    #[should_panic(expected = "the file has changed")]
    async fn a_file_that_changes() {
        let mut witness = witness().await;
        std::fs::write(witness.aim("{SECRET}"), "x").expect("it is there");
        witness.check("none", "none", "").await;
    }

    #[tokio::test]
    #[should_panic(expected = "the folder has changed")]
    async fn a_file_that_is_new() {
        let mut witness = witness().await;
        std::fs::write(witness.aim("{FOLDER}/new"), "x").expect("it is there");
        witness.check("none", "none", "").await;
    }

    #[tokio::test]
    #[should_panic(expected = "somebody connected")]
    async fn a_connection() {
        let mut witness = witness().await;
        let _connection = std::net::TcpStream::connect(witness.aim("127.0.0.1:{PORT}")).expect("it listens");
        witness.check("none", "none", "").await;
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    #[should_panic(expected = "there are processes")]
    async fn a_process() {
        let mut witness = witness().await;
        let mut child = std::process::Command::new("sleep").arg("60").spawn().expect("a process");
        let looking = tokio::spawn(async move { witness.check("none", "none", "").await });
        let noticed = looking.await;
        child.kill().expect("it sleeps");
        child.wait().expect("it has ended");
        std::panic::resume_unwind(noticed.expect_err("it is noticed").into_panic());
    }
}
