//! Writes a file whole or not at all, for the commands of this project.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Writes a file so that an earlier one stays, unchanged, until the new one is complete. It gets the permissions that any file
/// of the user's gets. A link stays one; a pipe or a device, such as `/dev/stdout`, is written to.
///
/// ```
/// # fn main() -> std::io::Result<()> {
/// # let folder = tempfile::tempdir()?;
/// let path = folder.path().join("component.wasm");
/// whole_file::write(&path, b"what it holds")?;
/// assert_eq!(std::fs::read(&path)?, b"what it holds");
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// Where there is no such directory, no room or no permission; and where the path is a directory's.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Ok(metadata) if !metadata.is_file() => fs::write(path, bytes),
        Ok(_) => replace(&path.canonicalize()?, bytes),
        Err(_) => replace(path, bytes),
    }
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What the user's umask makes of it, as for any other file; a temporary one would be private.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.prefix(".unfinished-").tempfile_in(parent).map_err(without_path)?;
    file.write_all(bytes)?;
    file.persist(path)?;
    Ok(())
}

/// The name of a temporary file, which `tempfile` puts at the end of the message, says nothing to the user.
fn without_path(error: io::Error) -> io::Error {
    let text = error.to_string();
    match text.split_once(" at path ") {
        Some((reason, _)) => io::Error::new(error.kind(), reason),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::write;

    #[test]
    fn what_cannot_be_written_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a temporary directory");
        assert!(write(folder.path(), b"x").is_err(), "a directory");
        let error = write(&folder.path().join("no/such/file"), b"x").expect_err("no such directory");
        assert!(!error.to_string().contains("unfinished"), "{error}");
        assert_eq!(fs::read_dir(folder.path()).expect("it is there").count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_one() {
        let folder = tempfile::tempdir().expect("a temporary directory");
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "old").expect("a temporary file");
        std::os::unix::fs::symlink(&file, &link).expect("a temporary link");
        write(&link, b"new").expect("room for it");
        assert!(link.is_symlink() && fs::read(&file).expect("it is there") == b"new");
    }
}
