//! Files that go into the guest's own filesystem before the code runs, and come out of it after.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use component_sandbox::{FileKind, Session};

use crate::args::Pair;
use crate::failure::{Failure, Step};

/// A file to put into the guest.
#[derive(Debug)]
pub(crate) struct Put {
    path: String,
    content: Vec<u8>,
}

/// Reads the files, and all that is below the directories, before anything runs.
pub(crate) fn gather(pairs: &[Pair]) -> Result<Vec<Put>> {
    let mut puts = Vec::new();
    for Pair { guest, local } in pairs {
        gather_below(guest, local, &mut puts)?;
    }
    Ok(puts)
}

fn gather_below(guest: &str, local: &Path, puts: &mut Vec<Put>) -> Result<()> {
    let unreadable = || format!("can't read the file `{}`", local.display());
    if !std::fs::metadata(local).with_context(unreadable)?.is_dir() {
        let content = std::fs::read(local).with_context(unreadable)?;
        puts.push(Put { path: guest.to_owned(), content });
        return Ok(());
    }
    for entry in std::fs::read_dir(local).with_context(unreadable)? {
        let entry = entry.with_context(unreadable)?;
        let name = entry.file_name();
        let name = name.to_str().with_context(|| format!("the name of `{}` isn't UTF-8", entry.path().display()))?;
        gather_below(&format!("{}/{name}", guest.trim_end_matches('/')), &entry.path(), puts)?;
    }
    Ok(())
}

/// Puts the files into the session.
pub(crate) async fn put(session: &mut Session, puts: &[Put]) -> Result<(), Failure> {
    for Put { path, content } in puts {
        session.write_file(path, content).await.map_err(Step::File.fail())?;
    }
    Ok(())
}

/// Copies files, and directories with all that is below, out of the session.
pub(crate) async fn out(session: &mut Session, pairs: &[Pair]) -> Result<(), Failure> {
    for Pair { guest, local } in pairs {
        // Of a directory, `read_file` says that it is one; only the list tells for sure.
        match session.list_files(guest).await {
            Ok(_) => out_below(session, guest, local).await?,
            Err(_) => out_file(session, guest, local).await?,
        }
    }
    Ok(())
}

async fn out_below(session: &mut Session, guest: &str, local: &Path) -> Result<(), Failure> {
    let mut pending = vec![(guest.trim_end_matches('/').to_owned(), local.to_owned())];
    while let Some((guest, local)) = pending.pop() {
        std::fs::create_dir_all(&local).map_err(|error| Failure::local(Step::Out, &local, error))?;
        for entry in session.list_files(&guest).await.map_err(Step::Out.fail())? {
            // A name that is more than a name would lead out of the directory.
            let is_name = Path::new(&entry.name).components().eq([std::path::Component::Normal(entry.name.as_ref())]);
            let (guest, local) = (format!("{guest}/{}", entry.name), local.join(&entry.name));
            match entry.kind {
                _ if !is_name => {
                    return Err(Failure::local(Step::Out, &local, std::io::ErrorKind::InvalidFilename.into()));
                }
                FileKind::Directory => pending.push((guest, local)),
                FileKind::File => out_file(session, &guest, &local).await?,
                // A link means something only where it was made.
                _ => {}
            }
        }
    }
    Ok(())
}

async fn out_file(session: &mut Session, guest: &str, local: &Path) -> Result<(), Failure> {
    let content = session.read_file(guest).await.map_err(Step::Out.fail())?;
    whole_file::write(local, &content).map_err(|error| Failure::local(Step::Out, local, error))
}

/// Refuses what can't be meant: two files for one place.
pub(crate) fn check(pairs: &[Pair]) -> Result<()> {
    for (index, pair) in pairs.iter().enumerate() {
        let earlier = pairs[..index].iter().any(|other| other.local == pair.local);
        ensure!(!earlier, "two --out options write to `{}`", pair.local.display());
    }
    Ok(())
}
