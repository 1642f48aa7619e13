//! The files of a session, beside a model of them: for plain names every answer is known, for hostile ones only what must
//! hold whatever comes of them.

use std::collections::BTreeMap;
use std::time::Duration;

use component_sandbox::{Error, FileKind, Session};
use fuzz::fuzz;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::{python, runtime};

#[derive(Clone, Debug)]
enum Operation {
    Write(String, Vec<u8>),
    Read(String),
    List(String),
    Remove(String),
}

/// What is below `/tmp`: a directory, or a file with its content.
type Model = BTreeMap<String, Option<Vec<u8>>>;

const NAMES: &[&str] =
    &["a", "b", "c", "é", "with space", "-rf", "a.py", "*", "~", "\\", "a\nb", "CON", "%2e%2e", "😀"];

/// Names that mean something else, or can't be one.
const HOSTILE: &[&str] = &[
    "..",
    ".",
    "",
    "/",
    "../..",
    "\0",
    "a\0b",
    "../../etc/passwd",
    "/etc/passwd",
    "python",
    "../python/json",
    "./a",
    "a//b",
    "a/",
    "a/.",
    "a/..",
    "\u{202e}",
    "C:\\",
];

fn plain() -> impl Strategy<Value = String> {
    vec(select(NAMES), 1..4).prop_map(|names| format!("/tmp/{}", names.join("/")))
}

fn hostile() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        4 => select(HOSTILE).prop_map(str::to_owned),
        2 => select(NAMES).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => (250..5000_usize).prop_map(|length| "x".repeat(length)),
        1 => (1..60_usize).prop_map(|depth| "d/".repeat(depth)),
        1 => Just("d/".repeat(3000)),
    ];
    (select(&["/tmp/", "/", "", "tmp/", "//tmp//"][..]), vec(name, 0..4))
        .prop_map(|(top, names)| top.to_owned() + &names.join("/"))
}

fn operation() -> impl Strategy<Value = Operation> {
    let path = || prop_oneof![3 => plain(), 1 => hostile()];
    // Some don't fit the quota of 16 MiB.
    let content = prop_oneof![
        20 => vec(any::<u8>(), 0..100),
        4 => (0..200_000_usize).prop_map(|length| vec![7; length]),
        1 => Just(vec![8; 9 << 20]),
    ];
    prop_oneof![
        4 => (path(), content).prop_map(|(path, content)| Operation::Write(path, content)),
        2 => path().prop_map(Operation::Read),
        1 => path().prop_map(Operation::List),
        1 => path().prop_map(Operation::Remove),
    ]
}

/// Whether the model knows all about a path.
fn is_plain(path: &str) -> bool {
    path.strip_prefix("/tmp/").is_some_and(|below| below.split('/').all(|name| NAMES.contains(&name)))
}

fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at]).filter(|parent| parent.len() > "/tmp".len())
}

/// A refusal is a sentence that names the path.
fn refused<T>(result: component_sandbox::Result<T>, path: &str) -> Result<Option<T>, TestCaseError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(Error::File(reason)) => {
            prop_assert!(reason.starts_with(&format!("`{path}` can't be ")), "{}", reason);
            Ok(None)
        }
        Err(error) => Err(TestCaseError::fail(format!("{path:?}: {error}"))),
    }
}

/// Everything below `/tmp`, as the host sees it.
async fn look(session: &mut Session) -> Result<Model, TestCaseError> {
    let mut model = Model::new();
    let mut directories = vec!["/tmp".to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in session.list_files(&directory).await.expect("a directory") {
            let path = format!("{directory}/{}", entry.name);
            if entry.kind == FileKind::Directory {
                model.insert(path.clone(), None);
                directories.push(path);
            } else {
                prop_assert_eq!(entry.kind, FileKind::File);
                let content = session.read_file(&path).await.expect("a file");
                prop_assert_eq!(content.len() as u64, entry.size);
                model.insert(path, Some(content));
            }
        }
    }
    Ok(model)
}

async fn run(session: &mut Session, model: &mut Model, operation: &Operation) -> Result<(), TestCaseError> {
    let (Operation::Write(path, _) | Operation::Read(path) | Operation::List(path) | Operation::Remove(path)) =
        operation;
    let known = is_plain(path);
    match operation {
        Operation::Write(_, content) => {
            let done = refused(session.write_file(path, content).await, path)?.is_some();
            let can = model.get(path) != Some(&None)
                && parents(path).all(|parent| !matches!(model.get(parent), Some(Some(_))));
            let full = model.values().flatten().map(Vec::len).sum::<usize>() + content.len() > 8 << 20;
            prop_assert!(!known || full || done == can, "{:?}: {}", path, done);
            if done && known {
                for parent in parents(path) {
                    model.insert(parent.to_owned(), None);
                }
                model.insert(path.clone(), Some(content.clone()));
            } else {
                // What isn't written may have left directories, and a hostile name may be a file's other name.
                let found = look(session).await?;
                let kept = model.iter().all(|(path, entry)| found.get(path) == Some(entry));
                prop_assert!(kept || !known, "a file was lost by a write that failed");
                *model = found;
            }
        }
        Operation::Read(_) => {
            let found = refused(session.read_file(path).await, path)?;
            prop_assert!(
                !known || found.as_ref() == model.get(path).and_then(Option::as_ref),
                "{:?}: {:?}",
                path,
                found
            );
        }
        Operation::List(_) => {
            let found = refused(session.list_files(path).await, path)?;
            prop_assert!(!known || found.is_some() == matches!(model.get(path), Some(None)), "{:?}: {:?}", path, found);
            let names: Vec<String> = found.into_iter().flatten().map(|entry| entry.name).collect();
            prop_assert!(names.is_sorted(), "{:?}", names);
        }
        Operation::Remove(_) => {
            let done = refused(session.remove_file(path).await, path)?.is_some();
            prop_assert!(!known || done == model.contains_key(path), "{:?}: {}", path, done);
            if known {
                let below = format!("{path}/");
                model.retain(|other, _| other != path && !other.starts_with(&below));
            } else if done {
                // The guest's own `/tmp` may go like anything else that is writable.
                if session.list_files("/tmp").await.is_err() {
                    session.write_file("/tmp/a", b"").await.expect("it is made again");
                }
                *model = look(session).await?;
            }
        }
    }
    Ok(())
}

#[test]
fn files_are_as_the_model_has_them() {
    let runtime = runtime();
    fuzz("files", 10, &vec(operation(), 1..30), |operations| {
        runtime.block_on(async {
            // Thousands of directories in one another take a walk seconds, each step being as long as its path.
            let session = python().session().memory(256 << 20).timeout(Duration::from_mins(2)).start();
            let mut session = session.await.expect("a session");
            let mut model = Model::new();
            for operation in &operations {
                run(&mut session, &mut model, operation).await?;
            }
            prop_assert_eq!(&look(&mut session).await?, &model);
            // The guest sees the same.
            let walk = "import os\nsizes = {}\nfor top, _, names in os.walk('/tmp'):\n    for name in names:\n        \
                        path = top + '/' + name\n        sizes[path] = len(open(path, 'rb').read())";
            session.exec(walk).await.expect("they can be read");
            let sizes: BTreeMap<String, usize> = session.eval("sizes").await.expect("sizes");
            let files = model.iter().filter_map(|(path, content)| Some((path.clone(), content.as_ref()?.len())));
            prop_assert_eq!(sizes, files.collect::<BTreeMap<_, _>>());
            prop_assert_eq!(
                session
                    .eval::<String>("open('/python/json/__init__.pyc', 'rb').read(1).hex()")
                    .await
                    .map(|s| s.len())
                    .ok(),
                Some(2)
            );
            Ok(())
        })
    });
}
