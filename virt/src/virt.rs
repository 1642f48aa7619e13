//! How a component is to be wrapped.

use std::path::PathBuf;

use wasi_virt_image::{Environment, Settings, Stdio};

use crate::compose::Composer;
use crate::error::Result;
use crate::guest::{Guest, Names};
use crate::mount::{Mount, Source, image};
use crate::report::{Laps, Provider, Wrapped};
use crate::{adapter, deny, report, shared};

/// Wraps components. By default everything of the host's is denied, and the filesystem holds nothing but `/tmp`.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use wasi_virt::{Stdio, WasiVirt};
///
/// let component = std::fs::read("dist/sandbox.wasm")?;
/// let wrapped = WasiVirt::new()
///     .stdio(Stdio::Allow)
///     .allow_clocks(true)
///     .env("LANG", "C.UTF-8")
///     .mount("/data", "tests/data")
///     .quota(64 << 20)
///     .wrap(&component)?;
/// std::fs::write("dist/sandbox-virt.wasm", wrapped)?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a component is wrapped by `wrap`"]
#[expect(clippy::struct_excessive_bools, reason = "independent of one another, as the options are")]
pub struct WasiVirt {
    pub(crate) settings: Settings,
    pub(crate) mounts: Vec<Mount>,
    modified: u64,
    pub(crate) http: bool,
    pub(crate) sockets: bool,
    pub(crate) host_directories: bool,
    pub(crate) sealed: bool,
    export_files: bool,
}

impl Default for WasiVirt {
    fn default() -> Self {
        Self {
            settings: Settings::default(),
            mounts: Vec::new(),
            // The second day of 1980: what archive formats can hold, in every time zone.
            modified: 315_619_200,
            http: false,
            sockets: false,
            host_directories: false,
            sealed: false,
            export_files: true,
        }
    }
}

impl WasiVirt {
    /// Denies everything.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets an environment variable, whatever the host's is; `HOME` is `/tmp` unless set.
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.settings.env.retain(|(other, _)| *other != name);
        self.settings.env.push((name, value.into()));
        self
    }

    /// Which of the host's environment variables the guest sees: none by default.
    pub fn host_env(mut self, variables: Environment) -> Self {
        self.settings.host_env = variables;
        self
    }

    /// Embeds a local file or directory, read-only, at a path of the guest. It is read when a component is wrapped.
    pub fn mount(self, guest: impl Into<String>, local: impl Into<PathBuf>) -> Self {
        self.add(guest, Source::Local(local.into()), true)
    }

    /// Embeds a local file or directory that the guest may change, in each instance anew. It counts against the quota.
    pub fn mount_rw(self, guest: impl Into<String>, local: impl Into<PathBuf>) -> Self {
        self.add(guest, Source::Local(local.into()), false)
    }

    /// Embeds a file with this content, read-only.
    pub fn file(self, guest: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        self.add(guest, Source::File(content.into()), true)
    }

    /// Embeds a symbolic link, read-only. Its target is one of the guest's, and is never followed out of its root.
    pub fn symlink(self, guest: impl Into<String>, target: impl Into<String>) -> Self {
        self.add(guest, Source::Symlink(target.into()), true)
    }

    /// Makes a directory, empty and writable.
    pub fn directory(self, guest: impl Into<String>) -> Self {
        self.add(guest, Source::Directory, false)
    }

    fn add(mut self, guest: impl Into<String>, source: Source, read_only: bool) -> Self {
        self.mounts.push(Mount { guest: guest.into(), source, read_only });
        self
    }

    /// Gives the guest a directory of the host's: the one that the host that runs the component preopens as `host`.
    pub fn preopen(mut self, guest: impl Into<String>, host: impl Into<String>) -> Self {
        self.settings.preopens.push((guest.into(), host.into()));
        self
    }

    /// The bytes that files which the guest writes may hold together: 16 MiB by default.
    pub fn quota(mut self, bytes: u64) -> Self {
        self.settings.quota = bytes;
        self
    }

    /// How many files, directories and links the guest may make: 10,000 by default.
    pub fn files(mut self, count: u32) -> Self {
        self.settings.files = count;
        self
    }

    /// The working directory: `/tmp` by default. It is told by WASI, and as `PWD`, because C's library doesn't ask WASI.
    pub fn cwd(mut self, guest: impl Into<String>) -> Self {
        self.settings.cwd = guest.into();
        let cwd = self.settings.cwd.clone();
        self.env("PWD", cwd)
    }

    /// When embedded files were modified, in seconds since 1970: on 2 January 1980 by default, so that the result depends
    /// on nothing but content.
    pub fn modified(mut self, seconds: u64) -> Self {
        self.modified = seconds;
        self
    }

    /// Standard input: denied by default.
    pub fn stdin(mut self, stdio: Stdio) -> Self {
        self.settings.stdin = stdio;
        self
    }

    /// Standard output: denied by default.
    pub fn stdout(mut self, stdio: Stdio) -> Self {
        self.settings.stdout = stdio;
        self
    }

    /// Standard error: denied by default.
    pub fn stderr(mut self, stdio: Stdio) -> Self {
        self.settings.stderr = stdio;
        self
    }

    /// All three standard streams.
    pub fn stdio(self, stdio: Stdio) -> Self {
        self.stdin(stdio).stdout(stdio).stderr(stdio)
    }

    /// Whether clocks are the host's: if not, as by default, time passes only as far as the guest sleeps.
    pub fn allow_clocks(mut self, allow: bool) -> Self {
        self.settings.clocks = allow;
        self
    }

    /// Whether random numbers are the host's: if not, as by default, each instance gets the same, unfit for secrets.
    pub fn allow_random(mut self, allow: bool) -> Self {
        self.settings.random = allow;
        self
    }

    /// Whether the guest may exit: if not, as by default, that is a trap, because WASI's function has no way to fail. So that
    /// a guest can do better, it finds the variable `WASI_VIRT_DENIED=exit` in its environment; the Python guest raises
    /// `PermissionError`.
    pub fn allow_exit(mut self, allow: bool) -> Self {
        self.settings.exit = allow;
        self
    }

    /// Whether the guest may make requests by the host's HTTP client: not by default, and then they fail. Without the
    /// host's clocks, what waits for a response with a timeout looks once and gives up, as for sockets.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.http = allow;
        self
    }

    /// Whether sockets are the host's: not by default, and then all of their calls fail. Without the host's clocks, time
    /// doesn't pass while the host waits: what waits for a socket with a timeout looks once and gives up.
    pub fn allow_sockets(mut self, allow: bool) -> Self {
        self.sockets = allow;
        self
    }

    /// Whether the guest sees all directories that its host preopens, under the host's names for them: not by default.
    pub fn allow_fs(mut self, allow: bool) -> Self {
        self.host_directories = allow;
        self
    }

    /// Makes sure that the result needs nothing of the host's WASI: what was allowed is an error then, and so is an import
    /// of WASI that can't be virtual. Imports that aren't WASI stay, each with a [warning](Wrapped::warnings).
    pub fn sealed(mut self, sealed: bool) -> Self {
        self.sealed = sealed;
        self
    }

    /// Whether the result exports `local:sandbox/files`, by which its host reads and writes the virtual files, in case
    /// that the component has files at all: yes by default.
    pub fn export_files(mut self, export: bool) -> Self {
        self.export_files = export;
        self
    }

    /// Wraps a component. The same component and files give the same bytes.
    ///
    /// # Errors
    ///
    /// Where the bytes aren't a component that can be wrapped, or something can't be mounted; see [`Error`](crate::Error).
    pub fn wrap(&self, component: &[u8]) -> Result<Vec<u8>> {
        Ok(self.wrap_reporting(component)?.component)
    }

    /// Wraps a component and says what was done.
    ///
    /// # Errors
    ///
    /// As [`wrap`](Self::wrap).
    pub fn wrap_reporting(&self, component: &[u8]) -> Result<Wrapped> {
        let mut clock = Laps::new();
        let guest = Guest::open(component)?;
        let denied = self.denied(&guest);
        let served = adapter::served(&guest, &denied, self.sealed)?;
        shared::check(&guest, |id| denied.contains(&id) || served.contains(&id))?;
        clock.lap("read the component");

        let settings = adapter::narrow(self.checked_settings()?, &guest);
        let image = image(&settings, &self.checked_mounts()?, self.modified)?;
        clock.lap("collect the files");

        let mut composer = Composer::new();
        let mut size = 0;
        if !served.is_empty() {
            let adapter = adapter::encode(&guest, &served, &settings, &image)?;
            size = adapter.len();
            composer.provide(adapter, Provider::Adapter)?;
        }
        if !denied.is_empty() {
            composer.provide(deny::encode(&guest, &denied)?, Provider::Denied)?;
        }
        clock.lap("build the environment");

        let files = self.export_files && guest.imports_interface("wasi:filesystem/types");
        let (component, wires) = composer.finish(guest.bytes, files)?;
        let Names { imports, exports, .. } = Names::read(&component)?;
        clock.lap("compose");
        let warnings =
            if self.sealed { imports.iter().map(|import| report::unsealed(import)).collect() } else { Vec::new() };
        let (image, times) = (image.len(), clock.laps);
        Ok(Wrapped { component, imports, exports, warnings, wires, image, adapter: size, times })
    }
}
