//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Tells what sessions of a component do, for `fuse` to make it faster.
///
/// The component is run in fresh sessions. It may be wrapped: of several memories the one with the largest image is meant.
#[derive(Debug, Parser)]
#[command(name = "profile", version)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) what: What,
}

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    Pages(Pages),
    Calls(Calls),
}

/// Tells which pages of its memory all sessions write to: what `fuse --dirty` takes
#[derive(Debug, clap::Args)]
pub(crate) struct Pages {
    /// The component, fused
    pub(crate) component: PathBuf,

    /// Where the list goes: numbers of pages of 4 KiB, one in a line
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: PathBuf,

    /// What each session evaluates, in turn
    #[arg(short, long = "eval", value_name = "EXPRESSION", default_value = "2 + 2")]
    pub(crate) expressions: Vec<String>,

    /// How many sessions there are
    #[arg(long, value_name = "NUMBER", default_value = "8", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) sessions: u32,
}

/// Tells where calls by an index of a table likely go: what `fuse --likely` takes
#[derive(Debug, clap::Args)]
pub(crate) struct Calls {
    /// The component, made by `fuse --count-calls`
    pub(crate) component: PathBuf,

    /// Where the list goes: the number of a call and the index of an entry, one such pair in a line
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: PathBuf,

    /// Files with statements, each for a session of its own
    #[arg(value_name = "PROGRAM")]
    pub(crate) programs: Vec<PathBuf>,

    /// What each session evaluates then
    #[arg(short, long = "eval", value_name = "EXPRESSION", default_value = "2 + 2")]
    pub(crate) expression: String,
}
