//! This project among the contenders of `bench/peers`: answers their requests, a line of JSON each.
//!
//! `contender COMPONENT [WARM]`, where WARM is how many sessions are started ahead.

use std::io::BufRead;
use std::path::Path;
use std::time::{Duration, Instant};

use component_sandbox::{Engine, Sandbox, Session};
use serde_json::{Value, json};

/// What is left to the thread that starts sessions ahead: requests of a service don't come one right after the other.
const PAUSE: Duration = Duration::from_millis(1);

struct Contender {
    sandbox: Sandbox,
    session: Session,
    is_warm: bool,
}

impl Contender {
    async fn answer(&mut self, request: &Value) -> Result<Value, Box<dyn std::error::Error>> {
        let (took, value) = match request["work"].as_str() {
            Some("fresh") => self.fresh().await?,
            Some("start") => self.start().await?,
            Some("live") => self.call("2 + 2").await?,
            Some("program") => {
                self.session = session(&self.sandbox).await?;
                self.session.exec(request["source"].as_str().ok_or("a program has a source")?).await?;
                self.call("main()").await?
            }
            _ => return Err("unknown work".into()),
        };
        Ok(json!({"seconds": took.as_secs_f64(), "value": value}))
    }

    /// Evaluates `2 + 2` in a session that was never used, and throws it away.
    async fn fresh(&self) -> component_sandbox::Result<(Duration, Value)> {
        if self.is_warm {
            // Asleep, the processor would have to wake up and fill its caches again, which no other contender's has to.
            let start = Instant::now();
            while start.elapsed() < PAUSE {
                std::hint::spin_loop();
            }
        }
        let start = Instant::now();
        let mut session = self.sandbox.session().start().await?;
        let value = session.eval("2 + 2").await?;
        drop(session);
        Ok((start.elapsed(), value))
    }

    /// Starts a session, and throws it away.
    async fn start(&self) -> component_sandbox::Result<(Duration, Value)> {
        let start = Instant::now();
        let session = self.sandbox.session().start().await?;
        let took = start.elapsed();
        drop(session);
        Ok((took, Value::Null))
    }

    async fn call(&mut self, expression: &str) -> component_sandbox::Result<(Duration, Value)> {
        let start = Instant::now();
        let value = self.session.eval(expression).await?;
        Ok((start.elapsed(), value))
    }
}

/// A session with the limits that hold by default, but time for a program.
async fn session(sandbox: &Sandbox) -> component_sandbox::Result<Session> {
    sandbox.session().timeout(Duration::from_mins(1)).start().await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let component = arguments.next().ok_or("contender COMPONENT [WARM]")?;
    let warm = arguments.next().map_or(Ok(0), |count| count.parse())?;
    let sandbox = Engine::builder().warm(warm).build()?.load(Path::new(&component))?;
    let session = session(&sandbox).await?;
    let mut contender = Contender { sandbox, session, is_warm: warm > 0 };
    for line in std::io::stdin().lock().lines() {
        let answer = contender.answer(&serde_json::from_str(&line?)?).await;
        println!("{}", answer.unwrap_or_else(|error| json!({"error": error.to_string()})));
    }
    Ok(())
}
