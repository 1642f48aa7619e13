//! The configuration file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

mod apply;

/// A configuration, as a TOML file holds it. What it leaves out stays as it was.
///
/// ```
/// use wasi_virt::{Config, WasiVirt};
///
/// let config = Config::parse(r#"
///     clocks = true
///     stdio = { stdout = "allow", stderr = "allow" }
///     env = { overrides = [["LANG", "C.UTF-8"]], host = { allow = ["TZ"] } }
///
///     [fs.preopens."/etc".dir]
///     "motd" = { source = "hello" }
/// "#)?;
/// let virt = config.apply(WasiVirt::new());
/// # Ok::<(), wasi_virt::ConfigError>(())
/// ```
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Config {
    clocks: Option<bool>,
    exit: Option<bool>,
    http: Option<bool>,
    random: Option<bool>,
    sockets: Option<bool>,
    sealed: Option<bool>,
    stdio: Streams,
    env: Variables,
    fs: Filesystem,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Streams {
    stdin: Option<Stream>,
    stdout: Option<Stream>,
    stderr: Option<Stream>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Stream {
    Allow,
    Ignore,
    Deny,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Variables {
    overrides: Vec<(String, String)>,
    host: Option<Host>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Host {
    None,
    All,
    Allow(Vec<String>),
    Deny(Vec<String>),
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
struct Filesystem {
    host_preopens: Option<bool>,
    preopens: BTreeMap<String, Entry>,
    #[serde(deserialize_with = "size")]
    quota: Option<u64>,
    files: Option<u32>,
    cwd: Option<String>,
    export: Option<bool>,
}

/// What is at a path of the guest.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Entry {
    Virtualize(PathBuf),
    VirtualizeRw(PathBuf),
    RuntimeDir(String),
    Source(String),
    File(Vec<u8>),
    Symlink(String),
    Dir(BTreeMap<String, Entry>),
}

/// Why a configuration can't be used.
#[derive(Debug, thiserror::Error)]
#[error("{reason}")]
pub struct ConfigError {
    reason: String,
}

impl Config {
    /// Reads a configuration.
    ///
    /// # Errors
    ///
    /// Where it isn't TOML, or says what no configuration says; the message names the line.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|error: toml::de::Error| {
            let line = error.span().map_or(0, |span| text[..span.start].matches('\n').count()) + 1;
            let message = error.message().replace('\n', ", ");
            ConfigError { reason: format!("line {line}: {message}") }
        })
    }

    /// Makes the paths of local files relative to this directory, that of the configuration file.
    #[must_use]
    pub fn relative_to(mut self, directory: &Path) -> Self {
        self.fs.preopens.values_mut().for_each(|entry| entry.relative_to(directory));
        self
    }
}

impl Entry {
    fn relative_to(&mut self, directory: &Path) {
        match self {
            Self::Virtualize(path) | Self::VirtualizeRw(path) => *path = directory.join(&path),
            Self::Dir(entries) => entries.values_mut().for_each(|entry| entry.relative_to(directory)),
            Self::RuntimeDir(_) | Self::Source(_) | Self::File(_) | Self::Symlink(_) => {}
        }
    }
}

/// A number of bytes, or one with a unit.
fn size<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "expected a number of bytes, or one with a unit such as \"64MiB\"")]
    enum Size {
        Bytes(u64),
        Text(String),
    }
    match Size::deserialize(deserializer)? {
        Size::Bytes(bytes) => Ok(Some(bytes)),
        Size::Text(text) => match text.parse::<bytesize::ByteSize>() {
            Ok(size) => Ok(Some(size.as_u64())),
            Err(_) => Err(serde::de::Error::custom("expected a number of bytes, or one with a unit such as \"64MiB\"")),
        },
    }
}
