//! What can go wrong, told apart.

/// The result of an operation of this library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a component can't be fused. Each message is one sentence, whose subject "it" is the component.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It is no WebAssembly binary at all.
    #[error("it isn't a WebAssembly component: it starts with neither a component's header nor a module's")]
    NotWasm,

    /// It is a core module.
    #[error("it is a core WebAssembly module, not a component, so there is nothing to fuse")]
    CoreModule,

    /// It isn't a valid component: cut short, damaged, or of features that this library doesn't know.
    #[error("it isn't a valid component: {reason}")]
    Invalid {
        /// What is wrong, in one line.
        reason: String,
    },

    /// It gives a core module to somebody, or takes one from somebody.
    #[error("it {how} a core module, so its modules can't be replaced by one; link that module into it first")]
    Exchanged {
        /// What it does with the module, as a verb.
        how: &'static str,
    },

    /// Its core modules don't share a memory.
    #[error("its core modules use {count} memories, and only modules that share one memory can be fused")]
    Memories {
        /// How many memories they use.
        count: usize,
    },

    /// A core module has types that would have to be merged with those of others.
    #[error("its core module `{module}` has {what}; expected types of functions of numbers and plain references")]
    Types {
        /// The module.
        module: String,
        /// What it has.
        what: &'static str,
    },

    /// A core module starts from a value that can't be known before it runs.
    #[error("its core module `{module}` starts with {what}, and only numbers and functions are known before it runs")]
    Unknown {
        /// The module.
        module: String,
        /// What it is a value of.
        what: &'static str,
    },

    /// A segment lies outside of what it is for, so that each instance would trap.
    #[error("a {what} segment of its core module `{module}` doesn't fit, so no instance of it can be made")]
    OutOfBounds {
        /// The module.
        module: String,
        /// `data` or `element`.
        what: &'static str,
    },

    /// A start function would see what is written only after it has run.
    #[error(
        "its core module `{start}` runs code as it starts, and `{writes}` then writes {what}, an order that one module \
         can't keep; initialise the component first, as componentize-py and Wizer do"
    )]
    Start {
        /// The module with the start function.
        start: String,
        /// The module that comes later.
        writes: String,
        /// What that one writes.
        what: &'static str,
    },

    /// It asks for words in its memory, and wrongly so.
    #[error("it asks for words in the memory that its instances start with, but {reason}")]
    Words {
        /// What is wrong.
        reason: &'static str,
    },

    /// A page that instances are to write to isn't there.
    #[error("it has no page {page} in the memory that it starts with, which its instances were to write to")]
    Dirty {
        /// The page's number.
        page: u64,
    },

    /// A call by an index can't go where it was said to go.
    #[error(
        "it has no call {call} by an index of a table that could go to entry {entry}, where it was said to go; count its \
         calls anew"
    )]
    Likely {
        /// The call's number.
        call: u32,
        /// The index in its table.
        entry: u32,
    },

    /// There is no place for the counts of its calls.
    #[error("it has no memory with room for counts of its calls, which take {bytes} bytes")]
    Counts {
        /// How many bytes they take.
        bytes: u64,
    },

    /// Several parts of it have a memory each.
    #[error(
        "it has {count} modules to fuse into, and pages that instances write to, or calls, can be told of one only"
    )]
    Several {
        /// How many.
        count: usize,
    },

    /// The tool that was to optimise it doesn't.
    #[error("it can't be optimised by `{tool}`, expected to be Binaryen's wasm-opt: {reason}")]
    Optimizer {
        /// The tool.
        tool: String,
        /// What it says, or why it can't be run.
        reason: String,
    },

    /// The result isn't a valid component: a fault of this library.
    #[error("the component fused of it isn't valid, which is a fault of this tool's: {reason}")]
    Output {
        /// What is wrong, in one line.
        reason: String,
    },
}

/// An error of reading the component, which was checked before.
pub(crate) fn invalid(error: impl std::fmt::Display) -> Error {
    Error::Invalid { reason: one_line(error) }
}

/// A message in one line.
pub(crate) fn one_line(error: impl std::fmt::Display) -> String {
    let text = error.to_string();
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
