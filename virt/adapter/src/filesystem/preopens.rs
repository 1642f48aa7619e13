use crate::Adapter;
use crate::bindings::exports::wasi::filesystem::preopens::Guest;
use crate::bindings::exports::wasi::filesystem::types;
use crate::fs::{Kind, Tree};
use crate::host;
use crate::state::{Handle, settings, tree};

use super::Descriptor;
use super::in_memory::InMemory;

/// As guest path and as name of a host's directory: all of the host's directories, each under its own name.
const ALL: &str = "*";

impl Guest for Adapter {
    fn get_directories() -> Vec<(types::Descriptor, String)> {
        let hosts = host::directories();
        let mut shown = Vec::new();
        for (directory, name) in hosts {
            let pairs = settings().preopens.iter();
            let paths = pairs.filter(|(_, host)| *host == name || host == ALL);
            // Only one guest path can have the descriptor: the host lists a directory as often as it is to be had.
            if let Some((path, host)) = { paths }.next() {
                let path = if host == ALL { name } else { path.clone() };
                shown.push((Descriptor::Host(directory), path));
            }
        }
        let mut all = in_memory(shown.iter().any(|(_, path)| path == "/"));
        all.append(&mut shown);
        all.into_iter().map(|(descriptor, path)| (types::Descriptor::new(descriptor), path)).collect()
    }
}

/// The root, or where a directory of the host's takes its place, what is in it.
fn in_memory(is_covered: bool) -> Vec<(Descriptor, String)> {
    let directories = if is_covered {
        tree(|tree| {
            let mut entries = tree.entries(Tree::ROOT).expect("the root is a directory");
            entries.retain(|(_, inode)| tree.kind(*inode) == Kind::Directory);
            entries.into_iter().map(|(name, inode)| (inode, format!("/{name}"))).collect()
        })
    } else {
        vec![(Tree::ROOT, "/".to_owned())]
    };
    let open = |(inode, path)| (Descriptor::InMemory(InMemory::directory(Handle::new(inode))), path);
    directories.into_iter().map(open).collect()
}
