//! The same random operations on the tree and on a real directory give the same results and the same files.

use std::fs::{self, File, OpenOptions};
use std::io::{Error as IoError, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{FileExt, MetadataExt, symlink};
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::fs::Kind;

/// One operation; paths are relative to the root.
#[derive(Clone, Debug)]
enum Operation {
    Write(String, Open, u16, Vec<u8>),
    Append(String, Vec<u8>),
    Read(String),
    Truncate(String, u32),
    MakeDirectory(String),
    RemoveDirectory(String),
    Unlink(String),
    Rename(String, String),
    Symlink(String, String),
    Link(String, String),
    ReadLink(String),
    List(String),
    Stat(String),
    /// Opens a file and keeps it.
    Keep(String),
    /// Writes to a file that was kept, and reads it.
    Use(usize, u16, Vec<u8>),
    Drop(usize),
}

fn path() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec!["a", "b", "c"]);
    // Each `..` comes after a name, so that none leaves the real directory.
    let step = prop_oneof![8 => name.clone().prop_map(str::to_owned), 1 => Just("./a".to_owned()),
        1 => name.clone().prop_map(|name| format!("{name}/../b"))];
    (prop::collection::vec(step, 1..4), prop::bool::weighted(0.1))
        .prop_map(|(steps, slash)| steps.join("/") + if slash { "/" } else { "" })
}

fn target() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]), 1..3).prop_map(|names| names.join("/"))
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![9 => prop::collection::vec(any::<u8>(), 0..20), 1 => any::<u8>().prop_map(|byte| vec![byte; 70_000])]
}

fn operation() -> impl Strategy<Value = Operation> {
    use Operation::*;
    let open = (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(create, exclusive, truncate)| Open {
        create,
        exclusive: create && exclusive,
        truncate,
        directory: false,
        write: true,
    });
    prop_oneof![
        6 => (path(), open, any::<u16>(), bytes()).prop_map(|(path, open, at, bytes)| Write(path, open, at, bytes)),
        1 => (path(), bytes()).prop_map(|(path, bytes)| Append(path, bytes)),
        1 => path().prop_map(Read),
        1 => (path(), 0..200_000u32).prop_map(|(path, length)| Truncate(path, length)),
        4 => path().prop_map(MakeDirectory),
        1 => path().prop_map(RemoveDirectory),
        1 => path().prop_map(Unlink),
        4 => (path(), path()).prop_map(|(from, to)| Rename(from, to)),
        2 => (target(), path()).prop_map(|(target, path)| Symlink(target, path)),
        2 => (path(), path()).prop_map(|(from, to)| Link(from, to)),
        1 => path().prop_map(ReadLink),
        1 => path().prop_map(List),
        2 => path().prop_map(Stat),
        2 => path().prop_map(Keep),
        2 => (any::<usize>(), any::<u16>(), bytes()).prop_map(|(which, at, bytes)| Use(which, at, bytes)),
        1 => any::<usize>().prop_map(Drop),
    ]
}

/// What an operation gives: something to compare, or the number of an error.
type Outcome = Result<String, i32>;

fn errno(error: Error) -> i32 {
    // Linux's numbers.
    match error {
        Error::NotPermitted => 1,
        Error::NotFound => 2,
        Error::NoMemory => 12,
        Error::Busy => 16,
        Error::Exists => 17,
        Error::NotDirectory => 20,
        Error::IsDirectory => 21,
        Error::Invalid => 22,
        Error::TooLarge => 27,
        Error::NoSpace => 28,
        Error::ReadOnly => 30,
        Error::NameTooLong => 36,
        Error::NotEmpty => 39,
        Error::Loop => 40,
    }
}

struct Both<'a> {
    tree: Tree,
    root: &'a Path,
    kept: Vec<(Inode, File)>,
}

impl Both<'_> {
    fn in_tree(&mut self, operation: &Operation) -> Result<String, Error> {
        use Operation::*;
        let tree = &mut self.tree;
        Ok(match operation {
            Write(path, open, at, bytes) => {
                let file = tree.open(ROOT, path, Last::Follow, *open)?;
                let written = tree.write(file, u64::from(*at), bytes);
                tree.release(file);
                format!("{written:?}")
            }
            Append(path, bytes) => {
                let open = Open { write: true, ..Open::default() };
                let file = tree.open(ROOT, path, Last::Follow, open)?;
                let written = tree.append(file, bytes);
                tree.release(file);
                format!("{written:?}")
            }
            Read(path) => format!("{:?}", tree.get(path)?),
            Truncate(path, length) => {
                let file = tree.open(ROOT, path, Last::Follow, Open { write: true, ..Open::default() })?;
                let done = tree.resize(file, u64::from(*length));
                tree.release(file);
                format!("{done:?}")
            }
            MakeDirectory(path) => format!("{:?}", tree.make_directory(ROOT, path)?),
            RemoveDirectory(path) => format!("{:?}", tree.remove_directory(ROOT, path)?),
            Unlink(path) => format!("{:?}", tree.unlink(ROOT, path)?),
            Rename(from, to) => format!("{:?}", tree.rename((ROOT, from), (ROOT, to))?),
            Symlink(target, path) => format!("{:?}", tree.make_symlink(target, ROOT, path)?),
            Link(from, to) => format!("{:?}", tree.make_link((ROOT, from), Last::Keep, (ROOT, to))?),
            ReadLink(path) => format!("{:?}", tree.read_link(ROOT, path)?),
            List(path) => {
                let directory = tree.find(ROOT, path, Last::Follow)?;
                format!("{:?}", tree.entries(directory)?.into_iter().map(|(name, _)| name).collect::<Vec<_>>())
            }
            Stat(path) => {
                let stat = tree.stat(tree.find(ROOT, path, Last::Keep)?);
                match stat.kind {
                    Kind::Directory => "directory".to_owned(),
                    kind => format!("{kind:?} {} {}", stat.size, stat.links),
                }
            }
            Keep(path) => {
                let file = tree.open(ROOT, path, Last::Follow, Open { write: true, ..Open::default() })?;
                format!("{:?}", tree.size(file))
            }
            Use(..) | Drop(_) => unreachable!("they are done on both at once"),
        })
    }

    fn on_disk(&self, operation: &Operation) -> Result<String, IoError> {
        use Operation::*;
        let at = |path: &str| format!("{}/{path}", self.root.display());
        let done = |(): ()| "()".to_owned();
        Ok(match operation {
            Write(path, open, offset, bytes) => {
                let mut options = OpenOptions::new();
                options.write(true).create(open.create).create_new(open.exclusive).truncate(open.truncate);
                let file = options.open(at(path))?;
                format!("{:?}", file.write_all_at(bytes, u64::from(*offset)).map_err(|error| error.to_string()))
            }
            Append(path, bytes) => {
                let mut file = OpenOptions::new().append(true).open(at(path))?;
                format!("{:?}", file.write_all(bytes).map_err(|error| error.to_string()))
            }
            Read(path) => format!("{:?}", fs::read(at(path))?),
            Truncate(path, length) => {
                let file = OpenOptions::new().write(true).open(at(path))?;
                format!("{:?}", file.set_len(u64::from(*length)).map_err(|error| error.to_string()))
            }
            MakeDirectory(path) => fs::create_dir(at(path)).map(done)?,
            RemoveDirectory(path) => fs::remove_dir(at(path)).map(done)?,
            Unlink(path) => fs::remove_file(at(path)).map(done)?,
            Rename(from, to) => fs::rename(at(from), at(to)).map(done)?,
            Symlink(target, path) => symlink(target, at(path)).map(done)?,
            Link(from, to) => fs::hard_link(at(from), at(to)).map(done)?,
            ReadLink(path) => format!("{:?}", fs::read_link(at(path))?),
            List(path) => {
                let names = fs::read_dir(at(path))?.map(|entry| Ok(entry?.file_name()));
                let mut names = names.collect::<Result<Vec<_>, IoError>>()?;
                names.sort();
                format!("{names:?}")
            }
            Stat(path) => {
                let stat = fs::symlink_metadata(at(path))?;
                let kind = if stat.is_symlink() { Kind::Symlink } else { Kind::File };
                if stat.is_dir() {
                    "directory".to_owned()
                } else {
                    format!("{kind:?} {} {}", stat.size(), stat.nlink())
                }
            }
            Keep(path) => {
                let file = OpenOptions::new().read(true).write(true).open(at(path))?;
                format!("{:?}", Ok::<_, Error>(file.metadata()?.len()))
            }
            Use(..) | Drop(_) => unreachable!("they are done on both at once"),
        })
    }

    /// Does it on both, and gives what came of it on each.
    fn run(&mut self, operation: &Operation) -> (Outcome, Outcome) {
        match operation {
            Operation::Use(which, at, bytes) if !self.kept.is_empty() => {
                let which = which % self.kept.len();
                let (inode, file) = &mut self.kept[which];
                self.tree.write(*inode, u64::from(*at), bytes).expect("room");
                file.write_all_at(bytes, u64::from(*at)).expect("room");
                let mut content = Vec::new();
                file.seek(SeekFrom::Start(0)).and_then(|_| file.read_to_end(&mut content)).expect("it is open");
                let here = self.tree.read(*inode, 0, usize::MAX).expect("it is open");
                (Ok(format!("{here:?}")), Ok(format!("{content:?}")))
            }
            Operation::Drop(which) if !self.kept.is_empty() => {
                let (inode, _) = self.kept.swap_remove(which % self.kept.len());
                self.tree.release(inode);
                (Ok(String::new()), Ok(String::new()))
            }
            Operation::Use(..) | Operation::Drop(_) => (Ok(String::new()), Ok(String::new())),
            operation => {
                let here = self.in_tree(operation).map_err(errno);
                let disk = self.on_disk(operation).map_err(|error| error.raw_os_error().expect("a number"));
                if let (Operation::Keep(path), Ok(_), Ok(_)) = (operation, &here, &disk) {
                    let inode = self.tree.find(ROOT, path, Last::Follow).expect("it was just opened");
                    let options = OpenOptions::new().read(true).write(true).open(self.root.join(path));
                    self.kept.push((inode, options.expect("it was just opened")));
                }
                (here, disk)
            }
        }
    }
}

/// Compares all that is in a directory.
fn compare(both: &mut Both<'_>, directory: &str) -> Result<(), TestCaseError> {
    for name in both.tree.names(directory) {
        let path = format!("{directory}/{name}");
        for look in [Operation::Stat, Operation::Read, Operation::ReadLink, Operation::List] {
            let (here, disk) = both.run(&look(path.clone()));
            prop_assert_eq!(here, disk, "{}", path);
        }
        if both.tree.kind(both.tree.find(ROOT, &path, Last::Keep).expect("it was listed")) == Kind::Directory {
            compare(both, &path)?;
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_tree_does_what_a_disk_does(operations in prop::collection::vec(operation(), 1..60)) {
        let disk = tempfile::tempdir().expect("a temporary directory");
        // Some of what is there comes from the image.
        let mut builder = Builder::new(Settings::default());
        builder.file("/a/b", b"from the image".to_vec(), false, 0).expect("a new path");
        builder.directory("/c/a", false, 0).expect("a new path");
        builder.symlink("/c/b", "a", false, 0).expect("a new path");
        fs::create_dir_all(disk.path().join("c/a")).expect("an empty directory");
        fs::create_dir(disk.path().join("a")).expect("an empty directory");
        fs::write(disk.path().join("a/b"), "from the image").expect("an empty directory");
        symlink("a", disk.path().join("c/b")).expect("an empty directory");
        fs::create_dir(disk.path().join("tmp")).expect("an empty directory");
        let image = Image::new(builder.build().leak()).expect("it was just built");
        let tree = Tree::new(image, &Settings::default(), now);
        let mut both = Both { tree, root: disk.path(), kept: Vec::new() };
        for operation in &operations {
            let (here, disk) = both.run(operation);
            prop_assert_eq!(here, disk, "{:?}", operation);
        }
        let (here, disk) = both.run(&Operation::List(".".to_owned()));
        prop_assert_eq!(here, disk);
        compare(&mut both, ".")?;
        // Everything that was taken can be given back.
        for (inode, _) in core::mem::take(&mut both.kept) {
            both.tree.release(inode);
        }
        for name in ["a", "b", "c"] {
            let removed = both.tree.remove_all(name);
            prop_assert!(matches!(removed, Ok(()) | Err(Error::NotFound)));
        }
        prop_assert_eq!(both.tree.quota.used(), (0, 0));
    }
}
