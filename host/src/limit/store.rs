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
    transfer: usize,
}

impl StoreLimits {
    /// Limits the linear memories to `memory` bytes in all, the tables to this many elements in all, the core instances, and
    /// the bytes that one call may hand to the host.
    pub(crate) fn new(memory: usize, table_elements: usize, instances: usize, transfer: usize) -> Self {
        Self { memory: Growth::new(memory), tables: Growth::new(table_elements), instances, transfer }
    }

    /// Whether what other limits have granted is within these.
    pub(crate) fn allow(&self, other: &Self) -> bool {
        self.memory.allows(&other.memory) && self.tables.allows(&other.tables)
    }

    /// Counts on from what other limits have granted.
    pub(crate) fn after(self, other: &Self) -> Self {
        Self { memory: self.memory.after(&other.memory), tables: self.tables.after(&other.tables), ..self }
    }

    /// The linear memories, counted in bytes.
    pub(crate) fn memory(&self) -> &Growth {
        &self.memory
    }

    /// The bytes that the guest may hand to the host in one call, in either direction of the call.
    pub(crate) fn transfer(&self) -> usize {
        self.transfer
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
