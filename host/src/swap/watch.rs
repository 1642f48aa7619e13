//! Looking at a file until it changes.

use std::fs::Metadata;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use tokio::task::JoinHandle;

use super::Swap;
use crate::error::Result;

/// How often the file is looked at. Notices of the system's would be faster, but not all file systems give them.
const INTERVAL: Duration = Duration::from_millis(500);

/// A file that is being watched, by [`Swap::watch`]; no more when this is dropped.
#[derive(Debug)]
#[must_use = "dropping it ends the watch"]
pub struct Watch(JoinHandle<()>);

impl Watch {
    pub(super) fn new(swap: Swap, path: PathBuf, mut told: impl FnMut(Result<()>) + Send + 'static) -> Self {
        let mut loaded = State::of(&path);
        Self(tokio::spawn(async move {
            let mut before = loaded.clone();
            loop {
                tokio::time::sleep(INTERVAL).await;
                let now = State::of(&path);
                let has_settled = now == before;
                before.clone_from(&now);
                if now.is_some() && has_settled && now != loaded {
                    loaded = now;
                    told(swap.load(&path).await);
                }
            }
        }))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What tells that a file has changed.
#[derive(Clone, Debug, PartialEq)]
struct State {
    modified: Option<SystemTime>,
    size: u64,
    inode: u64,
}

impl State {
    /// The state that a file is in, or `None` where there is no file.
    fn of(path: &PathBuf) -> Option<Self> {
        let metadata = std::fs::metadata(path).ok().filter(Metadata::is_file)?;
        Some(Self { modified: metadata.modified().ok(), size: metadata.len(), inode: inode(&metadata) })
    }
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

/// Elsewhere the time and the size have to do.
#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}
