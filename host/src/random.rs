//! Where a session's random numbers come from.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use wasmtime_wasi::WasiCtxBuilder;

/// Where a session's random numbers come from.
///
/// ```no_run
/// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
/// use component_sandbox::Random;
///
/// let run = async || sandbox.session().random(Random::Seeded(1)).run("import random\nrandom.random()").await.result;
/// assert_eq!(run().await?, run().await?);
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Random {
    /// The host's generator, seeded by the system for each session.
    #[default]
    Real,
    /// A generator with this seed: the same code sees the same numbers in every run. They are predictable, so nothing
    /// that is to be secret may depend on them.
    Seeded(u64),
}

impl Random {
    pub(crate) fn set(self, wasi: &mut WasiCtxBuilder) {
        if let Self::Seeded(seed) = self {
            let generator = |stream: u64| {
                let mut generator = ChaCha20Rng::seed_from_u64(seed);
                generator.set_stream(stream);
                generator
            };
            wasi.secure_random(generator(0)).insecure_random(generator(1)).insecure_random_seed(u128::from(seed));
        }
    }
}
