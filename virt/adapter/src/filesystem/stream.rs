use std::cell::Cell;

use crate::bindings::exports::wasi::filesystem::types::ErrorCode;
use crate::bindings::exports::wasi::io::streams::StreamError;
use crate::fs::Error;
use crate::io::{Sink, Source, failure};
use crate::state::{Handle, tree};

/// Reads a file from a position on.
pub(super) struct Reader {
    pub(super) file: Handle,
    pub(super) position: Cell<u64>,
}

impl Source for Reader {
    fn read(&self, count: usize) -> Result<Vec<u8>, StreamError> {
        let bytes = tree(|tree| tree.read(self.file.inode(), self.position.get(), count)).map_err(failed)?;
        if bytes.is_empty() && count > 0 {
            return Err(StreamError::Closed);
        }
        self.position.set(self.position.get() + bytes.len() as u64);
        Ok(bytes)
    }
}

/// Writes a file, from a position on or always at its end.
pub(super) struct Writer {
    pub(super) file: Handle,
    pub(super) position: Cell<Option<u64>>,
}

impl Sink for Writer {
    fn write(&self, bytes: &[u8]) -> Result<(), StreamError> {
        let inode = self.file.inode();
        match self.position.get() {
            Some(position) => {
                tree(|tree| tree.write(inode, position, bytes)).map_err(failed)?;
                self.position.set(Some(position + bytes.len() as u64));
            }
            None => tree(|tree| tree.append(inode, bytes)).map_err(failed)?,
        }
        Ok(())
    }
}

fn failed(error: Error) -> StreamError {
    failure(Some(ErrorCode::from(error)), error.to_string())
}
