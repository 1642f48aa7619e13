//! The virtual filesystem of a wrapped guest against a directory of the host, and what wrapping costs a start.

use std::time::{Duration, Instant};

use bench::bare::Instance;
use bench::{compare, component, median};
use component_sandbox::{Engine as Host, Sandbox as Guest};
use wasmtime::component::Component;
use wasmtime::{Config, Engine, Result};

/// Code that does something 10,000 times.
const OPERATIONS: [(&str, &str); 4] = [
    ("10,000 stat", "for _ in range(10_000): os.stat('/tmp/file')"),
    ("10,000 open and close", "for _ in range(10_000): os.close(os.open('/tmp/file', os.O_RDONLY))"),
    (
        "10,000 reads of 4 KiB",
        "f = os.open('/tmp/file', os.O_RDONLY)\nfor i in range(10_000): os.pread(f, 4096, 0)\nos.close(f)",
    ),
    (
        "1,000 files written and removed",
        "for i in range(1_000):\n  open('/tmp/x', 'w').write('hello')\n  os.remove('/tmp/x')",
    ),
];

const SETUP: &str = "import os\nwith open('/tmp/file', 'wb') as f: f.write(bytes(65536))";

const ROUNDS: usize = 7;
const STARTS: usize = 300;

async fn exec(instance: &mut Instance, code: &str) -> Result<Duration> {
    let start = Instant::now();
    instance.exec(code).await?;
    Ok(start.elapsed())
}

async fn operations() -> Result<()> {
    let engine = Engine::new(&Config::new())?;
    let tmp = tempfile::tempdir()?;
    let plain = Component::from_file(&engine, component("sandbox-fused.wasm"))?;
    let wrapped = Component::from_file(&engine, component("sandbox-virt.wasm"))?;
    let mut host = Instance::new(&engine, &plain, Some(tmp.path())).await?;
    let mut own = Instance::new(&engine, &wrapped, None).await?;
    host.exec(SETUP).await?;
    own.exec(SETUP).await?;
    for (what, code) in OPERATIONS {
        let (mut hosts, mut owns) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            hosts.push(exec(&mut host, code).await?);
            owns.push(exec(&mut own, code).await?);
        }
        compare(what, ("host's directory", median(hosts)), ("virtual", median(owns)));
    }
    Ok(())
}

async fn start(guest: &Guest) -> component_sandbox::Result<Duration> {
    let start = Instant::now();
    let session = guest.session().start().await?;
    let took = start.elapsed();
    drop(session);
    Ok(took)
}

async fn starts() -> component_sandbox::Result<()> {
    let host = Host::new()?;
    let plain = host.load(component("sandbox-fused.wasm"))?;
    let wrapped = host.load(component("sandbox-virt.wasm"))?;
    let (mut plains, mut wrappeds) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        plains.push(start(&plain).await?);
        wrappeds.push(start(&wrapped).await?);
    }
    let (plain, wrapped) = (median(plains), median(wrappeds));
    compare("start of a session", ("wrapped", wrapped), ("unwrapped", plain));
    println!("wrapping costs a start {:.1?}", wrapped.saturating_sub(plain));
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    starts().await.expect("sessions start");
    operations().await.expect("the operations work");
}
