//! Remembers the hashes of files, so that a file that hasn't changed isn't read again just to be recognised.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use blake3::Hash;

use super::directory;

/// The directory of the remembered hashes, in the cache's own.
pub(super) const DIRECTORY: &str = "known";

/// A file changed less long ago than this may change again without its times telling: file systems keep time in steps.
const SETTLED: Duration = Duration::from_secs(1);

/// Returns the hash of a file's content.
///
/// It is computed once for each state of the file. A state is told by device, inode, size and the times of the last
/// modification and of the last change of status, down to the nanosecond; the last of these is the kernel's own, so a
/// file can't be changed and made to look as it was.
pub(super) fn hash(cache: &Path, path: &Path) -> io::Result<Hash> {
    let file = File::open(path)?;
    let Some(memo) = state(&file.metadata()?).map(|state| cache.join(DIRECTORY).join(state)) else {
        return compute(&file);
    };
    if let Some(hash) = fs::read_to_string(&memo).ok().and_then(|hex| Hash::from_hex(hex).ok()) {
        return Ok(hash);
    }
    let hash = compute(&file)?;
    // Where it can't be remembered it is computed again.
    let _ = remember(&memo, &hash);
    Ok(hash)
}

fn compute(file: &File) -> io::Result<Hash> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file)?;
    Ok(hasher.finalize())
}

fn remember(memo: &Path, hash: &Hash) -> io::Result<()> {
    directory::make_private(memo.parent().unwrap_or(memo))?;
    directory::write_whole(memo, hash.to_hex().as_bytes())
}

/// Names the state that a file is in; `None` where it can't be told, or may still be changing.
#[cfg(unix)]
fn state(metadata: &fs::Metadata) -> Option<String> {
    use std::os::unix::fs::MetadataExt;

    let changed = SystemTime::UNIX_EPOCH
        + Duration::new(u64::try_from(metadata.ctime()).ok()?, u32::try_from(metadata.ctime_nsec()).ok()?);
    if changed.elapsed().ok()? < SETTLED {
        return None;
    }
    let numbers = [
        metadata.dev(),
        metadata.ino(),
        metadata.size(),
        metadata.mtime().cast_unsigned(),
        metadata.mtime_nsec().cast_unsigned(),
        metadata.ctime().cast_unsigned(),
        metadata.ctime_nsec().cast_unsigned(),
    ];
    let mut hasher = blake3::Hasher::new();
    for number in numbers {
        hasher.update(&number.to_le_bytes());
    }
    Some(hasher.finalize().to_hex().to_string())
}

/// Elsewhere files have no time that only the system can set.
#[cfg(not(unix))]
fn state(_: &fs::Metadata) -> Option<String> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn wait_until_settled() {
        std::thread::sleep(SETTLED + Duration::from_millis(50));
    }

    #[test]
    fn a_settled_file_is_read_once_and_a_changed_one_again() {
        let cache = tempfile::tempdir().expect("a temporary directory");
        let path = cache.path().join("file");
        fs::write(&path, "one").expect("a temporary file");
        assert_eq!(hash(cache.path(), &path).expect("it is there"), blake3::hash(b"one"));
        assert!(!cache.path().join(DIRECTORY).exists(), "too fresh to be remembered");

        wait_until_settled();
        assert_eq!(hash(cache.path(), &path).expect("it is there"), blake3::hash(b"one"));
        let memo = fs::read_dir(cache.path().join(DIRECTORY)).expect("made").next().expect("a memo").expect("its name");
        fs::write(memo.path(), blake3::hash(b"from the memo").to_hex().as_bytes()).expect("our own file");
        assert_eq!(hash(cache.path(), &path).expect("it is there"), blake3::hash(b"from the memo"));

        // Same size, and the time of modification set back to what it was.
        let modified = fs::metadata(&path).and_then(|metadata| metadata.modified()).expect("it has a time");
        fs::write(&path, "two").expect("our own file");
        File::options().write(true).open(&path).and_then(|file| file.set_modified(modified)).expect("our own file");
        wait_until_settled();
        assert_eq!(hash(cache.path(), &path).expect("it is there"), blake3::hash(b"two"));
    }
}
