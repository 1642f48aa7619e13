//! The directory of a cache: where it is, that nobody else can write to it, and how files get into it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

/// The prefix of a file that is still being written.
pub(super) const TEMPORARY: &str = "new-";

/// The user's own cache directory.
pub(super) fn of_user() -> io::Result<PathBuf> {
    let strategy = etcetera::choose_base_strategy().map_err(|error| io::Error::new(io::ErrorKind::NotFound, error))?;
    Ok(strategy.cache_dir().join("component-sandbox"))
}

/// Makes the directory where it is missing, and refuses one that another user could write to.
pub(super) fn make_private(directory: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)?;
    #[cfg(unix)]
    check_private(&fs::metadata(directory)?, directory)?;
    Ok(())
}

/// Writes a file so that it appears whole or not at all.
pub(super) fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let directory = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(directory)?;
    // Held as long as the process lives: what nobody holds was left by one that was killed. Where the file system has no
    // locks, time tells.
    let _ = file.as_file().try_lock();
    file.write_all(content)?;
    // A machine that crashes must not be left with a name for content that never arrived.
    file.as_file().sync_data()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(unix)]
fn check_private(metadata: &fs::Metadata, directory: &Path) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;

    let owner_only = metadata.mode() & 0o022 == 0;
    if owner_only && metadata.uid() == rustix::process::geteuid().as_raw() {
        return Ok(());
    }
    Err(io::Error::new(
        io::ErrorKind::PermissionDenied,
        format!("`{}` must belong to the user and be writable by nobody else (`chmod go-w`)", directory.display()),
    ))
}

#[cfg(all(test, unix))]
mod tests {
    use super::make_private;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn it_is_made_private() {
        let parent = tempfile::tempdir().expect("a temporary directory");
        let directory = parent.path().join("a/b");
        make_private(&directory).expect("a directory of our own");
        let mode = fs::metadata(&directory).expect("it was made").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn one_that_others_can_write_to_is_refused() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o777)).expect("our own directory");
        let error = make_private(directory.path()).expect_err("anyone can write to it");
        assert!(error.to_string().contains("writable by nobody else"), "{error}");
    }
}
