//! Why a component can't be used.

use std::path::PathBuf;

/// Why a component can't be used.
///
/// ```no_run
/// # fn main() -> component_sandbox::Result<()> {
/// use component_sandbox::{ComponentError, Engine, Error};
///
/// match Engine::new()?.load("guest.wasm") {
///     Err(Error::Component(ComponentError::Read { path, .. })) => eprintln!("build {} first", path.display()),
///     Err(error) => eprintln!("{error}"),
///     Ok(_) => {}
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ComponentError {
    /// The file can't be read.
    #[error("can't read `{}`: {source}", path.display())]
    Read {
        /// The file, as the caller named it.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },

    /// It is no WebAssembly binary at all.
    #[error("{name} isn't a WebAssembly component: it starts with neither a component's header nor a module's")]
    NotWasm {
        /// The component, as messages name it.
        name: String,
    },

    /// It is a core module.
    #[error(
        "{name} is a core WebAssembly module, not a component; `wasm-tools component new` makes one of a module that \
         was built for the world"
    )]
    CoreModule {
        /// The component, as messages name it.
        name: String,
    },

    /// It isn't a valid component: cut short, damaged, or of features that the engine doesn't have.
    #[error("{name} isn't a valid component: {reason}")]
    Invalid {
        /// The component, as messages name it.
        name: String,
        /// What the engine says of it, in one line.
        reason: String,
    },

    /// It is no compiled code.
    #[error("{name} isn't the compiled code of a component, which `component-sandbox compile` makes")]
    NotCompiled {
        /// The file, as messages name it.
        name: String,
    },

    /// It was compiled by another version of the engine, for other settings or for another processor, or is damaged.
    #[error("{name} can't be loaded, compile the component again: {reason}")]
    Incompatible {
        /// The file, as messages name it.
        name: String,
        /// What the engine says of it, in one line.
        reason: String,
    },

    /// It would have to be compiled first, and the library was built without its feature `compile`.
    #[error("{name} can't be compiled here, only compiled code can be loaded: the library has no compiler")]
    NoCompiler {
        /// The component, as messages name it.
        name: String,
    },

    /// It needs more memories, tables or instances than the engine sets aside for one component.
    #[error("{name} needs more than the engine sets aside for one component: {reason}")]
    TooLarge {
        /// The component, as messages name it.
        name: String,
        /// What it needs too much of, in one line.
        reason: String,
    },

    /// It doesn't export what the world `sandbox` asks for.
    #[error("{name} doesn't export the world `local:sandbox/sandbox`: {difference}")]
    World {
        /// The component, as messages name it.
        name: String,
        /// Which exports are missing or differ, with what was expected and found.
        difference: String,
    },

    /// It imports what the engine's policy doesn't allow.
    #[error("{name} imports what the policy doesn't allow: {}", super::in_short(&interfaces.join(", ")))]
    Policy {
        /// The component, as messages name it.
        name: String,
        /// The interfaces that aren't allowed.
        interfaces: Vec<String>,
    },

    /// It imports what the host doesn't offer.
    #[error("{name} imports what the sandbox doesn't offer: {reason}")]
    Import {
        /// The component, as messages name it.
        name: String,
        /// Which import, in one line.
        reason: String,
    },
}
