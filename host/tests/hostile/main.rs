//! Components that attack the host: what the embedder loads may be hostile, too.
//!
//! Each attack must end with an error that says what happened, or with a value; the host's memory must stay within what
//! `docs/security.md` states; and the same engine must then run an honest component.

mod arrays;
#[path = "../adversarial/attacks/mod.rs"]
#[allow(dead_code, reason = "the names are for the suite that looks after each")]
mod attacks;
mod endless;
mod floods;
mod growth;
mod guest;
mod handles;
mod host;
mod imports;
mod instances;
mod lies;
mod listeners;
mod shape;
mod thousand;
mod values;

use std::time::Duration;

use component_sandbox::{Engine, Error, Sandbox, Tool, Tools};
use testing::component::dist;

use guest::Guest;
use host::Host;

/// The limits of each attack.
const TIMEOUT: Duration = Duration::from_secs(1);
const MEMORY: usize = 64 << 20;

/// What `docs/security.md` states: the host's memory for a session beside the memory limit.
const CONSTANT: u64 = 160 << 20;

/// A component, and how far it comes.
struct Attack {
    name: &'static str,
    component: Vec<u8>,
    asks: Asks,
    end: End,
}

/// What the host asks of it.
enum Asks {
    Value,
    Array,
    ToTakeAnArray,
}

/// What is expected of it: the kind of error, as the enum names it, and a part of its sentence.
enum End {
    Load(&'static str, &'static str),
    Start(&'static str, &'static str),
    Call(&'static str, &'static str),
    /// It does no harm, and gives `7`, or an array of seven elements, or takes one.
    Value,
}

impl Attack {
    fn new(name: &'static str, guest: &Guest, end: End) -> Self {
        Self::bytes(name, guest.encode(), end)
    }

    fn bytes(name: &'static str, component: Vec<u8>, end: End) -> Self {
        Self { name, component, asks: Asks::Value, end }
    }

    fn text(name: &'static str, text: &str, end: End) -> Self {
        Self::bytes(name, wat::parse_str(text).unwrap_or_else(|error| panic!("{name}: {error}")), end)
    }

    /// Loads, starts and calls it, as far as it lets itself.
    async fn run(&self, engine: &Engine) -> Result<String, (&'static str, Error)> {
        let sandbox = engine.load_bytes(&self.component).map_err(|error| ("load", error))?;
        let builder = sandbox.session().timeout(TIMEOUT).memory(MEMORY).tools(tools()).tool_calls(1000);
        let mut session = builder.start().await.map_err(|error| ("start", error))?;
        let value = match self.asks {
            Asks::Value => session.eval::<serde_json::Value>("x").await.map(|value| value.to_string()),
            Asks::Array => session.get_array::<f64>("x").await.map(|array| array.data().len().to_string()),
            Asks::ToTakeAnArray => session.set_array("x", vec![0.5; 7]).await.map(|()| 7.to_string()),
        };
        assert!(session.report().memory_peak <= MEMORY, "{}: {:?}", self.name, session.report());
        value.map_err(|error| ("call", error))
    }

    /// Compares what came of it with what was expected, and tells what differs.
    fn check(&self, outcome: &Result<String, (&'static str, Error)>) -> Option<String> {
        let name = self.name;
        let (stage, kind, part) = match self.end {
            End::Load(kind, part) => ("load", kind, part),
            End::Start(kind, part) => ("start", kind, part),
            End::Call(kind, part) => ("call", kind, part),
            End::Value => {
                let honest = matches!(outcome, Ok(value) if value == "7");
                return (!honest).then(|| format!("{name}: expected 7, found {outcome:.500?}"));
            }
        };
        let Err((found, error)) = outcome else { return Some(format!("{name}: expected {kind}, found {outcome:?}")) };
        let (debug, text) = (format!("{error:?}"), error.to_string());
        let expected = *found == stage && debug.starts_with(kind) && text.contains(part);
        if expected && !text.contains('\n') && text.len() < 4096 {
            return None;
        }
        Some(format!(
            "{name}: expected {stage} {kind} `{part}`, found {found} {debug:.500}: {text:.500}, {} bytes",
            text.len()
        ))
    }
}

/// Makes the attacks, one after the other, and looks at the host after each.
async fn attack(attacks: Vec<Attack>) {
    let mut host = Host::alone().await;
    let mut wrong = Vec::new();
    for attack in attacks {
        host.begin();
        let outcome = attack.run(host.engine()).await;
        wrong.extend(attack.check(&outcome));
        wrong.extend(host.check(attack.name).await);
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// The one function that the host offers.
fn tools() -> Tools {
    Tools::new().tool(Tool::new("add", async |(a, b): (i64, i64)| Ok::<_, String>(a + b)))
}

/// The Python guest, with a filesystem of its own.
fn python(engine: &Engine) -> Sandbox {
    engine.load(dist("sandbox-virt.wasm")).expect("the wrapped Python guest")
}
