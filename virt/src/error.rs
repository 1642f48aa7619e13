//! What can go wrong, told apart.

use std::path::PathBuf;

use bytesize::ByteSize;

/// The result of an operation of this library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a component can't be wrapped. Each message is one sentence, whose subject "it" is the component.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It is no WebAssembly binary at all.
    #[error("it isn't a WebAssembly component: it starts with neither a component's header nor a module's")]
    NotWasm,

    /// It is a core module.
    #[error("it is a core WebAssembly module, not a component; `wasm-tools component new` makes one of a module")]
    CoreModule,

    /// It isn't a valid component: cut short, damaged, or of features that this library doesn't know.
    #[error("it isn't a valid component: {reason}")]
    Invalid {
        /// What is wrong, in one line.
        reason: String,
    },

    /// It is the output of an earlier call.
    #[error("it is wrapped already; wrap the component that it was made of, with all options at once")]
    Wrapped,

    /// It imports WASI 0.3.
    #[error(
        "it imports `{interface}`, and files, streams and clocks of WASI 0.3 can't be virtualised yet; build it for WASI 0.2"
    )]
    Wasip3 {
        /// The first such interface.
        interface: String,
    },

    /// It imports a WASI interface that has no virtual form, so that denying it isn't possible.
    #[error(
        "it imports `{interface}`, which has no virtual form: those of WASI 0.2 up to {version} have, without unstable ones"
    )]
    Unserved {
        /// The interface.
        interface: String,
        /// The newest version that has one.
        version: &'static str,
    },

    /// An interface that it imports isn't what the WASI of that version says.
    #[error("its import `{interface}` doesn't fit the virtual one: {reason}")]
    Mismatch {
        /// The interface.
        interface: String,
        /// How they differ, in one line.
        reason: String,
    },

    /// It shares handles with its host that become virtual by wrapping.
    #[error(
        "its {direction} `{interface}` uses the resource `{resource}` of `{owner}`, which becomes virtual by wrapping \
         and then isn't the host's any more"
    )]
    SharedResource {
        /// `import` or `export`.
        direction: &'static str,
        /// The interface, or the function, that uses the resource.
        interface: String,
        /// The resource.
        resource: String,
        /// The interface that defines it.
        owner: String,
    },

    /// A sealed component was to be allowed something.
    #[error("a sealed component needs nothing of the host's, so `{option}` can't be allowed with `--sealed`")]
    Sealed {
        /// What was allowed.
        option: &'static str,
    },

    /// A path in the guest isn't one.
    #[error("`{path}` can't be a path in the guest: expected an absolute one without `.` and `..`, such as `/data`")]
    Path {
        /// The path, as it was given.
        path: String,
    },

    /// Two mounts, or preopens, have the same path.
    #[error("two mounts are on `{path}`; give each its own path")]
    Twice {
        /// The path in the guest.
        path: String,
    },

    /// A mount lies below a file.
    #[error("the mount `{path}` lies below a file, not a directory")]
    BelowFile {
        /// The path in the guest.
        path: String,
    },

    /// A file or directory that is to be mounted can't be read.
    #[error("can't read `{}` for the mount `{guest}`: {reason}", path.display())]
    Read {
        /// The path in the guest.
        guest: String,
        /// The file or directory.
        path: PathBuf,
        /// What the operating system says.
        reason: std::io::Error,
    },

    /// A file can't be embedded.
    #[error("can't mount `{}`: {reason}", path.display())]
    Unmountable {
        /// The file.
        path: PathBuf,
        /// Why, as the end of a sentence.
        reason: &'static str,
    },

    /// Writable mounts leave no room.
    #[error(
        "the writable mounts hold {}, more than the quota of {}; raise `--quota`, or mount what needn't be written \
         read-only", ByteSize(*size), ByteSize(*quota)
    )]
    Quota {
        /// What they hold, in bytes.
        size: u64,
        /// The quota, in bytes.
        quota: u64,
    },

    /// The mounts don't fit into a 32-bit memory.
    #[error("the mounts hold {}, more than the {} that fit into a component's memory", ByteSize(*size), ByteSize(*limit))]
    Large {
        /// What they hold, in bytes.
        size: u64,
        /// What fits, in bytes.
        limit: u64,
    },

    /// An environment variable has an impossible name or value.
    #[error("`{name}` can't be an environment variable: expected a name without `=`, and no NUL in name or value")]
    Variable {
        /// Its name.
        name: String,
    },

    /// The parts couldn't be put together: a fault of this library, or a component that it doesn't know how to take.
    #[error("it can't be composed with its virtual environment: {reason}")]
    Compose {
        /// What is wrong, in one line.
        reason: String,
    },
}

/// An error with its causes, in one line.
pub(crate) fn one_line(error: impl Into<anyhow::Error>) -> String {
    let text = format!("{:#}", error.into());
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
