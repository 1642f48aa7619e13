//! The cache of compiled components: hits, damage, sharing.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use component_sandbox::{Cache, Engine, Sandbox};
use testing::component::seven;

/// An engine on a cache of its own, which counts what it compiles.
struct Fixture {
    directory: tempfile::TempDir,
    compiled: Arc<AtomicUsize>,
}

impl Fixture {
    fn new() -> Self {
        Self { directory: tempfile::tempdir().expect("a temporary directory"), compiled: Arc::default() }
    }

    fn engine(&self) -> Engine {
        let compiled = Arc::clone(&self.compiled);
        Engine::builder()
            .sessions(1)
            .cache(Cache::at(self.directory.path()).expect("a directory of our own"))
            .on_compile(move || {
                compiled.fetch_add(1, Ordering::Relaxed);
            })
            .build()
            .expect("an engine")
    }

    fn load(&self) -> Sandbox {
        self.engine().load_bytes(seven()).expect("the component")
    }

    fn compiled(&self) -> usize {
        self.compiled.load(Ordering::Relaxed)
    }

    fn entries(&self) -> Vec<PathBuf> {
        files(self.directory.path()).into_iter().filter(|path| path.extension().is_some_and(|e| e == "cwasm")).collect()
    }
}

fn files(directory: &Path) -> Vec<PathBuf> {
    fs::read_dir(directory).expect("the cache").map(|file| file.expect("a file").path()).collect()
}

async fn works(sandbox: &Sandbox) {
    let mut session = sandbox.session().start().await.expect("a session");
    assert_eq!(session.eval::<i64>("anything").await.expect("a number"), 7);
}

#[tokio::test]
async fn a_component_is_compiled_once() {
    let fixture = Fixture::new();
    works(&fixture.load()).await;
    works(&fixture.load()).await;
    assert_eq!((fixture.compiled(), fixture.entries().len()), (1, 1));
}

#[tokio::test]
async fn a_file_that_changes_is_another_component() {
    let fixture = Fixture::new();
    let path = fixture.directory.path().join("guest.wasm");
    fs::write(&path, seven()).expect("a temporary file");
    works(&fixture.engine().load(&path).expect("the component")).await;
    fs::write(&path, b"(no component)").expect("our own file");
    fixture.engine().load(&path).err().expect("not what was compiled before");
    assert_eq!(fixture.compiled(), 1);
}

#[tokio::test]
async fn a_damaged_entry_is_compiled_again() {
    type Damage = fn(&Path);
    let flip: Damage = |path| {
        let mut code = fs::read(path).expect("the entry");
        let middle = code.len() / 2;
        code[middle] ^= 1;
        fs::write(path, code).expect("our own file");
    };
    let truncate: Damage = |path| {
        let code = fs::read(path).expect("the entry");
        fs::write(path, &code[..code.len() / 2]).expect("our own file");
    };
    let empty: Damage = |path| fs::write(path, b"").expect("our own file");
    for (what, damage) in [("a flipped bit", flip), ("half of it", truncate), ("nothing", empty)] {
        let fixture = Fixture::new();
        fixture.load();
        let [entry] = &fixture.entries()[..] else { panic!("one entry") };
        damage(entry);
        works(&fixture.load()).await;
        assert_eq!(fixture.compiled(), 2, "{what}");
        works(&fixture.load()).await;
        assert_eq!((fixture.compiled(), fixture.entries().len()), (2, 1), "{what}");
    }
}

#[tokio::test]
async fn an_entry_of_other_settings_is_not_taken() {
    let fixture = Fixture::new();
    fixture.load();
    let [entry] = &fixture.entries()[..] else { panic!("one entry") };
    // What another version or another processor would have left: whole by its name, of no use to this engine.
    let foreign = b"compiled elsewhere";
    let name = entry.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8");
    let key = name.split('.').next().expect("a key");
    fs::remove_file(entry).expect("our own file");
    let disguised = fixture.directory.path().join(format!("{key}.{}.cwasm", blake3::hash(foreign).to_hex()));
    fs::write(&disguised, foreign).expect("our own file");
    works(&fixture.load()).await;
    assert_eq!(fixture.compiled(), 2);
    assert!(!disguised.exists());
}

#[tokio::test]
async fn a_cache_that_cant_be_written_to_is_done_without() {
    let fixture = Fixture::new();
    let engine = fixture.engine();
    fs::remove_dir_all(fixture.directory.path()).expect("our own directory");
    works(&engine.load_bytes(seven()).expect("the component")).await;
    assert_eq!(fixture.compiled(), 1);
}

#[test]
fn nothing_unfinished_is_left_behind() {
    let fixture = Fixture::new();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| fixture.load());
        }
    });
    let names = files(fixture.directory.path());
    assert!(names.iter().all(|path| path.extension().is_some_and(|e| e == "cwasm")), "{names:?}");
    assert_eq!(fixture.entries().len(), 1, "the same code has the same name");
}
