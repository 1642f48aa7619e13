//! The limits that the engine asks about whenever a store is about to grow.

use wasmtime::{Error, ResourceLimiter, Result};

use super::growth::Growth;

/// Table elements of one store, each two pointers of host memory at most (1.6 MB in all). The Python guest, which
/// links a dozen modules through tables, needs about a tenth of it.
const TABLE_ELEMENTS: usize = 100_000;

/// Core instances, memories and tables of one store, each a small allocation in the host. The Python guest has 64
/// instances.
const INSTANCES: usize = 1_000;
const MEMORIES: usize = 16;
const TABLES: usize = 256;

/// Bounds what a guest can make the host hold for it.
#[derive(Debug)]
pub(crate) struct StoreLimits {
    memory: Growth,
    tables: Growth,
}

impl StoreLimits {
    /// Limits the linear memories to `memory` bytes in all.
    pub(crate) fn new(memory: usize) -> Self {
        Self { memory: Growth::new(memory), tables: Growth::new(TABLE_ELEMENTS) }
    }

    /// The linear memories, counted in bytes.
    pub(crate) fn memory(&self) -> &Growth {
        &self.memory
    }
}

impl ResourceLimiter for StoreLimits {
    fn memory_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> Result<bool> {
        Ok(self.memory.grow(current, desired, maximum))
    }

    fn memory_grow_failed(&mut self, _: Error) -> Result<()> {
        self.memory.failed();
        Ok(())
    }

    fn table_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> Result<bool> {
        Ok(self.tables.grow(current, desired, maximum))
    }

    fn table_grow_failed(&mut self, _: Error) -> Result<()> {
        self.tables.failed();
        Ok(())
    }

    fn instances(&self) -> usize {
        INSTANCES
    }

    fn memories(&self) -> usize {
        MEMORIES
    }

    fn tables(&self) -> usize {
        TABLES
    }
}
