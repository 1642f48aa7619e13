//! The wrapped Python guest in the real engine.

use std::fs;
use std::sync::LazyLock;

use component_sandbox::{Engine, Error, Sandbox, Session};
use wasi_virt::{Environment, Stdio, WasiVirt};

use crate::{python, wrap};

fn engine() -> &'static Engine {
    static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new().expect("an engine"));
    &ENGINE
}

/// The Python guest, wrapped like this.
fn load(virt: &WasiVirt) -> Sandbox {
    engine().load_bytes(&wrap(virt, python()).component).unwrap_or_else(|error| panic!("{error}"))
}

/// The Python guest with nothing allowed.
fn denied() -> &'static Sandbox {
    static DENIED: LazyLock<Sandbox> = LazyLock::new(|| load(&WasiVirt::new()));
    &DENIED
}

/// The Python guest with everything allowed that can be.
fn allowed() -> &'static Sandbox {
    static ALLOWED: LazyLock<Sandbox> = LazyLock::new(|| {
        let virt = WasiVirt::new().stdio(Stdio::Allow).host_env(Environment::All).env("TZ", "X");
        load(&virt.allow_clocks(true).allow_random(true).allow_exit(true).allow_fs(true))
    });
    &ALLOWED
}

async fn start(sandbox: &Sandbox) -> Session {
    sandbox.session().start().await.unwrap_or_else(|error| panic!("{error}"))
}

/// The value of an expression after statements, as JSON.
async fn run(session: &mut Session, statements: &str, expression: &str) -> String {
    session.exec(statements).await.unwrap_or_else(|error| panic!("{statements}: {error}"));
    session.eval_json(expression).await.unwrap_or_else(|error| panic!("{expression}: {error}"))
}

/// The error that statements raise.
async fn raised(session: &mut Session, statements: &str) -> String {
    match session.exec(statements).await {
        Err(Error::Guest(error)) => error.kind().to_owned(),
        other => panic!("{statements}: {other:?}"),
    }
}

#[tokio::test]
async fn files_that_were_embedded() {
    let local = tempfile::tempdir().expect("a temporary directory");
    fs::write(local.path().join("greeting"), "hello").expect("a new file");
    std::os::unix::fs::symlink("greeting", local.path().join("link")).expect("a new link");
    let virt = WasiVirt::new().mount("/data", local.path()).mount_rw("/work/rw", local.path()).cwd("/work");
    let mut session = start(&load(&virt)).await;
    let list = run(&mut session, "import os", "[sorted(os.listdir('/data')), open('/data/link').read()]").await;
    assert_eq!(list, r#"[["greeting", "link"], "hello"]"#);
    assert_eq!(run(&mut session, "pass", "os.getcwd()").await, r#""/work""#);
    for statements in ["open('/data/greeting', 'w')", "os.remove('/data/greeting')", "open('/data/new', 'w')"] {
        assert_eq!(raised(&mut session, statements).await, "OSError", "{statements}");
    }
    let written = "with open('/work/rw/greeting', 'a') as f: f.write(' again')";
    assert_eq!(run(&mut session, written, "open('/work/rw/greeting').read()").await, r#""hello again""#);
    assert_eq!(run(&mut session, "pass", "int(os.stat('/data/greeting').st_mtime)").await, "315619200");
}

#[tokio::test]
async fn a_first_call_asks_the_engine_for_no_more_memory() {
    let mut session = start(allowed()).await;
    let at_start = session.report().memory_peak;
    assert_eq!(run(&mut session, "pass", "2 + 2").await, "4");
    assert_eq!(session.report().memory_peak, at_start, "the adapter's was in reserve");
}

#[tokio::test]
async fn each_instance_has_files_of_its_own() {
    let mut first = start(denied()).await;
    let written = "import os\nwith open('/tmp/a', 'w') as f: f.write('mine')";
    assert_eq!(run(&mut first, written, "[open('/tmp/a').read(), os.listdir('/')]").await, r#"["mine", ["tmp"]]"#);
    let mut second = start(denied()).await;
    assert_eq!(run(&mut second, "import os", "os.listdir('/tmp')").await, "[]");
}

#[tokio::test]
async fn the_quota_holds() {
    let mut session = start(&load(&WasiVirt::new().quota(100_000).files(3))).await;
    let file = "import os\nf = os.open('/tmp/a', os.O_RDWR | os.O_CREAT)\nos.ftruncate(f, 50_000)";
    session.exec(file).await.expect("within the quota");
    assert_eq!(raised(&mut session, "os.ftruncate(f, 200_000)").await, "OSError");
    let many = "for i in range(10): open(f'/tmp/{i}', 'w').close()";
    assert_eq!(raised(&mut session, many).await, "OSError");
}

#[tokio::test]
async fn sockets_are_denied_without_a_trap() {
    let mut session = start(denied()).await;
    session.exec("import socket").await.expect("the module is there");
    assert_eq!(raised(&mut session, "socket.socket()").await, "PermissionError");
    assert_eq!(raised(&mut session, "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)").await, "PermissionError");
    let name = raised(&mut session, "socket.getaddrinfo('example.org' * 5, 80)").await;
    assert!(["gaierror", "PermissionError", "OSError", "socket.gaierror"].contains(&name.as_str()), "{name}");
    assert_eq!(session.eval_json("1 + 1").await.expect("the session goes on"), "2");
}

#[tokio::test]
async fn exiting() {
    let mut session = start(denied()).await;
    for statements in ["import os\nos._exit(0)", "import posix\nposix._exit(1)"] {
        assert_eq!(raised(&mut session, statements).await, "PermissionError", "{statements}");
    }
    assert_eq!(session.eval_json("1 + 1").await.expect("the session goes on"), "2");
    assert_eq!(session.eval_json("os.environ.get('WASI_VIRT_DENIED')").await.expect("a value"), "null");

    let mut session = start(allowed()).await;
    let error = session.exec("import os\nos._exit(1)").await.expect_err("it exits");
    assert!(matches!(error, Error::Exit { status: 1 }), "{error:?}");
}

#[tokio::test]
async fn standard_streams() {
    let code = "import sys\nprint('out')\nprint('err', file=sys.stderr)\nsys.stdout.flush()";
    let ignored = load(&WasiVirt::new().stdio(Stdio::Ignore));
    for (sandbox, expected) in [(allowed(), ("out\n", "err\n", "\"in\"")), (&ignored, ("", "", "\"\""))] {
        let mut session = sandbox.session().stdin(&b"in"[..]).start().await.expect("a session");
        let input = run(&mut session, code, "sys.stdin.read()").await;
        let output = session.take_output();
        assert_eq!((&*output.stdout.text(), &*output.stderr.text(), &*input), expected);
    }
    let mut session = start(denied()).await;
    for statements in ["import sys\nsys.stdin.read()", "input()", "print('x')", "print('x', file=sys.stderr)"] {
        assert_eq!(raised(&mut session, statements).await, "PermissionError", "{statements}");
    }
    assert_eq!(session.eval_json("1 + 1").await.expect("the session goes on"), "2");
    assert!(session.take_output().stdout.bytes.is_empty());
}

#[tokio::test]
async fn the_environment() {
    let names = || vec!["TZ".to_owned()];
    let some = load(&WasiVirt::new().host_env(Environment::Allow(names())).env("HOME", "/"));
    let others = load(&WasiVirt::new().host_env(Environment::Deny(names())).env("A", "x=y"));
    for (sandbox, expected) in [
        (denied(), r#"{"HOME": "/tmp"}"#),
        (allowed(), r#"{"HOME": "/tmp", "SECRET": "1", "TZ": "X"}"#),
        (&some, r#"{"HOME": "/", "TZ": "UTC"}"#),
        (&others, r#"{"A": "x=y", "HOME": "/tmp", "SECRET": "1"}"#),
    ] {
        let mut session = sandbox.session().env("SECRET", "1").env("TZ", "UTC").start().await.expect("a session");
        assert_eq!(run(&mut session, "import os", "dict(sorted(os.environ.items()))").await, expected);
    }
}

#[tokio::test]
async fn clocks() {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs();
    let mut session = start(allowed()).await;
    let seconds: u64 = run(&mut session, "import time", "int(time.time())").await.parse().expect("a number");
    assert!((now..now + 60).contains(&seconds), "{now} {seconds}");

    // A clock of its own passes an hour at once.
    let mut session = start(denied()).await;
    let slept = "import time\na = (time.monotonic(), time.time())\ntime.sleep(3600)";
    let passed = run(&mut session, slept, "[3600 <= time.monotonic() - a[0] < 3601, time.time() >= a[1]]").await;
    assert_eq!(passed, "[true, true]");
}

#[tokio::test]
async fn random_numbers() {
    for (sandbox, differ) in [(allowed(), true), (denied(), false)] {
        let mut numbers = Vec::new();
        for _ in 0..2 {
            let mut session = start(sandbox).await;
            numbers.push(run(&mut session, "import os", "list(os.urandom(16))").await);
        }
        assert_eq!(numbers[0] != numbers[1], differ, "{numbers:?}");
    }
}

#[tokio::test]
async fn directories_of_the_host_lie_beside_the_files() {
    // This host preopens none, so there is just nothing more to see.
    let mut session = start(allowed()).await;
    assert_eq!(run(&mut session, "import os", "os.listdir('/')").await, r#"["tmp"]"#);
}
