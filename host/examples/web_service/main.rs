//! A web service that runs the code that it is sent, each request in an instance of its own.
//!
//! `cargo run --release --example web_service [COMPONENT] [--listen ADDRESS]`, after `./build.sh`, then
//!
//! ```sh
//! curl -d '{"code": "print(1)\n2 + 2"}' http://127.0.0.1:3000/run
//! ```
//!
//! With `--self-test` it sends requests to itself, checks the answers and ends.

mod self_test;

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use component_sandbox::{CancellationToken, Engine, Error, Sandbox};
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;

/// Requests that are run at once; one more is told to come again.
const SESSIONS: u32 = 4;

#[derive(Deserialize)]
struct Request {
    code: String,
}

/// A client that goes away drops this future, which ends the guest and frees its session.
async fn run(State(sandbox): State<Sandbox>, body: Bytes) -> Response {
    let Request { code } = match serde_json::from_slice(&body) {
        Ok(request) => request,
        Err(error) => return (StatusCode::BAD_REQUEST, Json(json!({"error": error.to_string()}))).into_response(),
    };
    let session = sandbox.session().total_timeout(Duration::from_secs(1)).memory(64 << 20).output_limit(64 << 10);
    let run = session.run(&code).await;
    let (name, value) = match run.result {
        Ok(value) => ("result", value.unwrap_or_default()),
        Err(Error::Busy { .. }) => {
            return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "1")]).into_response();
        }
        Err(Error::Host(_) | Error::Config(_)) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Err(error) => ("error", error.to_string().into()),
    };
    Json(json!({
        name: value,
        "stdout": run.output.stdout.text(),
        "stderr": run.output.stderr.text(),
        "report": {
            "wall_ms": run.report.wall.as_secs_f64() * 1e3,
            "cpu_ms": run.report.cpu.as_secs_f64() * 1e3,
            "memory_peak": run.report.memory_peak,
            "stdout": run.report.stdout,
            "stderr": run.report.stderr,
        },
    }))
    .into_response()
}

/// Waits for Ctrl-C, or for what a service manager sends.
async fn told_to_stop() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupt = tokio::signal::ctrl_c() => interrupt,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut component = concat!(env!("CARGO_MANIFEST_DIR"), "/../dist/sandbox-virt.wasm").to_owned();
    let mut address = "127.0.0.1:3000".to_owned();
    let mut testing = false;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--listen" => address = arguments.next().ok_or("`--listen` needs an address")?,
            "--self-test" => (testing, address) = (true, "127.0.0.1:0".to_owned()),
            _ => component = argument,
        }
    }

    let sandbox = Engine::builder().sessions(SESSIONS).warm(SESSIONS).build()?.load(component)?;
    let service = Router::new().route("/run", post(run)).layer(DefaultBodyLimit::max(256 << 10)).with_state(sandbox);
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    println!("listening on http://{address}/run");

    let stop = CancellationToken::new();
    // Those who are being served still get their answers, which their time limits bound.
    let serving = axum::serve(listener, service).with_graceful_shutdown(stop.clone().cancelled_owned());
    let until = async {
        if testing { self_test::self_test(address).await } else { told_to_stop().await }?;
        stop.cancel();
        Ok(())
    };
    tokio::try_join!(serving.into_future(), until)?;
    Ok(())
}
