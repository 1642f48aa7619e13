//! What a session may use.

use std::time::Duration;

use super::SessionBuilder;
use crate::network::Network;
use crate::tools::Tools;

/// What a session may use.
impl SessionBuilder {
    /// The wall-clock time that one call may take, the start of the session included: 5 s by default. It holds for a
    /// guest that sleeps or waits, too. A call that takes longer ends the session.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The wall-clock time that all calls of the session may take together, its start included: not limited by
    /// default. Time between calls doesn't count.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
    /// use std::time::Duration;
    ///
    /// // One second for a run as a whole, however many calls it takes.
    /// let run = sandbox.session().total_timeout(Duration::from_secs(1)).run("2 + 2").await;
    /// # Ok(()) }
    /// ```
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
        self
    }

    /// The bytes of memory that the guest may use, including what its component starts with: 64 MiB by default, 128 MiB for
    /// a component that takes [arrays](crate::Session::set_array). A guest that wants more is told that there is none: Python
    /// raises `MemoryError` and the session goes on. The Python guest starts with 34 MiB, with NumPy with up to
    /// 50.
    ///
    /// A limit with which not even `2 + 2` could be evaluated is refused with [`Error::Memory`](crate::Error::Memory), which
    /// tells what is needed. To find that out, the first session with a limit below the default starts an instance more.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
    /// use component_sandbox::Error;
    ///
    /// let Err(Error::Memory { needed, .. }) = sandbox.session().memory(1 << 20).start().await else {
    ///     panic!("no interpreter starts with 1 MiB");
    /// };
    /// let session = sandbox.session().memory(needed).start().await?;
    /// # Ok(()) }
    /// ```
    pub fn memory(mut self, bytes: usize) -> Self {
        self.memory = bytes;
        self
    }

    /// The fuel that the session may use, its start included, about one unit for an instruction of WebAssembly: not
    /// limited by default. Unlike time it is the same in every run and on every machine. The engine must have been built
    /// with [`fuel`](crate::EngineBuilder::fuel). A session that has used it up ends.
    ///
    /// ```no_run
    /// # async fn example() -> component_sandbox::Result<()> {
    /// use component_sandbox::{Engine, Error};
    ///
    /// let sandbox = Engine::builder().fuel(true).build()?.load("dist/sandbox-virt.wasm")?;
    /// let run = sandbox.session().fuel(1_000_000_000).run("while True: pass").await;
    /// assert!(matches!(run.result, Err(Error::Fuel { .. })));
    /// # Ok(()) }
    /// ```
    pub fn fuel(mut self, fuel: u64) -> Self {
        self.fuel = Some(fuel);
        self
    }

    /// The elements that the guest's tables may have together, each two pointers of host memory at most: 100,000 by
    /// default. The Python guest, which links a dozen modules through tables, needs about a tenth of it.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) {
    /// use component_sandbox::{End, Error};
    ///
    /// // Too few for this guest, which is told before it runs.
    /// let run = sandbox.session().table_elements(100).run("2 + 2").await;
    /// assert!(matches!(run.result, Err(Error::Limit { .. })));
    /// assert!(matches!(run.report.end, Some(End::Limit(_))));
    /// # }
    /// ```
    pub fn table_elements(mut self, elements: usize) -> Self {
        self.table_elements = elements;
        self
    }

    /// The core instances that the component may consist of: 1,000 by default. The Python guest has 64.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
    /// let session = sandbox.session().instances(100).start().await?;
    /// # Ok(()) }
    /// ```
    pub fn instances(mut self, instances: usize) -> Self {
        self.instances = instances;
        self
    }

    /// The bytes that the guest may hand to the host in one call: a result, an error, an array, a file's content, the
    /// arguments of a host function. 32 MiB by default; a call that hands over more ends the session. A result or arguments
    /// whose values would take more than twice as much in the host, as JSON's do that are many and small, aren't read.
    ///
    /// With the default the host holds at most 160 MiB for a session, whatever the guest does, beside the memory that it
    /// was granted and the output that is kept; each MiB more here can take four MiB more.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
    /// // For arrays of up to a hundred million bytes.
    /// let mut session = sandbox.session().memory(1 << 30).transfer_limit(100_000_000).start().await?;
    /// let array = session.get_array::<f64>("numpy.zeros(10 ** 7)").await?;
    /// # Ok(()) }
    /// ```
    pub fn transfer_limit(mut self, bytes: usize) -> Self {
        self.transfer_limit = bytes;
        self
    }

    /// What the guest may write to its own files: this many bytes in this many files and directories. What its component was
    /// wrapped with by default, 16 MiB in 10,000 where `wasi-virt` wasn't told otherwise.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox) -> component_sandbox::Result<()> {
    /// let session = sandbox.session().file_quota(1 << 20, 100).start().await?;
    /// # Ok(()) }
    /// ```
    pub fn file_quota(mut self, bytes: u64, files: u32) -> Self {
        self.file_quota = Some((bytes, files));
        self
    }

    /// The host functions that the code may call: none by default.
    pub fn tools(mut self, tools: Tools) -> Self {
        self.tools = tools;
        self
    }

    /// How often the code may call host functions: 1,000 times by default. One call more ends the session.
    ///
    /// ```no_run
    /// # async fn example(sandbox: component_sandbox::Sandbox, tools: component_sandbox::Tools) {
    /// use component_sandbox::Error;
    ///
    /// let run = sandbox.session().tools(tools).tool_calls(10).run("import tools\nwhile True: tools.add(1, 2)").await;
    /// assert!(matches!(run.result, Err(Error::ToolCalls { limit: 10 })));
    /// # }
    /// ```
    pub fn tool_calls(mut self, calls: u64) -> Self {
        self.tool_calls = calls;
        self
    }

    /// The network that the code may reach: none by default.
    pub fn network(mut self, network: Network) -> Self {
        self.network = network;
        self
    }
}
