//! The cache of compiled components: damage of every kind, and processes that share it or are killed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use component_sandbox::{Cache, Engine};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use testing::component::seven;
use testing::{chance, child};

use crate::works;

fn engine(directory: &Path, compiled: &Arc<AtomicUsize>) -> Engine {
    let compiled = Arc::clone(compiled);
    let cache = Cache::at(directory).expect("a directory of our own");
    let counting = move || {
        compiled.fetch_add(1, Ordering::Relaxed);
    };
    Engine::builder().sessions(1).cache(cache).on_compile(counting).build().expect("an engine")
}

/// Loads the component with a cache in this directory, and has it answer. Returns how often it was compiled.
fn load(directory: &Path) -> usize {
    let compiled = Arc::default();
    works(&engine(directory, &compiled).load_bytes(seven()).expect("the component"));
    compiled.load(Ordering::Relaxed)
}

/// The files of a cache whose names end so, or begin so.
fn files(directory: &Path, end: &str, start: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(directory).expect("the cache").map(|file| file.expect("a file").path());
    let name = |path: &Path| path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8").to_owned();
    files.filter(|path| name(path).ends_with(end) && name(path).starts_with(start)).collect()
}

fn entry(directory: &Path) -> PathBuf {
    let [entry] = &files(directory, ".cwasm", "")[..] else { panic!("one entry") };
    entry.clone()
}

/// An entry with these bytes is compiled again, and what is written then is whole.
fn damaged(directory: &Path, entry: &Path, whole: &[u8], bytes: &[u8], what: &str) {
    // As another file, since a change that is too fresh to be told by the file's times is never taken for none.
    fs::remove_file(entry).expect("our own file");
    fs::write(entry, bytes).expect("our own file");
    assert_eq!(load(directory), 1, "{what}");
    assert!(fs::read(entry).expect("written again") == whole, "{what}");
}

#[test]
fn a_truncated_entry_is_compiled_again() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    load(directory.path());
    let path = entry(directory.path());
    let whole = fs::read(&path).expect("the entry");
    for length in [0, 1, 4, 63, 64, 65, 4095, 4096, whole.len() / 3, whole.len() / 2, whole.len() - 1] {
        damaged(directory.path(), &path, &whole, &whole[..length], &format!("{length} bytes"));
    }
    damaged(directory.path(), &path, &whole, &[&whole[..], b"x"].concat(), "a byte more");
    damaged(directory.path(), &path, &whole, &vec![0; whole.len()], "nothing but zeroes");
    assert_eq!(load(directory.path()), 0);
}

#[test]
fn a_flipped_bit_anywhere_is_found() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    load(directory.path());
    let path = entry(directory.path());
    let whole = fs::read(&path).expect("the entry");
    let length = whole.len() as u64;
    // The header of the file, what surrounds it, its end, and anywhere.
    let places =
        (0..64).step_by(7).chain([length - 1, length - 64, length / 2]).chain((0..100).map(|i| chance(i) % length));
    for place in places {
        let mut bytes = whole.clone();
        bytes[usize::try_from(place).expect("within the file")] ^= 1 << (chance(place) % 8);
        damaged(directory.path(), &path, &whole, &bytes, &format!("a bit of byte {place} of {length}"));
    }
    assert_eq!(load(directory.path()), 0);
}

#[test]
fn a_name_that_was_changed_is_not_believed() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    load(directory.path());
    let path = entry(directory.path());
    let name = path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8").to_owned();
    for place in [0, 10, 65, 80] {
        let changed: String = name
            .chars()
            .enumerate()
            .map(|(i, c)| if i == place { if c == '0' { '1' } else { '0' } } else { c })
            .collect();
        fs::rename(&path, directory.path().join(changed)).expect("our own file");
        assert_eq!(load(directory.path()), 1, "character {place}");
        assert_eq!(load(directory.path()), 0, "character {place}");
    }
}

#[test]
fn remembered_hashes_that_are_damaged_are_made_again() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let known = directory.path().join("known");
    load(directory.path());
    std::thread::sleep(Duration::from_millis(1100));
    assert_eq!(load(directory.path()), 0, "remembered now");
    let memos = files(&known, "", "");
    assert_eq!(memos.len(), 1);
    for content in ["", "no hash", &"0".repeat(63), "\u{fffd}"] {
        fs::write(&memos[0], content).expect("our own file");
        assert_eq!(load(directory.path()), 0, "{content:?}");
    }
    // One that is another hash makes the entry look damaged, which costs a compilation and nothing more.
    fs::write(&memos[0], "0".repeat(64)).expect("our own file");
    assert_eq!((load(directory.path()), load(directory.path())), (1, 0));
}

/// What another version, other settings or another processor compiled has another key; under this engine's key it is
/// refused by the engine.
#[test]
fn code_of_other_settings_is_compiled_again() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let other = Engine::builder().fuel(true).sessions(1).cache(Cache::at(directory.path()).expect("our own")).build();
    works(&other.expect("an engine").load_bytes(seven()).expect("the component"));
    let foreign = fs::read(entry(directory.path())).expect("the entry");
    fs::remove_file(entry(directory.path())).expect("our own file");
    load(directory.path());
    let own = entry(directory.path());
    let name = own.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8");
    let key = name.split('.').next().expect("a key").to_owned();
    fs::remove_file(&own).expect("our own file");
    let disguised = directory.path().join(format!("{key}.{}.cwasm", blake3::hash(&foreign).to_hex()));
    fs::write(&disguised, foreign).expect("our own file");
    assert_eq!(load(directory.path()), 1);
    assert!(!disguised.exists() && entry(directory.path()) == own);
}

/// For whom permissions count, a directory without that of writing; for `root`, one of the system's own.
#[test]
fn a_directory_that_is_read_only_is_done_without() {
    use std::os::unix::fs::PermissionsExt;

    let directory = tempfile::tempdir().expect("a temporary directory");
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o500)).expect("our own directory");
    let read_only =
        if fs::write(directory.path().join("x"), "x").is_ok() { Path::new("/proc/self") } else { directory.path() };
    assert_eq!((load(read_only), load(read_only)), (1, 1));
}

/// A disk without room, which a limit on the size of files is as good as: writing fails in the middle.
#[test]
fn a_full_disk_is_done_without() {
    if let Some(directory) = child::told() {
        // What is ignored becomes an error of the call.
        let directory = Path::new(&directory);
        for room in [0, 1, 1000, 4096] {
            let before = getrlimit(Resource::Fsize);
            setrlimit(Resource::Fsize, Rlimit { current: Some(room), ..before }).expect("less is always allowed");
            let compiled = Arc::default();
            let loaded = engine(directory, &compiled).load_bytes(seven());
            setrlimit(Resource::Fsize, before).expect("as it was");
            // A component's memory is a file, too, of none of the disk's room; it is made with the first instance.
            works(&loaded.unwrap_or_else(|error| panic!("room for {room} bytes: {error}")));
            assert_eq!(compiled.load(Ordering::Relaxed), 1, "room for {room} bytes");
            assert_eq!(
                files(directory, "", "").len(),
                usize::from(directory.join("known").exists()),
                "nothing unfinished"
            );
        }
        assert_eq!((load(directory), load(directory)), (1, 0), "there is room again");
        return;
    }
    let directory = tempfile::tempdir().expect("a temporary directory");
    let mut shell = std::process::Command::new("sh");
    // A shell can have a signal ignored without a line that isn't safe, and what it starts inherits that.
    let program = std::env::current_exe().expect("this program");
    shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]).arg(program);
    shell.args(["--exact", "cache::a_full_disk_is_done_without", "--nocapture"]);
    child::check(&shell.env(child::VARIABLE, directory.path()).output().expect("a shell"));
}

#[test]
fn eight_processes_at_once_on_an_empty_cache() {
    const TEST: &str = "cache::eight_processes_at_once_on_an_empty_cache";
    if let Some(directory) = child::told() {
        load(Path::new(&directory));
        return;
    }
    for _ in 0..3 {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let children: Vec<_> = (0..8).map(|_| child::start(TEST, &directory.path().display().to_string())).collect();
        for child in children {
            child::check(&child.wait_with_output().expect("it ends"));
        }
        assert_eq!(load(directory.path()), 0);
        assert_eq!(files(directory.path(), "", "new-"), Vec::<PathBuf>::new());
    }
}

/// Killed at any moment, a process leaves a cache that works, and at most the file that it was writing.
#[test]
fn processes_that_are_killed_while_they_write() {
    const TEST: &str = "cache::processes_that_are_killed_while_they_write";
    if let Some(directory) = child::told() {
        // Writes an entry, over and over.
        loop {
            load(Path::new(&directory));
            fs::remove_file(entry(Path::new(&directory))).expect("our own file");
        }
    }
    let directory = tempfile::tempdir().expect("a temporary directory");
    for round in 0..60 {
        let mut child = child::start(TEST, &directory.path().display().to_string());
        std::thread::sleep(Duration::from_micros(chance(round) % 80_000));
        // SIGKILL, as it is.
        child.kill().expect("it runs");
        child.wait().expect("it was killed");
        assert!(load(directory.path()) <= 1);
        assert_eq!(load(directory.path()), 0, "the next finds what this one left");
        fs::remove_file(entry(directory.path())).expect("our own file");
    }
    // Those that nobody writes any more are removed before the next entry is written.
    std::thread::sleep(Duration::from_millis(1100));
    load(directory.path());
    assert_eq!(files(directory.path(), "", "new-"), Vec::<PathBuf>::new());
}

/// Entries that can't be opened for want of descriptors are no damaged ones.
#[test]
fn an_entry_that_cannot_be_opened_now_stays() {
    if let Some(directory) = child::told() {
        let directory = Path::new(&directory);
        let compiled = Arc::default();
        let engine = engine(directory, &compiled);
        let held: Vec<_> = std::iter::from_fn(|| fs::File::open("/dev/null").ok()).take(1_000_000).collect();
        let loaded = engine.load_bytes(seven());
        drop(held);
        works(&loaded.expect("compiled in memory"));
        return;
    }
    let directory = tempfile::tempdir().expect("a temporary directory");
    load(directory.path());
    child::run("cache::an_entry_that_cannot_be_opened_now_stays", &directory.path().display().to_string());
    assert_eq!(load(directory.path()), 0, "the entry is still there");
}
