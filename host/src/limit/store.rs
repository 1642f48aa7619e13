//! The limits that the engine asks about whenever a store is about to grow.

use wasmtime::{Error, ResourceLimiter, Result};

use super::growth::Growth;

/// Memories and tables of one store, each a small allocation in the host.
const MEMORIES: usize = 16;
const TABLES: usize = 256;

/// Bounds what a guest can make the host hold for it.
#[derive(Debug)]
pub(crate) struct StoreLimits {
    memory: Growth,
    tables: Growth,
    instances: usize,
}

impl StoreLimits {
    /// Limits the linear memories to `memory` bytes in all, the tables to this many elements in all, and the core
    /// instances.
    pub(crate) fn new(memory: usize, table_elements: usize, instances: usize) -> Self {
        Self { memory: Growth::new(memory), tables: Growth::new(table_elements), instances }
    }

    /// The linear memories, counted in bytes.
    pub(crate) fn memory(&self) -> &Growth {
        &self.memory
    }

    /// Forgets what was refused: a new call begins.
    pub(crate) fn forget_refused(&mut self) {
        self.memory.forget_refused();
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
        self.instances
    }

    fn memories(&self) -> usize {
        MEMORIES
    }

    fn tables(&self) -> usize {
        TABLES
    }
}
