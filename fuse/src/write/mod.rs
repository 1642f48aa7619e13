//! Writing the fused component.

mod calls;
mod code;
mod component;
mod core;
mod dirty;
mod fixup;
mod module;
mod names;
mod nested;
mod optimize;
mod plan;
mod producers;
mod shim;
mod stand_ins;

use crate::error::{Error, Result, invalid};
use crate::fuse::Fuse;
use crate::link::Link;
use crate::read::Component;

pub(crate) use nested::replace;

/// The component, with one module in the place of those that were linked.
pub(crate) fn fused(component: &Component<'_>, link: &Link<'_>, fuse: &Fuse) -> Result<Vec<u8>> {
    let plan = plan::Plan::new(component, link);
    let mut module = module::encode(&plan, fuse)?;
    if let Some(tool) = &fuse.wasm_opt {
        module = optimize::optimize(tool, &module, fuse.names)?;
    }
    component::Writer::new(component, &plan)?.write(&module)
}

/// An error of encoding again what was read before.
fn reencode(error: wasm_encoder::reencode::Error) -> Error {
    invalid(error)
}
