//! Requests to the service, and the answers that they must get.

use std::io;
use std::net::SocketAddr;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// An answer: the status line and the headers, and the body where it is JSON.
struct Answer {
    head: String,
    body: Value,
}

async fn post(address: SocketAddr, body: impl AsRef<str>) -> io::Result<Answer> {
    let body = body.as_ref();
    let mut stream = TcpStream::connect(address).await?;
    let head = format!("POST /run HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}", body.len());
    stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let (head, body) = answer.split_once("\r\n\r\n").expect("an answer with headers and a body");
    println!("{} {body}", head.lines().next().unwrap_or_default());
    Ok(Answer { head: head.to_ascii_lowercase(), body: serde_json::from_str(body).unwrap_or_default() })
}

/// Sends code, which must be answered with JSON.
async fn run(address: SocketAddr, code: &str) -> io::Result<Value> {
    let answer = post(address, json!({ "code": code }).to_string()).await?;
    assert!(answer.head.starts_with("http/1.1 200"), "{}", answer.head);
    Ok(answer.body)
}

pub(crate) async fn self_test(address: SocketAddr) -> io::Result<()> {
    let good = run(address, "import sys\nprint('out')\nprint('err', file=sys.stderr)\n[6 * 7, None]").await?;
    assert_eq!(
        (&good["result"], &good["stdout"], &good["stderr"]),
        (&json!([42, null]), &json!("out\n"), &json!("err\n"))
    );
    assert!(good["error"].is_null() && good["report"]["memory_peak"].as_u64() > Some(1 << 20), "{good}");

    let raised = run(address, "1 / 0").await?;
    assert_eq!(raised["error"], "ZeroDivisionError: division by zero");
    assert!(raised["stderr"].as_str().is_some_and(|text| text.starts_with("Traceback")), "{raised}");

    // Two at once under the same name: each sees its own secret, and nobody after them sees any.
    let keep = |secret: &str| format!("import time\nsecret = '{secret}'\ntime.sleep(0.2)\nsecret");
    let (red, blue) = (keep("red"), keep("blue"));
    let (red, blue) = tokio::join!(run(address, &red), run(address, &blue));
    assert_eq!((&red?["result"], &blue?["result"]), (&json!("red"), &json!("blue")));
    assert_eq!(run(address, "secret").await?["error"], "NameError: name 'secret' is not defined");

    // Endless loops in all sessions: one request more is told to come again, and they end at their time limit.
    let mut endless = JoinSet::new();
    for _ in 0..=super::SESSIONS {
        endless.spawn(post(address, r#"{"code": "while True: pass"}"#));
    }
    let answers = endless.join_all().await.into_iter().collect::<io::Result<Vec<_>>>()?;
    let (full, ended): (Vec<_>, Vec<_>) =
        answers.into_iter().partition(|answer| answer.head.starts_with("http/1.1 503"));
    assert!(full.len() == 1 && full[0].head.contains("\r\nretry-after: 1"), "{} refused", full.len());
    assert!(ended.iter().all(|answer| answer.body["error"] == "the time limit of 1s has passed"));

    for bad in ["{", "{}", r#"{"code": 1}"#] {
        let answer = post(address, bad).await?;
        assert!(answer.head.starts_with("http/1.1 400") && answer.body["error"].is_string(), "{}", answer.head);
    }
    Ok(())
}
