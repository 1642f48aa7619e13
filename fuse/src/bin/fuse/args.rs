//! The command line.

use std::path::PathBuf;

use clap::Parser;

/// Links the core modules of a WebAssembly component into one, so that it starts many times faster.
///
/// The result is a component with the same imports and exports, which behaves the same.
#[derive(Debug, Parser)]
#[command(name = "fuse", version, after_help = AFTER_HELP)]
pub(crate) struct Args {
    /// The component to fuse, initialised already, as componentize-py makes it
    pub(crate) component: PathBuf,

    /// Where the result goes
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: PathBuf,

    /// Leave out the names of functions, which are shown when the component traps
    #[arg(long)]
    pub(crate) no_names: bool,

    /// Have instances write, when they are called first, to the pages that this file lists: numbers of pages of 4 KiB, one in
    /// a line, as `profile pages` tells them
    #[arg(long, value_name = "FILE")]
    pub(crate) dirty: Option<PathBuf>,

    /// Have calls by an index of a table look first whether they go where this file says they likely do: the number of a call
    /// and of an entry, one such pair in a line, as `profile calls` tells them
    #[arg(long, value_name = "FILE")]
    pub(crate) likely: Option<PathBuf>,

    /// Have calls by an index of a table counted, for `profile calls`
    #[arg(long, conflicts_with = "likely")]
    pub(crate) count_calls: bool,

    /// Have the result optimised by this program, Binaryen's wasm-opt, which takes minutes
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) wasm_opt: Option<PathBuf>,
}

const AFTER_HELP: &str = "\
Examples:
  fuse guest.wasm -o fused.wasm
  fuse guest.wasm -o fused.wasm && wasi-virt fused.wasm -o virt.wasm --stdio=allow";
