//! Runs Python: a piece of code on its own, and a session whose strings share their names.
//!
//! `cargo run --release --example basic_execution [COMPONENT]`, after `./build.sh`.

use component_sandbox::{Engine, Error};
use serde::Deserialize;

/// What a value of the guest's is read as: anything that serde makes of JSON.
#[derive(Debug, Deserialize, PartialEq)]
struct Statistics {
    mean: f64,
    most: u32,
}

#[tokio::main]
async fn main() -> component_sandbox::Result<()> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../dist/sandbox-virt.wasm");
    let component = std::env::args_os().nth(1).unwrap_or_else(|| default.into());

    // One engine and one loaded component for the whole process; both are cheap to clone and share.
    let engine = Engine::new()?;
    let sandbox = engine.load(component)?;

    // One piece of code in an instance of its own: the value of its last expression, its output, what it used.
    let run = sandbox.run("print('working')\nx = 6\nx * 7").await;
    let value = run.result?.unwrap_or_default();
    println!("value {value}, output {:?}, {:?} computed", run.output.stdout.text(), run.report.cpu);
    assert_eq!(value, 42);
    assert_eq!(run.output.stdout.text(), "working\n");

    // A session keeps its names from one call to the next.
    let mut session = sandbox.session().start().await?;
    let functions = "
def statistics(numbers):
    return {'mean': sum(numbers) / len(numbers), 'most': max(numbers)}
";
    session.exec(functions).await?;

    // Values go in and come out as Rust's own, never pasted into code.
    session.set("numbers", &[1, 2, 6]).await?;
    let found: Statistics = session.eval("statistics(numbers)").await?;
    println!("{found:?}");
    assert_eq!(found, Statistics { mean: 3.0, most: 6 });
    let shout: String = session.call("str.upper", ("it's \"quoted\"",)).await?;
    println!("{shout}");
    assert_eq!(shout, "IT'S \"QUOTED\"");

    // What the code raises is an error like others, and the session goes on.
    match session.exec("statistics([])").await {
        Err(Error::Guest(error)) => {
            println!("{error}");
            assert_eq!((error.kind(), error.message()), ("ZeroDivisionError", "division by zero"));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(session.eval::<u32>("numbers[-1]").await?, 6);
    Ok(())
}
