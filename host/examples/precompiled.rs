//! A component that was compiled ahead of time, in a program that has no compiler.
//!
//! `component-sandbox compile dist/sandbox-virt.wasm -o dist/sandbox-virt.cwasm`, then
//! `cargo run --release -p component-sandbox --no-default-features --example precompiled [CODE_FILE] [PYTHON]`.

use std::time::Instant;

use component_sandbox::Engine;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().unwrap_or_else(|| "dist/sandbox-virt.cwasm".to_owned());
    let code = arguments.next();

    let start = Instant::now();
    let engine = Engine::builder().sessions(4).build()?;
    // SAFETY: it was made by `component-sandbox compile`, and nobody else writes to it.
    #[expect(unsafe_code, reason = "the file is machine code, for which somebody has to vouch")]
    let sandbox = unsafe { engine.load_compiled(path) }?;
    let loaded = start.elapsed();
    let run = sandbox.run(code.as_deref().unwrap_or("sum(i * i for i in range(10))")).await;
    println!("{:?}, loaded in {loaded:?}, ran in {:?}", run.result, run.report.wall);
    if code.is_none() {
        assert_eq!(run.result?, Some(285.into()));
    }
    Ok(())
}
