//! Floods of all that a guest can hand to the host: what the host holds stays below the memory limit and a constant.

use std::future::Future;
use std::pin::Pin;
use std::sync::LazyLock;
use std::time::Duration;

use component_sandbox::{Engine, Result, Sandbox, Session, Tool, Tools};
use serde_json::Value;
use testing::memory::{forget_peak, peak};

use crate::guest::{Guest, much};
use crate::host::{Host, exactly};
use crate::{CONSTANT, MEMORY, python};

/// The output that is kept, of each stream.
const OUTPUT: usize = 4 << 20;

fn guest() -> &'static Sandbox {
    static PYTHON: LazyLock<Sandbox> =
        LazyLock::new(|| python(&Engine::builder().sessions(1).build().expect("an engine")));
    &PYTHON
}

type Flood = for<'a> fn(&'a mut Session, &'a str) -> Pin<Box<dyn Future<Output = Result<usize>> + Send + 'a>>;

const EXEC: Flood = |session, code| Box::pin(async move { session.exec(code).await.map(|()| 0) });
const VALUE: Flood = |session, code| Box::pin(async move { session.eval::<Value>(code).await.map(|_| 0) });
const NUMBER: Flood = |session, code| Box::pin(async move { session.eval::<i64>(code).await.map(|_| 0) });
const TEXT: Flood = |session, code| Box::pin(async move { session.eval_json(code).await.map(|text| text.len()) });
const FILE: Flood = |session, code| {
    Box::pin(async move {
        session.exec(code).await?;
        session.read_file("/tmp/x").await.map(|content| content.len())
    })
};
const LIST: Flood = |session, code| {
    Box::pin(async move {
        session.exec(code).await?;
        session.list_files("/tmp").await.map(|entries| entries.len())
    })
};

/// Ways to flood, of code in Python.
const FLOODS: &[(&str, Flood, &str)] = &[
    ("output", EXEC, "while True: print('x' * 100_000)"),
    ("output, a byte at a time", EXEC, "import sys\nwhile True: sys.stdout.write('x'); sys.stdout.flush()"),
    ("error output", EXEC, "import sys\nwhile True: sys.stderr.write('x' * 100_000)"),
    ("an error", EXEC, "raise ValueError('x' * 6_000_000)"),
    ("an error's name", EXEC, "raise type('x' * 6_000_000, (Exception,), {})"),
    ("a result of text", TEXT, "'x' * 6_000_000"),
    ("a result that is read", VALUE, "'x' * 6_000_000"),
    ("a result of numbers", VALUE, "[0] * 1_300_000"),
    ("a result of more numbers", VALUE, "[0] * 1_500_000"),
    ("a result of lists", VALUE, "[[0]] * 240_000"),
    ("a result of more lists", VALUE, "[[0]] * 1_000_000"),
    ("a result of maps", VALUE, "[{'': 0}] * 70_000"),
    ("a result of more maps", VALUE, "[{'': 0}] * 500_000"),
    ("a result of another type", NUMBER, "'\\x7f' * 8_000_000"),
    ("arguments of text", EXEC, "import tools\nwhile True: tools.take('x' * 6_000_000)"),
    ("arguments of lists", EXEC, "import tools\nwhile True: tools.take([[0]] * 200_000)"),
    (
        "arguments of another type",
        EXEC,
        "import tools\nwhile True:\n    try: tools.number('\\x7f' * 4_000_000)\n    except tools.ToolError: pass",
    ),
    (
        "names of host functions",
        EXEC,
        "from wit_world.imports import tools as raw\nwhile True:\n    try: raw.call('x' * 6_000_000, '[]')\n    except BaseException: pass",
    ),
    ("files that stay open", EXEC, "x = []\nwhile True: x.append(open('/tmp/x', 'w'))"),
    ("a file", FILE, "open('/tmp/x', 'wb').write(bytes(12_000_000))"),
    ("a list of files", LIST, "for i in range(9_000): open('/tmp/' + f'{i:0200}', 'w').close()"),
    ("memory", EXEC, "x = []\nwhile True: x.append(bytes(100_000))"),
];

/// Serialised with the other tests, which look at the same process.
#[test]
fn stay_below_the_limit_and_a_constant() {
    exactly("floods::stay_below_the_limit_and_a_constant", async {
        let _host = Host::alone().await;
        guest().run("1").await.result.expect("it works");
        let mut most = (0, "");
        for (name, flood, code) in FLOODS {
            let tools = Tools::new()
                .tool(Tool::new("take", async |_: Value| Ok::<_, String>(0)))
                .tool(Tool::new("number", async |_: (i64,)| Ok::<_, String>(0)));
            let builder = guest().session().memory(MEMORY).output_limit(OUTPUT).tools(tools).tool_calls(20);
            let before = forget_peak();
            let mut session = builder.timeout(Duration::from_secs(2)).start().await.expect("a session");
            let outcome = flood(&mut session, code).await;
            let grown = peak().saturating_sub(before);
            println!("{name}: {} MiB, {:.100}", grown >> 20, format!("{outcome:?}"));
            let bound = (MEMORY + 2 * OUTPUT) as u64 + CONSTANT;
            assert!(grown < bound, "{name}: {} MiB", grown >> 20);
            most = most.max((grown, name));
        }
        println!("{}: {} MiB", most.1, most.0 >> 20);
    });
}

/// The same of a component that keeps to no form, with a memory limit that is a multiple of what may be handed over.
#[test]
fn of_a_hostile_component_stay_below_too() {
    exactly("floods::of_a_hostile_component_stay_below_too", async {
        const LARGE: usize = 256 << 20;
        let host = Host::alone().await;
        for (name, first, pattern, last) in [
            ("text", '"', "x", '"'),
            ("numbers", '[', "0,", '0'),
            ("arrays", '[', "[],", '0'),
            ("arrays in arrays", '[', "[0],", '0'),
            ("maps", '[', "{\"\":0},", '0'),
            ("strings", '[', "\"\",", '0'),
            ("escapes", '"', "\\u0001", '"'),
            ("deletes", '"', "\u{7f}", '"'),
            ("no JSON", 'x', "x", 'x'),
        ] {
            // In Latin-1, 0xe4 becomes two bytes, and is no character of UTF-8.
            for (encoding, byte) in [("string-encoding=utf8", 127), ("string-encoding=latin1+utf16", 228)] {
                let eval = much(first, pattern, last).replace("(i32.const 127)", &format!("(i32.const {byte})"));
                let component = Guest { encoding, ..Guest::with_eval(eval) }.encode();
                let sandbox = host.engine().load_bytes(component).expect("the world");
                for flood in [VALUE, NUMBER, TEXT] {
                    let before = forget_peak();
                    let mut session = sandbox.session().memory(LARGE).start().await.expect("a session");
                    let outcome = flood(&mut session, "x").await;
                    let held = session.report().memory_peak as u64;
                    let grown = peak().saturating_sub(before);
                    println!(
                        "{name}, {encoding}: {} MiB, {:.100}",
                        (grown - held.min(grown)) >> 20,
                        format!("{outcome:?}")
                    );
                    assert!(
                        grown < held + CONSTANT,
                        "{name}, {encoding}: {} MiB beside the guest's",
                        (grown - held) >> 20
                    );
                }
            }
        }
    });
}
