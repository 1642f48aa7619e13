//! Keeps a cache from growing without end.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::directory::TEMPORARY;
use super::entry::SUFFIX;
use super::known;

/// The bytes that a cache's entries may take together.
const LIMIT: u64 = 1 << 30;

/// After this time a remembered hash is forgotten; it is computed again if it is asked for.
const FORGOTTEN: Duration = Duration::from_hours(30 * 24);

/// After this time a file that is still being written belongs to a process that was killed.
const ABANDONED: Duration = Duration::from_hours(1);

/// After this time whoever has made a file has locked it, too.
const STARTED: Duration = Duration::from_secs(1);

struct File {
    path: PathBuf,
    size: u64,
    used: SystemTime,
}

/// Removes the entries that weren't used for the longest time until the rest fits.
pub(super) fn to_fit(directory: &Path, newest: &Path) {
    to_fit_in(LIMIT, directory, newest);
    for memo in files(&directory.join(known::DIRECTORY)) {
        if older(&memo, FORGOTTEN) {
            remove(&memo.path);
        }
    }
}

/// Removes the files that processes were writing when they were killed.
pub(super) fn abandoned(directory: &Path) {
    for directory in [directory, &directory.join(known::DIRECTORY)] {
        files(directory).filter(is_abandoned).for_each(|file| remove(&file.path));
    }
}

fn to_fit_in(limit: u64, directory: &Path, newest: &Path) {
    let mut entries: Vec<_> =
        files(directory).filter(|file| file.path.extension() == Some(OsStr::new(SUFFIX))).collect();
    let mut total: u64 = entries.iter().map(|entry| entry.size).sum();
    entries.sort_by_key(|entry| entry.used);
    for entry in entries {
        if total <= limit {
            return;
        }
        if entry.path != newest {
            total -= entry.size;
            remove(&entry.path);
        }
    }
}

fn files(directory: &Path) -> impl Iterator<Item = File> {
    let files = fs::read_dir(directory).into_iter().flatten().flatten();
    files.filter_map(|file| {
        let metadata = file.metadata().ok()?;
        Some(File { path: file.path(), size: metadata.len(), used: metadata.modified().ok()? })
    })
}

fn is_abandoned(file: &File) -> bool {
    let temporary = file.path.file_name().and_then(OsStr::to_str).is_some_and(|name| name.starts_with(TEMPORARY));
    temporary && (older(file, ABANDONED) || older(file, STARTED) && is_free(&file.path))
}

/// Whether nobody is writing the file.
fn is_free(path: &Path) -> bool {
    fs::File::open(path).is_ok_and(|file| file.try_lock().is_ok())
}

fn older(file: &File, age: Duration) -> bool {
    file.used.elapsed().is_ok_and(|elapsed| elapsed > age)
}

fn remove(path: &Path) {
    // Another process may have removed it first, which is as good; and what can't be removed now will be tried again.
    let _ = fs::remove_file(path);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn make(directory: &Path, name: &str, age: u64) -> PathBuf {
        let path = directory.join(name);
        fs::write(&path, [0; 100]).expect("a temporary file");
        let used = SystemTime::now() - Duration::from_secs(age);
        let file = fs::File::options().write(true).open(&path).expect("it was made");
        file.set_modified(used).expect("our own file");
        path
    }

    #[test]
    fn the_least_recently_used_go_first_and_the_newest_never() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let newest = make(directory.path(), "a.cwasm", 9000);
        let old = make(directory.path(), "b.cwasm", 500);
        let recent = make(directory.path(), "c.cwasm", 10);
        to_fit_in(200, directory.path(), &newest);
        assert_eq!([&newest, &old, &recent].map(|path| path.exists()), [true, false, true]);
        to_fit_in(0, directory.path(), &newest);
        assert_eq!([&newest, &recent].map(|path| path.exists()), [true, false]);
    }

    #[test]
    fn what_fits_stays_and_what_was_abandoned_goes() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let entry = make(directory.path(), "a.cwasm", 9000);
        let killed = make(directory.path(), "new-x", 9000);
        let recently = make(directory.path(), "new-y", 10);
        let writing = make(directory.path(), "new-z", 10);
        let locked = fs::File::open(&writing).expect("it was made");
        locked.try_lock().expect("nobody else has it");
        let started = make(directory.path(), "new-a", 0);
        let foreign = make(directory.path(), "notes.txt", 9000);
        abandoned(directory.path());
        to_fit_in(100, directory.path(), &entry);
        let left = [&entry, &killed, &recently, &writing, &started, &foreign].map(|path| path.exists());
        assert_eq!(left, [true, false, false, true, true, true]);
    }
}
