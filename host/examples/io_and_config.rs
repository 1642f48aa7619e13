//! What a session is given: standard input, environment, arguments, a prelude, its clock and its random numbers; and what a
//! component may ask for at all.
//!
//! `cargo run --release --example io_and_config [COMPONENT]`, after `./build.sh`.

use std::io::Cursor;
use std::time::{Duration, UNIX_EPOCH};

use component_sandbox::{Clock, Engine, Imports, Random};
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> component_sandbox::Result<()> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../dist/sandbox-virt.wasm");
    let component = std::env::args_os().nth(1).unwrap_or_else(|| default.into());

    // A component that imports anything else, sockets or the host's files for example, isn't loaded.
    let imports = ["wasi:io", "wasi:cli", "wasi:clocks", "wasi:random", "local:sandbox/tools"];
    let imports = imports.into_iter().fold(Imports::none(), Imports::allow);
    let engine = Engine::builder().imports(imports).build()?;
    let sandbox = engine.load(component)?;

    // Nothing is there unless it is given. What the guest's own wrapper sets, such as `HOME`, isn't the host's.
    let code = "import os, sys\n[os.environ.get('LEVEL'), sys.argv[1:], sys.stdin.read()]";
    let bare = sandbox.run(code).await.result?.unwrap_or_default();
    let given = sandbox.session().env("LEVEL", "debug").arg("--fast").stdin(Cursor::new("some text"));
    let given = given.run(code).await.result?.unwrap_or_default();
    println!("by default: {bare}\ngiven: {given}");
    assert_eq!(bare, json!([null, [], ""]));
    assert_eq!(given, json!(["debug", ["--fast"], "some text"]));

    // The two output streams are kept apart.
    let run = sandbox.run("import sys\nprint('out')\nprint('err', file=sys.stderr)").await;
    assert_eq!((run.output.stdout.text(), run.output.stderr.text()), ("out\n".into(), "err\n".into()));

    // The embedder's own helpers, before the code that isn't trusted and with line numbers of their own.
    let helpers = "def clamp(x, low, high): return max(low, min(x, high))";
    let run = sandbox.session().prelude(helpers).run("clamp(150, 0, 100)").await;
    assert_eq!(run.result?, Some(json!(100)));

    // A fixed clock and a seed make every run the same.
    let code = "import datetime, random, uuid\n[str(datetime.datetime.now()), random.random(), str(uuid.uuid4())]";
    let moment = UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let mut values = Vec::<Value>::new();
    for seed in [1, 1, 2] {
        let session = sandbox.session().clock(Clock::Fixed(moment)).random(Random::Seeded(seed));
        values.push(session.run(code).await.result?.unwrap_or_default());
    }
    println!("seed 1: {}\nseed 2: {}", values[0], values[2]);
    assert_eq!(values[0], values[1]);
    assert_ne!(values[0], values[2]);
    Ok(())
}
