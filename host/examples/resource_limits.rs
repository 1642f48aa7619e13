//! What happens at each limit: on time, fuel, memory, output, files and calls of host functions.
//!
//! `cargo run --release --example resource_limits [COMPONENT]`, after `./build.sh`.

use std::time::Duration;

use component_sandbox::{Engine, Error, Overflow, Run, SessionBuilder, Tool, Tools};

/// Runs code under these limits and shows how it ended.
async fn run(limit: &str, session: SessionBuilder, code: &str) -> Run {
    let run = session.run(code).await;
    let end = match &run.result {
        Ok(value) => format!("{}", value.clone().unwrap_or_default()),
        Err(error) => error.to_string(),
    };
    println!("{limit:10} {end} ({} KiB, {:?})", run.report.memory_peak >> 10, run.report.cpu);
    run
}

#[tokio::main]
async fn main() -> component_sandbox::Result<()> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../dist/sandbox-virt.wasm");
    let component = std::env::args_os().nth(1).unwrap_or_else(|| default.into());

    // Guests count their fuel only where they are told to, because it makes them slower.
    let engine = Engine::builder().fuel(true).build()?;
    let sandbox = engine.load(component)?;

    // Wall-clock time: of each call, or of all calls together; a guest that sleeps is ended as one that computes is.
    let short = Duration::from_millis(200);
    let backtracking = r"import re; re.match('(a+)+$', 'a' * 40 + 'b')";
    for code in ["while True: pass", "import time; time.sleep(60)", backtracking] {
        let ended = run("time", sandbox.session().total_timeout(short), code).await;
        assert!(matches!(ended.result, Err(Error::Timeout { .. })), "{ended:?}");
    }

    // Fuel is the same on every machine and in every run, where time isn't.
    let ended = run("fuel", sandbox.session().fuel(100_000_000), "while True: pass").await;
    assert!(matches!(ended.result, Err(Error::Fuel { limit: 100_000_000 })), "{ended:?}");

    // Too much memory is Python's own error, which code can catch; the session goes on.
    let code = "try: bytes(100 << 20)\nexcept MemoryError: print('caught')\nlen(bytes(1 << 20))";
    let ended = run("memory", sandbox.session().memory(48 << 20), code).await;
    assert_eq!(ended.result?, Some((1 << 20).into()));
    assert!(ended.report.memory_peak <= 48 << 20);

    // What is written beyond the limit is dropped and counted, or ends the session.
    let flood = "for _ in range(1000): print('flood')";
    let ended = run("output", sandbox.session().output_limit(100), flood).await;
    assert!(ended.result.is_ok() && ended.output.stdout.truncated());
    assert_eq!((ended.output.stdout.bytes.len(), ended.report.stdout), (100, 6000));
    let ended = run("output", sandbox.session().output_limit(100).overflow(Overflow::End), flood).await;
    assert!(matches!(ended.result, Err(Error::Output { limit: 100 })), "{ended:?}");

    // The guest's own files: 1 MiB in 10 files here.
    let code = "with open('/tmp/big', 'wb') as file: file.write(bytes(2 << 20))";
    let ended = run("files", sandbox.session().file_quota(1 << 20, 10), code).await;
    assert!(matches!(&ended.result, Err(Error::Guest(error)) if error.kind() == "OSError"), "{ended:?}");

    // Calls of host functions, which cost the host something.
    let tools = Tools::new().tool(Tool::new("ask", async |()| Ok::<_, String>("no")));
    let code = "import tools\nwhile True: tools.ask()";
    let ended = run("tools", sandbox.session().tools(tools).tool_calls(10), code).await;
    assert!(matches!(ended.result, Err(Error::ToolCalls { limit: 10 })), "{ended:?}");
    Ok(())
}
