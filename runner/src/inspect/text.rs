//! What a component is, in lines for a reader.

use std::io::{self, Write};
use std::path::Path;

use bytesize::ByteSize;

use super::component::{Component, World};

/// Prints a line for each fact.
pub(super) fn print(out: &mut impl Write, path: &Path, component: &Component) -> io::Result<()> {
    let mut line = |name: &str, text: &str| writeln!(out, "{name:<9} {text}");
    let modules = match component.core_modules {
        1 => "1 core module".to_owned(),
        count => format!("{count} core modules"),
    };
    line("component", &format!("{}: {}, {modules}", path.display(), ByteSize(component.size)))?;
    line("world", world(component.world))?;
    line("exports", &list(&component.exports))?;
    line("imports", &list(&component.imports))?;
    line("language", component.language.as_deref().unwrap_or("it doesn't say"))?;
    line(
        "made by",
        &list(&component.tools.iter().map(|(tool, version)| format!("{tool} {version}")).collect::<Vec<_>>()),
    )?;
    line("memory", &format!("{} at the start", ByteSize(component.memory)))?;
    match &component.wrapped {
        Some(version) => line("wrapped", &format!("yes, by wasi-virt {version}: it has files of its own"))?,
        None => line("wrapped", "no: it has no files, unless `wasi-virt` gives it some")?,
    }
    line("fused", if component.fused { "yes: its core modules are linked into one" } else { "no" })
}

fn world(world: World) -> &'static str {
    match world {
        World::Sandbox => "sandbox",
        World::SandboxTools => "sandbox-tools: its code can call functions of the host's",
        World::Other => "another than `sandbox`: it can't be run here",
    }
}

/// Names with a comma between them, those of one package together: `wasi:io/{poll, streams}@0.2.9`.
fn list(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    let mut groups: Vec<((&str, &str), Vec<&str>)> = Vec::new();
    for name in names {
        let (path, version) = name.split_once('@').unwrap_or((name, ""));
        let (package, interface) = path.split_once('/').unwrap_or(("", path));
        match groups.iter_mut().find(|(key, _)| !key.0.is_empty() && *key == (package, version)) {
            Some((_, interfaces)) => interfaces.push(interface),
            None => groups.push(((package, version), vec![interface])),
        }
    }
    let texts: Vec<String> = groups
        .into_iter()
        .map(|((package, version), interfaces)| {
            let interfaces = match interfaces.as_slice() {
                [one] => (*one).to_owned(),
                several => format!("{{{}}}", several.join(", ")),
            };
            let slash = if package.is_empty() { "" } else { "/" };
            let at = if version.is_empty() { "" } else { "@" };
            format!("{package}{slash}{interfaces}{at}{version}")
        })
        .collect();
    texts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::list;

    #[test]
    fn interfaces_of_a_package_stand_together() {
        let names = ["wasi:io/poll@0.2.9", "eval", "wasi:io/streams@0.2.9", "wasi:io/error@0.2.6", "a:b/c"];
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        assert_eq!(list(&names), "wasi:io/{poll, streams}@0.2.9, eval, wasi:io/error@0.2.6, a:b/c");
        assert_eq!(list(&[]), "none");
    }
}
