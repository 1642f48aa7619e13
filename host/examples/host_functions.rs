//! Lets the code call functions of the host's, which it finds in the module `tools`.
//!
//! `cargo run --release --example host_functions [COMPONENT]`, after `./build.sh`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use component_sandbox::{Engine, Tool, Tools};
use serde::Deserialize;
use serde_json::json;

/// Arguments by name, with a default; as a tuple they could be given by position only.
#[derive(Deserialize)]
struct Order {
    item: String,
    #[serde(default = "one")]
    count: u32,
}

fn one() -> u32 {
    1
}

#[tokio::main]
async fn main() -> component_sandbox::Result<()> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../dist/sandbox-virt.wasm");
    let component = std::env::args_os().nth(1).unwrap_or_else(|| default.into());
    let engine = Engine::new()?;
    let sandbox = engine.load(component)?;

    // What the functions need of the host they share; the code never sees more than their results.
    let prices = Arc::new(BTreeMap::from([("apple", 30), ("pear", 45)]));
    let price = move |Order { item, count }: Order| {
        let prices = Arc::clone(&prices);
        async move {
            let price = prices.get(item.as_str()).ok_or_else(|| format!("there is no {item}"))?;
            Ok::<_, String>(price * count)
        }
    };
    let tools = Tools::new()
        .tool(Tool::new("price", price).description("The price of some fruit, in cents.").schema(json!({
            "type": "object",
            "properties": {"item": {"type": "string"}, "count": {"type": "integer", "default": 1}},
            "required": ["item"],
        })))
        .tool(Tool::new("wait", async |(milliseconds,): (u64,)| {
            // Others run while it waits, and the time limit holds for it, too.
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            Ok::<_, String>(())
        }));

    // One set of functions serves any number of sessions.
    let mut session = sandbox.session().tools(tools).tool_calls(5).start().await?;
    session.exec("import tools").await?;
    session.exec("help(tools.price)").await?;
    println!("{}", session.take_output().stdout.text());

    let total: u32 = session.eval("tools.price('apple') + tools.price('pear', count=2)").await?;
    println!("an apple and two pears: {total} cents");
    assert_eq!(total, 120);

    // The function's own error is an exception that the code can catch.
    let code = "
try:
    tools.price('plum')
except tools.ToolError as error:
    answer = str(error)
";
    session.exec(code).await?;
    let answer: String = session.eval("answer").await?;
    println!("a plum: {answer}");
    assert_eq!(answer, "there is no plum");

    session.exec("tools.wait(20)").await?;
    let report = session.report();
    println!("{} calls took {:?}", report.tool_calls, report.tool_time);
    assert_eq!(report.tool_calls, 4);
    assert!(report.tool_time >= Duration::from_millis(20));
    Ok(())
}
