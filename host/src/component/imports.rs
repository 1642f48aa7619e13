//! The import policy: what a component may ask of the host at all.

use wasmtime::component::Component;

/// Which interfaces a component may import; one that imports more is refused when it is loaded.
///
/// This is a second line: what a guest can do with an interface is up to the session, which grants nothing by itself.
///
/// ```
/// # fn main() -> component_sandbox::Result<()> {
/// use component_sandbox::{Engine, Imports};
///
/// // What a guest wrapped with `wasi-virt --stdio` needs: no clocks, no random numbers, no sockets.
/// let imports = Imports::none().allow("wasi:io").allow("wasi:cli/stdin").allow("wasi:cli/stdout").allow("wasi:cli/stderr");
/// let engine = Engine::builder().imports(imports).build()?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imports {
    allowed: Vec<String>,
}

impl Imports {
    /// None.
    #[must_use]
    pub fn none() -> Self {
        Self { allowed: Vec::new() }
    }

    /// Allows a package, such as `wasi:io`, or one interface, such as `wasi:cli/stdout`, in whatever version.
    #[must_use]
    pub fn allow(mut self, name: impl Into<String>) -> Self {
        self.allowed.push(name.into());
        self
    }

    /// The imports of a component that aren't allowed.
    pub(super) fn refused(&self, component: &Component) -> Vec<String> {
        let engine = component.engine();
        let ty = component.component_type();
        ty.imports(engine).map(|(name, _)| name.to_owned()).filter(|name| !self.allows(name)).collect()
    }

    fn allows(&self, import: &str) -> bool {
        let name = import.split_once('@').map_or(import, |(name, _)| name);
        self.allowed.iter().any(|allowed| match name.strip_prefix(allowed.as_str()) {
            Some(rest) => rest.is_empty() || rest.starts_with('/'),
            None => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Imports;

    #[test]
    fn packages_and_interfaces_of_any_version() {
        let imports = Imports::none().allow("wasi:io").allow("wasi:cli/stdout");
        assert!(
            ["wasi:io/streams@0.2.6", "wasi:io/poll", "wasi:cli/stdout@0.2.0"].iter().all(|name| imports.allows(name))
        );
        assert!(
            !["wasi:iota/x", "wasi:cli/stdin@0.2.0", "wasi:cli", "local:sandbox/tools"]
                .iter()
                .any(|name| imports.allows(name))
        );
    }
}
