//! Looks at the host after each attack.

use std::path::PathBuf;
use std::time::Duration;

use component_sandbox::{Sandbox, Session};
use testing::memory::resident;
use tokio::net::TcpListener;
use tokio::sync::MutexGuard;

/// What no guest may ever see: it is in a file and in another session.
const SECRET: &str = "the-secret-of-the-host-7316";

/// What `docs/security.md` states for a session, and what those hold that are started ahead or thrown away in the
/// background just then.
const SLACK: u64 = 192 << 20;

/// Things of the host's that must stay as they are.
pub(crate) struct Witness {
    folder: tempfile::TempDir,
    secret: PathBuf,
    listener: TcpListener,
    neighbour: Session,
    sandbox: Sandbox,
    resident: u64,
    _alone: MutexGuard<'static, ()>,
}

impl Witness {
    pub(crate) async fn new(sandbox: &Sandbox, alone: MutexGuard<'static, ()>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary directory");
        let secret = folder.path().join("secret.txt");
        std::fs::write(&secret, SECRET).expect("a temporary file");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let mut neighbour = sandbox.session().start().await.expect("a session");
        neighbour.exec(&format!("secret = '{SECRET}'; open('/tmp/mine', 'w').write(secret)")).await.expect("it runs");
        Self { folder, secret, listener, neighbour, sandbox: sandbox.clone(), resident: resident(), _alone: alone }
    }

    /// Tells an attack where the host's things are: who attacks may well know.
    pub(crate) fn aim(&self, code: &str) -> String {
        let port = self.listener.local_addr().expect("it is bound").port().to_string();
        code.replace("{FOLDER}", &self.folder.path().display().to_string())
            .replace("{SECRET}", &self.secret.display().to_string())
            .replace("{PORT}", &port)
            .replace("{PID}", &std::process::id().to_string())
    }

    /// Asserts that nothing of the host's was reached; `seen` is all that came out of the guest.
    pub(crate) async fn check(&mut self, group: &str, attack: &str, seen: &str) {
        let what = format!("{group}: {attack}");
        assert!(!seen.contains(SECRET), "{what}: the secret came out: {seen}");
        for variable in ["PATH", "PWD", "CARGO_MANIFEST_DIR"] {
            let value = std::env::var(variable).unwrap_or_default();
            assert!(value.is_empty() || !seen.contains(&value), "{what}: {variable} came out: {seen}");
        }
        assert_eq!(std::fs::read_to_string(&self.secret).expect("it is there"), SECRET, "{what}: the file has changed");
        let names = std::fs::read_dir(self.folder.path()).expect("it is there").count();
        assert_eq!(names, 1, "{what}: the folder has changed");
        let connected = tokio::time::timeout(Duration::from_millis(1), self.listener.accept()).await;
        assert!(connected.is_err(), "{what}: somebody connected");
        assert_eq!(children(), 0, "{what}: there are processes");
        let grown = self.grown().await;
        assert!(grown < SLACK, "{what}: the host has grown by {} MiB", grown >> 20);

        let mine = "[secret, open('/tmp/mine').read()]";
        let found: [String; 2] = self.neighbour.eval(mine).await.unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(found, [SECRET, SECRET], "{what}: another session has changed");
        let next = self.sandbox.run("import os\n[sorted(os.listdir('/tmp')), 'secret' in globals(), 1 + 1]").await;
        let expected = serde_json::json!([[], false, 2]);
        assert_eq!(next.result.unwrap_or_else(|error| panic!("{what}: {error}")), Some(expected), "{what}: the next");
    }

    /// How much more memory the process holds than at first, once used instances are thrown away, which a thread of low
    /// priority does in the background.
    async fn grown(&mut self) -> u64 {
        for _ in 0..100 {
            if resident().saturating_sub(self.resident) < SLACK {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        resident().saturating_sub(self.resident)
    }
}

/// The processes that this one has started.
#[cfg(target_os = "linux")]
fn children() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").expect("its threads").flatten();
    let children = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    children.map(|list| list.split_whitespace().count()).sum()
}

#[cfg(not(target_os = "linux"))]
fn children() -> usize {
    0
}
