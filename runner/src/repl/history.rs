//! Where the lines are kept that were typed.

use std::fs::DirBuilder;
use std::path::PathBuf;

use etcetera::BaseStrategy;

/// The file, in a directory that is private to the user; `None` where that can't be made. The editor makes the file
/// private, too.
pub(super) fn path() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    // Not every system has a place for what is neither configuration nor to be lost with a cache.
    let directory = strategy.state_dir().unwrap_or_else(|| strategy.cache_dir()).join("component-sandbox");
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&directory).ok()?;
    Some(directory.join("history"))
}
