//! What settings of the engine cost and bring, on the wrapped Python guest: compiling it, the life of an instance that serves
//! one call, and computing. The settings take turns; each figure is beside that of the library's own.
//!
//! Names of settings choose some: `cargo bench --bench engine_settings -- inlining fuel`.

use std::time::{Duration, Instant};

use bench::bare::{Guest, Instance};
use bench::{component, programs, undisturbed};
use wasmtime::component::Component;
use wasmtime::{
    Config, Enabled, Engine, Inlining, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig, Result,
};

/// Settings, as changes to the library's.
type Change = fn(&mut Config, &mut PoolingAllocationConfig);

const SETTINGS: [(&str, Change); 9] = [
    ("the library's", |_, _| ()),
    (INLINING, |config, _| _ = config.compiler_inlining(Inlining::Yes)),
    ("no epochs", |config, _| _ = config.epoch_interruption(false)),
    ("fuel as well", |config, _| _ = config.consume_fuel(true)),
    ("optimised for size, too", |config, _| _ = config.cranelift_opt_level(OptLevel::SpeedAndSize)),
    ("memory of an end kept, 1 MiB", |_, pool| _ = pool.linear_memory_keep_resident(1 << 20)),
    ("memory of an end kept, whole", |_, pool| _ = pool.linear_memory_keep_resident(64 << 20)),
    ("kept where it was written", |_, pool| {
        pool.linear_memory_keep_resident(64 << 20).table_keep_resident(1 << 20).pagemap_scan(Enabled::Auto);
    }),
    ("no images of memory", |config, _| _ = config.memory_init_cow(false)),
];

const GUEST: &str = "sandbox-virt.wasm";

/// Compiles for a minute and takes 7 GiB, so it is measured only where it is asked for.
const INLINING: &str = "inlining";

const LIVES: usize = 400;
const ROUNDS: usize = 9;

struct Candidate {
    name: &'static str,
    guest: Guest,
    compiling: Duration,
    code: usize,
    lives: Vec<Duration>,
    /// The times of each program.
    programs: Vec<Vec<Duration>>,
}

impl Candidate {
    fn new(name: &'static str, change: Change) -> Result<Self> {
        let mut pool = PoolingAllocationConfig::new();
        pool.total_component_instances(4).total_core_instances(400).total_memories(16).total_tables(128);
        pool.max_memories_per_component(4).max_core_instance_size(4 << 20).max_component_instance_size(4 << 20);
        pool.table_elements(20_000).total_stacks(4).async_stack_keep_resident(32 << 10);
        let mut config = Config::new();
        config.epoch_interruption(true).concurrency_support(false);
        config.async_stack_size(33 << 20).max_wasm_stack(32 << 20).async_stack_zeroing(true);
        change(&mut config, &mut pool);
        config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
        let engine = Engine::new(&config)?;
        let start = Instant::now();
        let component = Component::from_file(&engine, component(GUEST))?;
        let compiling = start.elapsed();
        let code = component.serialize()?.len();
        let guest = Guest::new(&engine, &component)?;
        Ok(Self { name, guest, compiling, code, lives: Vec::new(), programs: Vec::new() })
    }

    async fn start(&self) -> Result<Instance> {
        self.guest.start(None).await
    }

    async fn live(&mut self) -> Result<()> {
        let start = Instant::now();
        let mut instance = self.start().await?;
        assert_eq!(instance.eval("2 + 2").await?, "4");
        drop(instance);
        self.lives.push(start.elapsed());
        Ok(())
    }

    async fn compute(&mut self, index: usize, source: &str) -> Result<()> {
        let mut instance = self.start().await?;
        instance.exec(source).await?;
        let start = Instant::now();
        instance.eval("main()").await?;
        self.programs.resize(self.programs.len().max(index + 1), Vec::new());
        self.programs[index].push(start.elapsed());
        Ok(())
    }

    fn row(&self, first: &Self) {
        let ratio = |own: Duration, first: Duration| own.as_secs_f64() / first.as_secs_f64();
        let best = |times: &Vec<Duration>| *times.iter().min().expect("a time");
        let logs = self.programs.iter().zip(&first.programs).map(|(own, first)| ratio(best(own), best(first)).ln());
        #[expect(clippy::cast_precision_loss)]
        let computing = (logs.sum::<f64>() / self.programs.len() as f64).exp();
        let (life, lives) = (undisturbed(self.lives.clone()), undisturbed(first.lives.clone()));
        println!(
            "{:30} {:>5.1?} {:>6} MiB {:>9.1?} {:>6.2} {:>10.2}",
            self.name,
            self.compiling,
            self.code >> 20,
            life,
            ratio(life, lives),
            computing
        );
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut candidates = Vec::new();
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    for (index, (name, change)) in SETTINGS.into_iter().enumerate() {
        let is_wanted =
            if wanted.is_empty() { name != INLINING } else { wanted.iter().any(|part| name.contains(part)) };
        if index == 0 || is_wanted {
            eprintln!("compiling: {name}");
            candidates.push(Candidate::new(name, change)?);
        }
    }
    for _ in 0..LIVES {
        for candidate in &mut candidates {
            candidate.live().await?;
        }
    }
    for (index, (_, source)) in programs().iter().enumerate() {
        for _ in 0..ROUNDS {
            for candidate in &mut candidates {
                candidate.compute(index, source).await?;
            }
        }
    }
    println!("{:30} compile      code      life  ratio  computing", "");
    for candidate in &candidates {
        candidate.row(&candidates[0]);
    }
    Ok(())
}
