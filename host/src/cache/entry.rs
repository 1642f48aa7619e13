//! One compiled component: a file named `KEY.CHECKSUM.cwasm`.

use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use wasmtime::Engine;

use super::directory;

/// The suffix of an entry's file.
pub(super) const SUFFIX: &str = "cwasm";

const DAY: Duration = Duration::from_hours(24);

/// What an entry is found by: the component's content and all that decides how it is compiled.
pub(super) struct Key(String);

impl Key {
    pub(super) fn new(engine: &Engine, content: &blake3::Hash) -> Self {
        let mut hasher = KeyHasher(blake3::Hasher::new());
        hasher.write(content.as_bytes());
        // The engine's version, its settings, and the processor's features.
        engine.precompile_compatibility_hash().hash(&mut hasher);
        Self(hasher.0.finalize().to_hex().to_string())
    }
}

/// Feeds what is hashed into a cryptographic hash; the standard 64 bits are too few to tell content apart by.
struct KeyHasher(blake3::Hasher);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let hash = self.0.finalize();
        u64::from_le_bytes(std::array::from_fn(|i| hash.as_bytes()[i]))
    }
}

/// A file of compiled code.
pub(super) struct Entry {
    path: PathBuf,
    checksum: String,
}

/// Lists the entries under a key: at most one, unless two processes compiled the component differently.
pub(super) fn find(directory: &Path, key: &Key) -> Vec<Entry> {
    let Ok(files) = fs::read_dir(directory) else {
        return Vec::new();
    };
    files
        .filter_map(|file| {
            let file = file.ok()?;
            let name = file.file_name().into_string().ok()?;
            let mut parts = name.split('.');
            let fits = parts.next()? == key.0;
            let checksum = parts.next()?.to_owned();
            (fits && parts.next()? == SUFFIX && parts.next().is_none()).then(|| Entry { path: file.path(), checksum })
        })
        .collect()
}

/// Writes an entry so that it appears whole or not at all.
pub(super) fn write(directory: &Path, key: &Key, code: &[u8]) -> io::Result<Entry> {
    let checksum = blake3::hash(code).to_hex().to_string();
    let path = directory.join(format!("{}.{checksum}.{SUFFIX}", key.0));
    directory::write_whole(&path, code)?;
    Ok(Entry { path, checksum })
}

impl Entry {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether a file with this hash is what was once written.
    pub(super) fn is_whole(&self, hash: &blake3::Hash) -> bool {
        hash.to_hex().as_str() == self.checksum
    }

    /// Notes that the entry was used, for [`super::prune`]. Only once a day, because a change of the file's times makes
    /// the next load check its content.
    pub(super) fn touch(&self) {
        // In a cache that can't be written to nothing is removed either.
        let _ = File::open(&self.path).and_then(|file| {
            let used = file.metadata()?.modified()?;
            if used.elapsed().is_ok_and(|age| age > DAY) { file.set_modified(SystemTime::now()) } else { Ok(()) }
        });
    }

    pub(super) fn remove(&self) {
        if let Err(error) = fs::remove_file(&self.path) {
            crate::trace::warning!("a damaged compiled component can't be removed: {error}");
        }
    }
}
