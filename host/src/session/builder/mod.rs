//! How a session is set up.

mod given;
mod limits;
mod output;

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder};

use crate::component::Sandbox;
use crate::language::Language;
use crate::network::Network;
use crate::output::{Listener, Overflow, Writer};
use crate::tools::Tools;

/// Sets up a [`Session`](crate::Session). Nothing of the host's is reachable unless a method here says so: no files, no
/// sockets, no environment, no arguments, an empty standard input. Clocks and random numbers are real.
///
/// ```no_run
/// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
/// use std::time::Duration;
///
/// let mut session = sandbox
///     .session()
///     .timeout(Duration::from_millis(500))
///     .memory(48 << 20)
///     .env("LANG", "C.UTF-8")
///     .start()
///     .await?;
/// # Ok(()) }
/// ```
#[must_use = "a session starts with `start`, and `run` runs code in one"]
pub struct SessionBuilder {
    pub(in crate::session) sandbox: Sandbox,
    pub(in crate::session) wasi: WasiCtxBuilder,
    /// Nothing was set that a guest could look at when it starts.
    pub(in crate::session) is_plain: bool,
    pub(in crate::session) timeout: Duration,
    pub(in crate::session) total_timeout: Option<Duration>,
    pub(in crate::session) memory: usize,
    pub(in crate::session) fuel: Option<u64>,
    pub(in crate::session) table_elements: usize,
    pub(in crate::session) instances: usize,
    pub(in crate::session) transfer_limit: usize,
    pub(in crate::session) file_quota: Option<(u64, u32)>,
    pub(in crate::session) output_limit: usize,
    pub(in crate::session) overflow: Overflow,
    pub(in crate::session) stdout: Option<Writer>,
    pub(in crate::session) stderr: Option<Writer>,
    pub(in crate::session) listener: Option<Listener>,
    pub(in crate::session) prelude: Option<String>,
    pub(in crate::session) network: Network,
    pub(in crate::session) tools: Tools,
    pub(in crate::session) tool_calls: u64,
    pub(in crate::session) token: Option<CancellationToken>,
    pub(in crate::session) language: Language,
}

/// The core instances that a component may consist of, unless told otherwise.
pub(super) const DEFAULT_INSTANCES: usize = 1_000;

/// The elements that a component's tables may have together, unless told otherwise.
pub(super) const DEFAULT_TABLE_ELEMENTS: usize = 100_000;

/// The random bytes that a guest may ask for at once: making more would hold its call up past the time limit.
const RANDOM: u64 = 1 << 20;

/// The bytes that the guest may hand over in one call, unless told otherwise: what a guest of the default size can have
/// beside itself.
pub(super) const DEFAULT_TRANSFER: usize = 32 << 20;

impl SessionBuilder {
    pub(crate) fn new(sandbox: Sandbox) -> Self {
        let memory = sandbox.default_memory();
        let mut wasi = WasiCtx::builder();
        // No address passes the check anyway; without the protocols a guest is refused before it names one.
        wasi.allow_tcp(false).allow_udp(false).max_random_size(RANDOM);
        Self {
            sandbox,
            wasi,
            is_plain: true,
            timeout: Duration::from_secs(5),
            total_timeout: None,
            memory,
            fuel: None,
            table_elements: DEFAULT_TABLE_ELEMENTS,
            instances: DEFAULT_INSTANCES,
            transfer_limit: DEFAULT_TRANSFER,
            file_quota: None,
            output_limit: 1 << 20,
            overflow: Overflow::Drop,
            stdout: None,
            stderr: None,
            listener: None,
            prelude: None,
            network: Network::new(),
            tools: Tools::new(),
            tool_calls: 1_000,
            token: None,
            language: Language::default(),
        }
    }
}
