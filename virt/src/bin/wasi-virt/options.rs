//! From the command line and the configuration file to what is to be done.

use std::path::Path;

use anyhow::Context;
use wasi_virt::{Config, Environment, Stdio, WasiVirt};

use crate::args::{Args, Stream};

/// What the configuration file says, and over it the command line.
pub(crate) fn virt(args: &Args) -> anyhow::Result<WasiVirt> {
    let mut virt = WasiVirt::new();
    if let Some(path) = &args.config {
        let text = std::fs::read_to_string(path).with_context(|| format!("can't read `{}`", path.display()))?;
        let config = Config::parse(&text).with_context(|| format!("can't use `{}`", path.display()))?;
        virt = config.relative_to(path.parent().unwrap_or(Path::new("."))).apply(virt);
    }
    // Builds that want reproducible results set this to the time of their sources.
    if let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH") {
        let seconds = epoch.to_str().and_then(|text| text.parse().ok());
        virt = virt.modified(seconds.context("`SOURCE_DATE_EPOCH` isn't a number of seconds since 1970")?);
    }
    virt = streams(allow(virt, args), args);
    for (name, value) in &args.env {
        virt = virt.env(name, value);
    }
    for (guest, local) in &args.mount {
        virt = virt.mount(guest, local);
    }
    for (guest, local) in &args.mount_rw {
        virt = virt.mount_rw(guest, local);
    }
    for (guest, host) in &args.preopen {
        virt = virt.preopen(guest, host);
    }
    if let Some(bytes) = args.quota {
        virt = virt.quota(bytes);
    }
    if let Some(count) = args.files {
        virt = virt.files(count);
    }
    if let Some(path) = &args.cwd {
        virt = virt.cwd(path);
    }
    if args.sealed {
        virt = virt.sealed(true);
    }
    if args.no_files {
        virt = virt.export_files(false);
    }
    Ok(virt)
}

/// `--allow-all` first, then what is more specific.
fn allow(mut virt: WasiVirt, args: &Args) -> WasiVirt {
    let allow = &args.allow;
    for (allow, set) in [
        (allow.clocks.or(allow.all), WasiVirt::allow_clocks as fn(WasiVirt, bool) -> WasiVirt),
        (allow.exit.or(allow.all), WasiVirt::allow_exit),
        (allow.random.or(allow.all), WasiVirt::allow_random),
        (allow.fs.or(allow.all), WasiVirt::allow_fs),
        (allow.http.or(allow.all), WasiVirt::allow_http),
        (allow.sockets.or(allow.all), WasiVirt::allow_sockets),
    ] {
        if let Some(allow) = allow {
            virt = set(virt, allow);
        }
    }
    match (&args.allow_env, allow.all) {
        (Some(names), _) if names.is_empty() => virt.host_env(Environment::All),
        (Some(names), _) => virt.host_env(Environment::Allow(names.clone())),
        (None, Some(true)) => virt.host_env(Environment::All),
        (None, Some(false)) => virt.host_env(Environment::None),
        (None, None) => virt,
    }
}

/// One stream, else all streams, else `--allow-stdio`, else `--allow-all`.
fn streams(mut virt: WasiVirt, args: &Args) -> WasiVirt {
    let general = args.allow.stdio.or(args.allow.all);
    let general = general.map(|allow| if allow { Stdio::Allow } else { Stdio::Deny });
    for (stream, set) in [
        (args.streams.stdin, WasiVirt::stdin as fn(WasiVirt, Stdio) -> WasiVirt),
        (args.streams.stdout, WasiVirt::stdout),
        (args.streams.stderr, WasiVirt::stderr),
    ] {
        if let Some(stdio) = stream.or(args.streams.all).map(Stdio::from).or(general) {
            virt = set(virt, stdio);
        }
    }
    virt
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
