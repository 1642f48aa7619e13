//! `local:sandbox/files`: the tree from the host's side.

use crate::Adapter;
use crate::bindings::exports::local::sandbox::files::{Entry, Guest, Kind as FileKind};
use crate::fs::{self, Error, Kind, Last, Tree};
use crate::state::tree;

impl Guest for Adapter {
    fn read(path: String) -> Result<Vec<u8>, String> {
        on_tree(&path, "read", |tree, path| {
            let inode = tree.find(Tree::ROOT, path, Last::Follow)?;
            tree.read(inode, 0, usize::MAX)
        })
    }

    fn write(path: String, content: Vec<u8>) -> Result<(), String> {
        on_tree(&path, "written", |tree, path| tree.replace(path, &content))
    }

    fn list(path: String) -> Result<Vec<Entry>, String> {
        on_tree(&path, "listed", |tree, path| {
            let directory = tree.find(Tree::ROOT, path, Last::Follow)?;
            let entries = tree.entries(directory)?;
            fs::room(entries.len().saturating_mul(size_of::<Entry>()))?;
            Ok(entries.into_iter().map(|(name, inode)| entry(tree, name, inode)).collect())
        })
    }

    fn remove(path: String) -> Result<(), String> {
        on_tree(&path, "removed", Tree::remove_all)
    }

    fn set_quota(bytes: u64, files: u32) {
        tree(|tree| tree.set_quota(bytes, files));
    }
}

fn entry(tree: &Tree, name: String, inode: fs::Inode) -> Entry {
    let stat = tree.stat(inode);
    let (kind, size) = match stat.kind {
        Kind::File => (FileKind::File, stat.size),
        Kind::Directory => (FileKind::Directory, 0),
        Kind::Symlink => (FileKind::Symlink, 0),
    };
    Entry { name, kind, size }
}

/// Runs something on the tree with a path relative to the root; what fails becomes a sentence.
fn on_tree<R>(path: &str, done: &str, run: impl FnOnce(&mut Tree, &str) -> Result<R, Error>) -> Result<R, String> {
    let Some(relative) = path.strip_prefix('/') else {
        return Err(format!("`{path}` can't be {done}: a path must be absolute, as `/tmp/name` is"));
    };
    let relative = match relative.trim_start_matches('/') {
        "" => ".",
        relative => relative,
    };
    tree(|tree| run(tree, relative)).map_err(|error| format!("`{path}` can't be {done}: {error}"))
}
