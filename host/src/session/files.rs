//! The files of a session: its own virtual filesystem, where the component carries one.

use wasmtime::Store;

use super::{Calling, Live, Session, State};
use crate::bindings::files;
use crate::error::{Error, Result};

/// One entry of a directory in a session's filesystem.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileEntry {
    /// Its name, without the directory's path.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// The bytes of a file; 0 for anything else.
    pub size: u64,
}

/// What a directory entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Symlink,
    /// Anything else.
    Other,
}

/// Files, which a component has that was wrapped with `wasi-virt`. Paths are absolute, those that the guest's code uses;
/// they never reach the host's files.
///
/// All return [`NoFiles`](Error::NoFiles) where the component has none, [`File`](Error::File) where the filesystem
/// refuses, and else what any call returns; time limits hold as for any call.
///
/// ```no_run
/// # async fn example(mut session: component_sandbox::Session) -> component_sandbox::Result<()> {
/// session.write_file("/tmp/in/data.csv", b"a,b\n1,2\n").await?;
/// session.exec("open('/tmp/out.txt', 'w').write(open('/tmp/in/data.csv').read().upper())").await?;
/// assert_eq!(session.read_file("/tmp/out.txt").await?, b"A,B\n1,2\n");
///
/// let names: Vec<String> = session.list_files("/tmp").await?.into_iter().map(|entry| entry.name).collect();
/// assert_eq!(names, ["in", "out.txt"]);
/// session.remove_file("/tmp/in").await?;
/// # Ok(()) }
/// ```
impl Session {
    /// Returns the content of a file.
    ///
    /// # Errors
    ///
    /// As for all calls on files.
    pub async fn read_file(&mut self, path: &str) -> Result<Vec<u8>> {
        let path = path.to_owned();
        self.files(|files, store| Box::pin(async move { files.call_read(store, &path).await })).await
    }

    /// Writes a file whole; directories above it that are missing are made.
    ///
    /// # Errors
    ///
    /// As for all calls on files.
    pub async fn write_file(&mut self, path: &str, content: &[u8]) -> Result<()> {
        let (path, content) = (path.to_owned(), content.to_owned());
        self.files(|files, store| Box::pin(async move { files.call_write(store, &path, &content).await })).await
    }

    /// Lists a directory, sorted by name.
    ///
    /// # Errors
    ///
    /// As for all calls on files.
    pub async fn list_files(&mut self, path: &str) -> Result<Vec<FileEntry>> {
        let path = path.to_owned();
        let entries = self.files(|files, store| Box::pin(async move { files.call_list(store, &path).await })).await?;
        Ok(entries.into_iter().map(FileEntry::from).collect())
    }

    /// Removes a file, a symbolic link, or a directory with all that is in it.
    ///
    /// # Errors
    ///
    /// As for all calls on files.
    pub async fn remove_file(&mut self, path: &str) -> Result<()> {
        let path = path.to_owned();
        self.files(|files, store| Box::pin(async move { files.call_remove(store, &path).await })).await
    }

    /// Sets what the guest may write from now on.
    pub(super) async fn set_file_quota(&mut self, bytes: u64, files: u32) -> Result<()> {
        self.files(move |guest, store| Box::pin(async move { guest.call_set_quota(store, bytes, files).await.map(Ok) }))
            .await
    }

    async fn files<T: Send + 'static>(
        &mut self,
        call: impl for<'a> FnOnce(&'a files::Guest, &'a mut Store<State>) -> Calling<'a, Result<T, String>> + Send + 'static,
    ) -> Result<T> {
        let answer = self
            .enter("files", |Live { guest, store, .. }| match &guest.files {
                Some(files) => {
                    let calling = call(files, store);
                    Box::pin(async move { calling.await.map(Some) })
                }
                None => Box::pin(async { Ok(None) }),
            })
            .await?;
        answer.ok_or(Error::NoFiles)?.map_err(Error::File)
    }
}

impl From<files::Entry> for FileEntry {
    fn from(entry: files::Entry) -> Self {
        let kind = match entry.kind {
            files::Kind::File => FileKind::File,
            files::Kind::Directory => FileKind::Directory,
            files::Kind::Symlink => FileKind::Symlink,
            files::Kind::Other => FileKind::Other,
        };
        Self { name: entry.name, kind, size: entry.size }
    }
}
