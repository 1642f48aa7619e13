//! The limits of one session, each in a module of its own.

mod growth;
mod store;
mod time;

pub(crate) use store::StoreLimits;
pub(crate) use time::{TimeLimit, TimeUp};
