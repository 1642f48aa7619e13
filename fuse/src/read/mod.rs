//! Taking a component apart.

mod component;
mod module;
mod nested;
mod types;

pub(crate) use component::{Component, CoreAlias, CoreFunction, Instance, Section};
pub(crate) use module::Module;
