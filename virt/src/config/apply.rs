//! Doing what a configuration says.

use wasi_virt_image::{Environment, Stdio};

use super::{Config, Entry, Host, Stream};
use crate::virt::WasiVirt;

impl Config {
    /// Does what the configuration says.
    pub fn apply(&self, mut virt: WasiVirt) -> WasiVirt {
        for (allow, set) in [
            (self.clocks, WasiVirt::allow_clocks as fn(WasiVirt, bool) -> WasiVirt),
            (self.exit, WasiVirt::allow_exit),
            (self.http, WasiVirt::allow_http),
            (self.random, WasiVirt::allow_random),
            (self.sockets, WasiVirt::allow_sockets),
            (self.sealed, WasiVirt::sealed),
            (self.fs.host_preopens, WasiVirt::allow_fs),
            (self.fs.export, WasiVirt::export_files),
        ] {
            if let Some(allow) = allow {
                virt = set(virt, allow);
            }
        }
        for (stream, set) in [
            (self.stdio.stdin, WasiVirt::stdin as fn(WasiVirt, Stdio) -> WasiVirt),
            (self.stdio.stdout, WasiVirt::stdout),
            (self.stdio.stderr, WasiVirt::stderr),
        ] {
            if let Some(stream) = stream {
                virt = set(virt, stream.into());
            }
        }
        for (name, value) in &self.env.overrides {
            virt = virt.env(name, value);
        }
        if let Some(host) = &self.env.host {
            virt = virt.host_env(host.clone().into());
        }
        if let Some(quota) = self.fs.quota {
            virt = virt.quota(quota);
        }
        if let Some(files) = self.fs.files {
            virt = virt.files(files);
        }
        if let Some(cwd) = &self.fs.cwd {
            virt = virt.cwd(cwd);
        }
        self.fs.preopens.iter().fold(virt, |virt, (path, entry)| entry.apply(virt, path))
    }
}

impl Entry {
    fn apply(&self, virt: WasiVirt, path: &str) -> WasiVirt {
        match self {
            Self::Virtualize(local) => virt.mount(path, local),
            Self::VirtualizeRw(local) => virt.mount_rw(path, local),
            Self::RuntimeDir(host) => virt.preopen(path, host),
            Self::Source(text) => virt.file(path, text.as_bytes()),
            Self::File(bytes) => virt.file(path, bytes.as_slice()),
            Self::Symlink(target) => virt.symlink(path, target),
            Self::Dir(entries) => {
                let path = path.trim_end_matches('/');
                let below = |virt, (name, entry): (&String, &Self)| entry.apply(virt, &format!("{path}/{name}"));
                let virt = if path.is_empty() { virt } else { virt.directory(path) };
                entries.iter().fold(virt, below)
            }
        }
    }
}

impl From<Stream> for Stdio {
    fn from(stream: Stream) -> Self {
        match stream {
            Stream::Allow => Self::Allow,
            Stream::Ignore => Self::Ignore,
            Stream::Deny => Self::Deny,
        }
    }
}

impl From<Host> for Environment {
    fn from(host: Host) -> Self {
        match host {
            Host::None => Self::None,
            Host::All => Self::All,
            Host::Allow(names) => Self::Allow(names),
            Host::Deny(names) => Self::Deny(names),
        }
    }
}
