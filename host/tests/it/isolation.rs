//! What a guest can't reach.

use serde_json::{Value, json};

use crate::{python, raised, session};

#[tokio::test]
async fn no_environment_and_no_arguments_but_those_given() {
    let mut session = session().await;
    session.exec("import os, sys").await.expect("imports");
    assert_eq!(session.eval::<Value>("dict(os.environ)").await.expect("a dict"), json!({}));
    assert_eq!(session.eval::<Value>("sys.argv").await.expect("a list"), json!(["-c"]));

    let mut session = python().session().env("NAME", "value").env("EMPTY", "").start().await.expect("a session");
    session.exec("import os").await.expect("an import");
    assert_eq!(session.eval::<Value>("dict(os.environ)").await.expect("a dict"), json!({"NAME": "value", "EMPTY": ""}));
}

#[tokio::test]
async fn no_files() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let secret = directory.path().join("secret");
    std::fs::write(&secret, "secret").expect("a temporary file");
    let mut session = session().await;
    session.exec("import os, pathlib").await.expect("imports");
    session.exec(&format!("path = {:?}", secret.to_str().expect("a path in UTF-8"))).await.expect("a path");
    for expression in [
        "open(path).read()",
        "open(path, 'w').write('x')",
        "open('/../../..' + path).read()",
        "os.listdir('/')",
        "os.remove(path)",
        "os.mkdir(path + '-new')",
        "os.symlink('/', 'root')",
        "pathlib.Path(path).read_text()",
        "os.stat(path).st_size",
    ] {
        let error = raised(session.eval_json(expression).await);
        assert!(
            error.starts_with("FileNotFoundError: ") || error.starts_with("PermissionError: "),
            "{expression}: {error}"
        );
    }
    assert_eq!(std::fs::read_to_string(&secret).expect("it is still there"), "secret");
    assert_eq!(std::fs::read_dir(directory.path()).expect("the directory").count(), 1);
}

#[tokio::test]
async fn no_network() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a listener");
    listener.set_nonblocking(true).expect("a listener");
    let port = listener.local_addr().expect("its address").port();
    let mut session = session().await;
    session.exec("import socket").await.expect("an import");
    for expression in [
        format!("socket.create_connection(('127.0.0.1', {port}), 1)"),
        format!("socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', {port}))"),
        "socket.socket().bind(('127.0.0.1', 0))".to_owned(),
        "socket.getaddrinfo('localhost', 80)".to_owned(),
    ] {
        let error = raised(session.eval_json(&expression).await);
        assert!(error.contains("Permission denied") || error.starts_with("gaierror"), "{expression}: {error}");
    }
    let connected = listener.accept();
    assert!(connected.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock), "nobody came");
}

#[tokio::test]
async fn no_processes_and_no_threads() {
    let mut session = session().await;
    session.exec("import os, threading").await.expect("imports");
    for expression in ["os.fork()", "os.system('id')", "os.execv('/bin/sh', ['sh'])", "threading.Thread().start()"] {
        let error = raised(session.eval_json(expression).await);
        assert!(error.starts_with("AttributeError: ") || error.starts_with("RuntimeError: "), "{expression}: {error}");
    }
}

#[tokio::test]
async fn each_session_has_random_numbers_of_its_own() {
    let mut seen = std::collections::HashSet::new();
    for _ in 0..8 {
        let mut session = session().await;
        session.exec("import os, random, secrets, uuid").await.expect("imports");
        for expression in ["random.random()", "os.urandom(8).hex()", "secrets.token_hex(8)", "uuid.uuid4().hex"] {
            let value = session.eval_json(expression).await.expect("a value");
            assert!(seen.insert(value.clone()), "{expression} gave {value} twice");
        }
        // The guest's own function, which seeded it, is gone.
        assert!(session.eval::<bool>("random.seed == random._inst.seed").await.expect("it is there"));
    }
}

#[tokio::test]
async fn the_clock_is_real() {
    let mut session = session().await;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs_f64();
    session.exec("import time").await.expect("an import");
    let guests: f64 = session.eval("time.time()").await.expect("a number");
    assert!((guests - now).abs() < 60.0, "{guests} and {now}");
}

#[tokio::test]
async fn sessions_share_nothing() {
    let (mut first, mut second) = (session().await, session().await);
    first.exec("import builtins, sys\nsecret = builtins.secret = sys.secret = 42").await.expect("a secret");
    second.exec("import builtins, sys").await.expect("imports");
    let found: bool = second
        .eval("'secret' in globals() or hasattr(builtins, 'secret') or hasattr(sys, 'secret')")
        .await
        .expect("an answer");
    assert!(!found);
    drop(first);
    let mut third = session().await;
    assert_eq!(raised(third.eval_json("secret").await), "NameError: name 'secret' is not defined");
}
