//! How instances get their memory: from a pool reserved at the start, or each on demand.

use wasmtime::{Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, Result};

/// How sessions get their memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Allocation {
    /// From a pool whose address space is reserved when the engine is made: instances start in microseconds.
    Pooling,
    /// Each for itself, with smaller reservations: slower, where the system refuses the pool's address space.
    OnDemand,
}

/// What one instance of a component may need of the pool. The Python guest has 64 core instances, 15 tables and one
/// memory; wrapping it adds a few of each, two of them memories.
const CORE_INSTANCES: u32 = 100;
const MEMORIES: u32 = 4;
const TABLES: u32 = 32;

/// Elements of one table: the Python guest's largest holds about 8,000.
const TABLE_ELEMENTS: usize = 20_000;

/// Bytes of a used stack that are cleared by hand, because giving them back and faulting them in again takes longer.
const STACK_KEPT: usize = 32 << 10;

/// Bytes of a table that are cleared by hand: an element is read before it is filled in, for which each page would be mapped twice.
const TABLES_KEPT: usize = TABLE_ELEMENTS * size_of::<usize>();

/// Bytes of the engine's own record of one instance, which grows with a component's functions and imports: with NumPy it is
/// a little more than one MiB.
const INSTANCE_SIZE: usize = 4 << 20;

/// Makes the engine, with a pool for `sessions` instances if the system grants one.
pub(super) fn engine(config: &Config, sessions: u32) -> Result<(Engine, Allocation)> {
    let mut pooling = config.clone();
    pooling.allocation_strategy(InstanceAllocationStrategy::Pooling(pool(sessions)));
    match Engine::new(&pooling) {
        Ok(engine) => Ok((engine, Allocation::Pooling)),
        Err(error) => {
            let engine = Engine::new(&on_demand(config))?;
            crate::trace::warning!(
                "the system refused the address space for a pool of instances ({}), so each session allocates its own \
                 and starts more slowly; raise the limit (`ulimit -v`) or allow fewer sessions than {sessions}",
                error.root_cause()
            );
            Ok((engine, Allocation::OnDemand))
        }
    }
}

fn pool(sessions: u32) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(sessions)
        .total_core_instances(sessions.saturating_mul(CORE_INSTANCES))
        .total_memories(sessions.saturating_mul(MEMORIES))
        .total_tables(sessions.saturating_mul(TABLES))
        .total_stacks(sessions)
        .max_core_instances_per_component(CORE_INSTANCES)
        .max_memories_per_component(MEMORIES)
        .max_tables_per_component(TABLES)
        .max_component_instance_size(INSTANCE_SIZE)
        .max_core_instance_size(INSTANCE_SIZE)
        .table_elements(TABLE_ELEMENTS)
        .table_keep_resident(TABLES_KEPT)
        .async_stack_keep_resident(STACK_KEPT);
    pool
}

/// The 4 GiB that are reserved for each memory by default would be refused as the pool was: bounds are checked in
/// code instead, and a memory that outgrows its place is moved.
fn on_demand(config: &Config) -> Config {
    let mut on_demand = config.clone();
    on_demand
        .allocation_strategy(InstanceAllocationStrategy::OnDemand)
        .memory_reservation(0)
        .memory_reservation_for_growth(16 << 20)
        .memory_guard_size(64 << 10);
    on_demand
}
