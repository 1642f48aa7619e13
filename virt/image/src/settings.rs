//! What a wrapped component is allowed, apart from its files.

use alloc::string::String;
use alloc::vec::Vec;

use crate::Error;
use crate::wire::{Cursor, len, put_str, put_u32, put_u64};

/// What a wrapped component is allowed. By default everything is denied and the filesystem has its default quota.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The bytes that files which the guest writes may hold together: 16 MiB by default. Names count, and so does what
    /// an embedded file takes once it is written to.
    pub quota: u64,
    /// How many files, directories and links the guest may make: 10,000 by default.
    pub files: u32,
    /// The working directory: `/tmp` by default.
    pub cwd: String,
    /// Environment variables that the guest sees, before those of the host; `HOME` is `/tmp` by default.
    pub env: Vec<(String, String)>,
    /// Which of the host's environment variables the guest sees: none by default.
    pub host_env: Environment,
    /// Standard input: denied by default.
    pub stdin: Stdio,
    /// Standard output: denied by default.
    pub stdout: Stdio,
    /// Standard error: denied by default.
    pub stderr: Stdio,
    /// Whether clocks are the host's; if not, a clock of the adapter's own that only moves when it is asked.
    pub clocks: bool,
    /// Whether random numbers are the host's; if not, the same ones in each instance, not fit for secrets.
    pub random: bool,
    /// Whether the guest may exit; if not, that is a trap.
    pub exit: bool,
    /// Directories of the host's, as pairs of the path that the guest sees and the name of the host's preopen: none by
    /// default. The pair of `*` and `*` means all that the host preopens, under its own names.
    pub preopens: Vec<(String, String)>,
}

/// Which of the host's environment variables a guest sees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Environment {
    /// None of them.
    #[default]
    None,
    /// All of them.
    All,
    /// Those with one of these names.
    Allow(Vec<String>),
    /// Those with none of these names.
    Deny(Vec<String>),
}

/// What a standard stream is connected to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stdio {
    /// The host's stream.
    Allow,
    /// Nothing: reads end at once, writes vanish.
    Ignore,
    /// Nothing, and that is an error: reads and writes fail.
    #[default]
    Deny,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            quota: 16 << 20,
            files: 10_000,
            cwd: String::from("/tmp"),
            env: alloc::vec![(String::from("HOME"), String::from("/tmp"))],
            host_env: Environment::None,
            stdin: Stdio::Deny,
            stdout: Stdio::Deny,
            stderr: Stdio::Deny,
            clocks: false,
            random: false,
            exit: false,
            preopens: Vec::new(),
        }
    }
}

impl Settings {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put_u64(&mut out, self.quota);
        put_u32(&mut out, self.files);
        put_str(&mut out, &self.cwd);
        put_pairs(&mut out, &self.env);
        let (tag, names): (u8, &[String]) = match &self.host_env {
            Environment::None => (0, &[]),
            Environment::All => (1, &[]),
            Environment::Allow(names) => (2, names),
            Environment::Deny(names) => (3, names),
        };
        out.push(tag);
        put_u32(&mut out, len(names.len()));
        for name in names {
            put_str(&mut out, name);
        }
        out.extend([self.stdin, self.stdout, self.stderr].map(|stdio| stdio as u8));
        out.extend([self.clocks, self.random, self.exit].map(u8::from));
        put_pairs(&mut out, &self.preopens);
        out
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let mut from = Cursor(bytes);
        Ok(Self {
            quota: from.u64()?,
            files: from.u32()?,
            cwd: from.string()?,
            env: pairs(&mut from)?,
            host_env: {
                let tag = from.u8()?;
                let names = (0..from.size()?).map(|_| from.string()).collect::<Result<_, _>>()?;
                match tag {
                    0 => Environment::None,
                    1 => Environment::All,
                    2 => Environment::Allow(names),
                    3 => Environment::Deny(names),
                    _ => return Err(Error::Damaged),
                }
            },
            stdin: stdio(from.u8()?)?,
            stdout: stdio(from.u8()?)?,
            stderr: stdio(from.u8()?)?,
            clocks: from.u8()? != 0,
            random: from.u8()? != 0,
            exit: from.u8()? != 0,
            preopens: pairs(&mut from)?,
        })
    }
}

fn put_pairs(out: &mut Vec<u8>, pairs: &[(String, String)]) {
    put_u32(out, len(pairs.len()));
    for (first, second) in pairs {
        put_str(out, first);
        put_str(out, second);
    }
}

fn pairs(from: &mut Cursor<'_>) -> Result<Vec<(String, String)>, Error> {
    (0..from.size()?).map(|_| Ok((from.string()?, from.string()?))).collect()
}

fn stdio(tag: u8) -> Result<Stdio, Error> {
    [Stdio::Allow, Stdio::Ignore, Stdio::Deny].into_iter().find(|stdio| *stdio as u8 == tag).ok_or(Error::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn settings_survive_the_round_trip() {
        let settings = Settings {
            quota: 1,
            files: 2,
            cwd: "/work".into(),
            env: vec![("A".into(), "1".into())],
            host_env: Environment::Deny(vec!["SECRET".into()]),
            stdin: Stdio::Ignore,
            stdout: Stdio::Allow,
            stderr: Stdio::Deny,
            clocks: true,
            random: false,
            exit: true,
            preopens: vec![("/data".into(), "data".into())],
        };
        assert_eq!(Settings::decode(&settings.encode()), Ok(settings));
        assert_eq!(Settings::decode(&Settings::default().encode()), Ok(Settings::default()));
    }

    #[test]
    fn settings_cut_short_are_damaged() {
        let whole = Settings::default().encode();
        for length in 0..whole.len() {
            assert_eq!(Settings::decode(&whole[..length]), Err(Error::Damaged), "{length} bytes");
        }
    }
}
