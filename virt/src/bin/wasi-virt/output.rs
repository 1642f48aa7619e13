//! Writing the result.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Writes a file whole or not at all: an earlier one stays until the new one is complete.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        // A pipe or a device, such as /dev/stdout, is written to, not replaced.
        Ok(metadata) if !metadata.is_file() => fs::write(path, bytes),
        // Where the name is a link to a file, it stays one.
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
    let mut file = builder.prefix(".wasi-virt-").tempfile_in(parent).map_err(without_path)?;
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
