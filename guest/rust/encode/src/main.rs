//! Makes a component of a module that carries the types of its world, as wit-bindgen puts them in: encode MODULE COMPONENT

use anyhow::{Context, bail};
use wit_component::ComponentEncoder;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [module, component] = &arguments[..] else {
        bail!("usage: encode MODULE COMPONENT");
    };
    let bytes = std::fs::read(module).with_context(|| format!("can't read `{module}`"))?;
    let encoded = ComponentEncoder::default().module(&bytes)?.validate(true).encode();
    let encoded = encoded.with_context(|| format!("`{module}` can't become a component"))?;
    std::fs::write(component, encoded).with_context(|| format!("can't write `{component}`"))
}
