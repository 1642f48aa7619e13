//! Collecting the files that a component is to carry.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use wasi_virt_image::{Builder, Settings};

use crate::error::{Error, Result};

/// What is to be there at a path of the guest.
#[derive(Clone, Debug)]
pub(crate) struct Mount {
    pub(crate) guest: String,
    pub(crate) source: Source,
    pub(crate) read_only: bool,
}

/// Where the content of a mount comes from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// A file or a directory of this machine.
    Local(PathBuf),
    /// A file with this content.
    File(Vec<u8>),
    /// A symbolic link to this target.
    Symlink(String),
    /// An empty directory.
    Directory,
}

/// The image with all mounts in it, and a writable `/tmp` where no mount brings one.
pub(crate) fn image(settings: &Settings, mounts: &[Mount], modified: u64) -> Result<Vec<u8>> {
    let mut paths = BTreeSet::new();
    for path in mounts.iter().map(|mount| &mount.guest).chain(settings.preopens.iter().map(|(guest, _)| guest)) {
        if !paths.insert(path) {
            return Err(Error::Twice { path: path.clone() });
        }
    }
    let mut collector = Collector::new(settings, modified);
    for mount in mounts {
        collector.mount(mount)?;
    }
    if !collector.paths.contains("/tmp") {
        collector.add("/tmp", 0, |builder, modified| builder.directory("/tmp", false, modified))?;
    }
    Ok(collector.builder.build())
}

/// A path of the guest in its only form: absolute, without `.`, `..`, doubled or trailing slashes.
pub(crate) fn guest_path(path: &str) -> Result<String> {
    let invalid = || Error::Path { path: path.to_owned() };
    let relative = path.strip_prefix('/').ok_or_else(invalid)?;
    let names: Vec<&str> = relative.split('/').filter(|name| !name.is_empty()).collect();
    if names.iter().any(|name| matches!(*name, "." | "..") || name.len() > 255 || name.contains('\0')) {
        return Err(invalid());
    }
    Ok(format!("/{}", names.join("/")))
}

/// More than this isn't taken: 2 GiB, so that half of a 32-bit memory is left for what the guest writes.
const LARGEST: u64 = 2 << 30;

struct Collector {
    builder: Builder,
    paths: BTreeSet<String>,
    modified: u64,
    /// Bytes of all that was added, and of what is writable.
    size: u64,
    writable: u64,
    quota: u64,
}

impl Collector {
    fn new(settings: &Settings, modified: u64) -> Self {
        let builder = Builder::new(settings.clone());
        Self { builder, paths: BTreeSet::new(), modified, size: 0, writable: 0, quota: settings.quota }
    }

    fn mount(&mut self, mount: &Mount) -> Result<()> {
        match &mount.source {
            Source::File(content) => self.file(mount, &mount.guest, content.clone()),
            Source::Symlink(target) => self.symlink(mount, &mount.guest, target),
            Source::Directory => self.directory(mount, &mount.guest),
            Source::Local(path) => {
                // The source itself may be a link; links below it are kept as links.
                let metadata = fs::metadata(path).map_err(|source| read_error(mount, path, source))?;
                if metadata.is_dir() {
                    self.directory(mount, &mount.guest)?;
                    self.tree(mount, path, &mount.guest, Path::new(""))
                } else if metadata.is_file() {
                    self.local_file(mount, path, &mount.guest)
                } else {
                    Err(Error::Unmountable { path: path.clone(), reason: "it is neither a file nor a directory" })
                }
            }
        }
    }

    /// Adds what is in a directory; `below` is its path from the mount's root.
    fn tree(&mut self, mount: &Mount, directory: &Path, guest: &str, below: &Path) -> Result<()> {
        let read = |source| read_error(mount, directory, source);
        let mut entries = fs::read_dir(directory).map_err(read)?.collect::<Result<Vec<_>, _>>().map_err(read)?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let unmountable = |reason| Error::Unmountable { path: path.clone(), reason };
            let name = entry.file_name().into_string().map_err(|_| unmountable("its name isn't UTF-8"))?;
            let guest = format!("{}/{name}", guest.trim_end_matches('/'));
            let kind = entry.file_type().map_err(|source| read_error(mount, &path, source))?;
            if kind.is_dir() {
                self.directory(mount, &guest)?;
                self.tree(mount, &path, &guest, &below.join(name))?;
            } else if kind.is_file() {
                self.local_file(mount, &path, &guest)?;
            } else if kind.is_symlink() {
                let target = fs::read_link(&path).map_err(|source| read_error(mount, &path, source))?;
                if !stays_within(below, &target) {
                    return Err(unmountable("it is a symbolic link that leaves the directory that is mounted"));
                }
                let target = target.to_str().ok_or_else(|| unmountable("its target isn't UTF-8"))?;
                self.symlink(mount, &guest, target)?;
            } else {
                return Err(unmountable("it is neither a file, a directory nor a symbolic link"));
            }
        }
        Ok(())
    }

    fn local_file(&mut self, mount: &Mount, path: &Path, guest: &str) -> Result<()> {
        let content = fs::read(path).map_err(|source| read_error(mount, path, source))?;
        self.file(mount, guest, content)
    }

    fn directory(&mut self, mount: &Mount, guest: &str) -> Result<()> {
        self.add(guest, 0, |builder, modified| builder.directory(guest, mount.read_only, modified))
    }

    fn file(&mut self, mount: &Mount, guest: &str, content: Vec<u8>) -> Result<()> {
        self.charge(mount, content.len())?;
        self.add(guest, content.len(), |builder, modified| builder.file(guest, content, mount.read_only, modified))
    }

    fn symlink(&mut self, mount: &Mount, guest: &str, target: &str) -> Result<()> {
        self.add(guest, target.len(), |builder, modified| builder.symlink(guest, target, mount.read_only, modified))
    }

    fn charge(&mut self, mount: &Mount, size: usize) -> Result<()> {
        if !mount.read_only {
            self.writable += size as u64;
        }
        if self.writable > self.quota {
            return Err(Error::Quota { size: self.writable, quota: self.quota });
        }
        Ok(())
    }

    fn add(
        &mut self,
        path: &str,
        size: usize,
        add: impl FnOnce(&mut Builder, u64) -> Result<(), wasi_virt_image::Error>,
    ) -> Result<()> {
        self.size += (wasi_virt_image::NODE + path.len() + size) as u64;
        if self.size > LARGEST {
            return Err(Error::Large { size: self.size, limit: LARGEST });
        }
        self.paths.insert(path.to_owned());
        add(&mut self.builder, self.modified).map_err(|error| match error {
            wasi_virt_image::Error::Twice(path) => Error::Twice { path },
            wasi_virt_image::Error::NotDirectory(path) => Error::BelowFile { path },
            _ => Error::Path { path: path.to_owned() },
        })
    }
}

/// Whether a symbolic link in the directory `below` the mount's root has its target in the mount.
fn stays_within(below: &Path, target: &Path) -> bool {
    let mut depth = below.components().count();
    for component in target.components() {
        match component {
            Component::Normal(_) => depth += 1,
            Component::CurDir => {}
            Component::ParentDir if depth > 0 => depth -= 1,
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return false,
        }
    }
    true
}

fn read_error(mount: &Mount, path: &Path, reason: std::io::Error) -> Error {
    Error::Read { guest: mount.guest.clone(), path: path.to_owned(), reason }
}
