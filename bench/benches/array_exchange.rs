//! A million float64 into the guest with NumPy and out of it: as an array, and as JSON.

use std::time::{Duration, Instant};

use bench::{compare, component, median};
use component_sandbox::{Array, Engine, Result, Session};

const ELEMENTS: usize = 1_000_000;
const ROUNDS: usize = 15;

/// As many digits as floating-point numbers have that were computed.
fn numbers() -> Vec<f64> {
    (0..ELEMENTS).map(|i| f64::from(u32::try_from(i).expect("a small number")).sin()).collect()
}

async fn arrays(session: &mut Session, numbers: &[f64]) -> Result<(Duration, Duration)> {
    let array = Array::from(numbers.to_vec());
    let start = Instant::now();
    session.set_array("a", array).await?;
    let set = start.elapsed();
    let start = Instant::now();
    let array = session.get_array::<f64>("a").await?;
    let got = start.elapsed();
    assert_eq!(array.data(), numbers);
    Ok((set, got))
}

async fn json(session: &mut Session, numbers: &[f64]) -> Result<(Duration, Duration)> {
    let start = Instant::now();
    session.set("a", numbers).await?;
    session.exec("a = numpy.array(a)").await?;
    let set = start.elapsed();
    let start = Instant::now();
    let values: Vec<f64> = session.eval("a").await?;
    let got = start.elapsed();
    // As text a number may lose its last bit.
    assert!(values.iter().zip(numbers).all(|(value, number)| (value - number).abs() < 1e-15));
    Ok((set, got))
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let engine = Engine::new().expect("an engine");
    let sandbox = engine.load(component("sandbox-numpy-virt.wasm")).expect("the Python guest with NumPy");
    let builder = sandbox.session().memory(1 << 30).timeout(Duration::from_mins(1));
    let mut session = builder.start().await.expect("a session");
    let numbers = numbers();
    let (mut sets, mut gets) = ((Vec::new(), Vec::new()), (Vec::new(), Vec::new()));
    for _ in 0..ROUNDS {
        let (set, got) = json(&mut session, &numbers).await.expect("values");
        sets.0.push(set);
        gets.0.push(got);
        let (set, got) = arrays(&mut session, &numbers).await.expect("arrays");
        sets.1.push(set);
        gets.1.push(got);
    }
    compare("1,000,000 f8 in", ("JSON", median(sets.0)), ("array", median(sets.1)));
    compare("1,000,000 f8 out", ("JSON", median(gets.0)), ("array", median(gets.1)));
}
