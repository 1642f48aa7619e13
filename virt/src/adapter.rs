//! The adapter: the component that gives the guest its virtual environment.

use wac_graph::types::are_semver_compatible;
use wasi_virt_image::{Environment, Settings, Stdio};
use wasm_encoder::{CustomSection, Section};
use wit_component::metadata::{self, Bindgen};
use wit_component::{ComponentEncoder, StringEncoding};
use wit_parser::{InterfaceId, Resolve, WorldItem};

use crate::compose::FILES;
use crate::error::{Error, Result, one_line};
use crate::guest::{Guest, interfaces, package, without_version};
use crate::inject::{Keep, inject};

/// Wraps what the settings allow of the host's.
const HOST: &[u8] = include_bytes!("../adapter/built/host.wasm");

/// Imports nothing at all.
const SEALED: &[u8] = include_bytes!("../adapter/built/sealed.wasm");

/// The environment variable that names what a guest would trap at.
const DENIED: &str = "WASI_VIRT_DENIED";

/// The version of WASI that the adapter serves, and with it the earlier ones of 0.2.
const VERSION: &str = "0.2.12";

/// The packages that a component may import only in a virtual form, or denied.
const PACKAGES: [&str; 7] =
    ["wasi:cli", "wasi:clocks", "wasi:filesystem", "wasi:http", "wasi:io", "wasi:random", "wasi:sockets"];

/// The interfaces that the adapter has a virtual form of.
const SERVED: [&str; 29] = [
    "wasi:cli/environment",
    "wasi:cli/exit",
    "wasi:cli/stderr",
    "wasi:cli/stdin",
    "wasi:cli/stdout",
    "wasi:cli/terminal-input",
    "wasi:cli/terminal-output",
    "wasi:cli/terminal-stderr",
    "wasi:cli/terminal-stdin",
    "wasi:cli/terminal-stdout",
    "wasi:clocks/monotonic-clock",
    "wasi:clocks/wall-clock",
    "wasi:filesystem/preopens",
    "wasi:filesystem/types",
    "wasi:http/outgoing-handler",
    "wasi:http/types",
    "wasi:io/error",
    "wasi:io/poll",
    "wasi:io/streams",
    "wasi:random/insecure",
    "wasi:random/insecure-seed",
    "wasi:random/random",
    "wasi:sockets/instance-network",
    "wasi:sockets/ip-name-lookup",
    "wasi:sockets/network",
    "wasi:sockets/tcp",
    "wasi:sockets/tcp-create-socket",
    "wasi:sockets/udp",
    "wasi:sockets/udp-create-socket",
];

/// The guest's imports that become virtual. What can neither become virtual nor is denied is refused, lest it reach the
/// host past what was allowed; sealed, so is whatever else calls itself WASI.
pub(crate) fn served(guest: &Guest<'_>, denied: &[InterfaceId], sealed: bool) -> Result<Vec<InterfaceId>> {
    let mut served = Vec::new();
    for (interface, id) in guest.imported_interfaces().filter(|(_, id)| !denied.contains(id)) {
        let is_served = SERVED.contains(&without_version(&interface))
            && are_semver_compatible(&interface, &format!("{}@{VERSION}", without_version(&interface)));
        if is_served {
            served.push(id);
        } else if PACKAGES.contains(&package(&interface)) || sealed && interface.starts_with("wasi:") {
            return Err(Error::Unserved { interface, version: VERSION });
        }
    }
    Ok(served)
}

/// Restricts the settings to what the guest asks for, so that the result imports nothing that it doesn't need.
pub(crate) fn narrow(mut settings: Settings, guest: &Guest<'_>) -> Settings {
    let imports = |interface: &str| guest.imports_interface(interface);
    let files = imports("wasi:filesystem/types");
    for (stdio, interface) in [
        (&mut settings.stdin, "wasi:cli/stdin"),
        (&mut settings.stdout, "wasi:cli/stdout"),
        (&mut settings.stderr, "wasi:cli/stderr"),
    ] {
        if !imports(interface) {
            *stdio = Stdio::Deny;
        }
    }
    // Files have times, which come from the wall clock.
    settings.clocks &= files || guest.imports().any(|name| package(&name) == "wasi:clocks");
    settings.random &= guest.imports().any(|name| package(&name) == "wasi:random");
    // A guest can't be told by a function that never returns, so it is told before it asks.
    if imports("wasi:cli/exit") && !settings.exit && !settings.env.iter().any(|(name, _)| name == DENIED) {
        settings.env.push((DENIED.to_owned(), "exit".to_owned()));
    }
    settings.exit &= imports("wasi:cli/exit");
    if !imports("wasi:cli/environment") {
        settings.host_env = Environment::None;
    }
    if !files {
        settings.preopens.clear();
    }
    settings
}

/// What a host has to offer for these settings.
struct Needs<'a> {
    settings: &'a Settings,
    guest: &'a Guest<'a>,
    /// The guest's imports that become virtual, without their versions.
    served: Vec<String>,
}

impl Needs<'_> {
    fn anything(&self) -> bool {
        let Settings { clocks, random, exit, host_env, .. } = self.settings;
        *clocks || *random || *exit || *host_env != Environment::None || self.network() || self.streams()
    }

    fn streams(&self) -> bool {
        let Settings { stdin, stdout, stderr, preopens, .. } = self.settings;
        let network = self.serves("wasi:sockets/tcp") || self.serves("wasi:http/types");
        [stdin, stdout, stderr].contains(&&Stdio::Allow) || !preopens.is_empty() || network
    }

    /// Whether sockets or HTTP are passed on: those that aren't denied are.
    fn network(&self) -> bool {
        self.served.iter().any(|name| ["wasi:http", "wasi:sockets"].contains(&package(name)))
    }

    fn serves(&self, interface: &str) -> bool {
        self.served.iter().any(|name| name == interface)
    }

    /// Whether the adapter may call this function.
    fn function(&self, interface: &str, name: &str) -> bool {
        // Not every host has the unstable one, so it isn't asked of it on a guest's behalf that doesn't ask either.
        self.interface(interface) && (name != "exit-with-code" || self.guest.imports_function("wasi:cli/exit", name))
    }

    /// Whether the adapter may call functions of this interface.
    fn interface(&self, name: &str) -> bool {
        let settings = self.settings;
        match without_version(name) {
            "wasi:cli/environment" => settings.host_env != Environment::None,
            "wasi:cli/exit" => settings.exit,
            "wasi:cli/stdin" => settings.stdin == Stdio::Allow,
            "wasi:cli/stdout" => settings.stdout == Stdio::Allow,
            "wasi:cli/stderr" => settings.stderr == Stdio::Allow,
            "wasi:clocks/monotonic-clock" | "wasi:clocks/wall-clock" => settings.clocks,
            "wasi:io/error" | "wasi:io/streams" => self.streams(),
            "wasi:io/poll" => self.streams() || settings.clocks || self.network(),
            "wasi:filesystem/preopens" | "wasi:filesystem/types" => !settings.preopens.is_empty(),
            "wasi:random/random" => settings.random,
            other if package(other) == "wasi:random" => settings.random && self.guest.imports_interface(other),
            other if ["wasi:http", "wasi:sockets"].contains(&package(other)) => self.serves(other),
            _ => true,
        }
    }
}

/// What of the adapter stays: what it may call, and those of its exports that the guest asks for, with what these need.
struct Kept<'a> {
    needs: Needs<'a>,
    exports: Vec<String>,
}

impl<'a> Kept<'a> {
    fn new(needs: Needs<'a>, adapter: &Bindgen) -> Self {
        let mut exports = Vec::new();
        for (_, id) in interfaces(&adapter.resolve.worlds[adapter.world].exports) {
            let name = name(&adapter.resolve, id);
            let is_asked_for = match name.as_str() {
                FILES => needs.serves("wasi:filesystem/types"),
                name => needs.serves(without_version(name)),
            };
            if is_asked_for {
                with_dependencies(&adapter.resolve, id, &mut exports);
            }
        }
        Self { needs, exports }
    }

    fn exports(&self, interface: &str) -> bool {
        self.exports.iter().any(|name| name == interface)
    }
}

impl Keep for Kept<'_> {
    fn import(&self, module: &str, name: &str) -> bool {
        match module.strip_prefix("[export]") {
            // The table of handles to a resource of its own.
            Some(interface) => self.exports(interface),
            None => self.needs.function(module, name),
        }
    }

    fn export(&self, name: &str) -> bool {
        let name = name.strip_prefix("cabi_post_").unwrap_or(name);
        name.split_once('#').is_none_or(|(interface, _)| self.exports(interface))
    }
}

/// Collects the names of an interface and of those whose types it uses.
fn with_dependencies(resolve: &Resolve, interface: InterfaceId, found: &mut Vec<String>) {
    let name = name(resolve, interface);
    if !found.contains(&name) {
        found.push(name);
        for dependency in resolve.interface_direct_deps(interface) {
            with_dependencies(resolve, dependency, found);
        }
    }
}

fn name(resolve: &Resolve, interface: InterfaceId) -> String {
    resolve.id_of(interface).expect("the adapter's interfaces have names")
}

/// The adapter as a component, with this image in it, for a guest of which these imports become virtual.
pub(crate) fn encode(guest: &Guest<'_>, served: &[InterfaceId], settings: &Settings, image: &[u8]) -> Result<Vec<u8>> {
    let served = guest.imported_interfaces().filter(|(_, id)| served.contains(id));
    let served = served.map(|(name, _)| without_version(&name).to_owned()).collect();
    let needs = Needs { settings, guest, served };
    let core = if needs.anything() { HOST } else { SEALED };
    let (core, mut adapter) = metadata::decode(core).map_err(compose)?;
    let core = core.expect("the adapter says what its world is");
    let kept = Kept::new(needs, &adapter);
    let mut core = inject(&core, image, &kept).map_err(compose)?;
    let mut exports = std::mem::take(&mut adapter.resolve.worlds[adapter.world].exports);
    exports.retain(|_, item| match item {
        WorldItem::Interface { id, .. } => kept.exports(&name(&adapter.resolve, *id)),
        WorldItem::Function(_) | WorldItem::Type { .. } => true,
    });
    adapter.resolve.worlds[adapter.world].exports = exports;
    let producers = adapter.producers.as_ref();
    let world = metadata::encode(&adapter.resolve, adapter.world, StringEncoding::UTF8, producers, false);
    let data = world.map_err(compose)?.into();
    CustomSection { name: "component-type".into(), data }.append_to(&mut core);
    let mut encoder = ComponentEncoder::default();
    encoder.validate(true).module(&core).and_then(ComponentEncoder::encode).map_err(compose)
}

fn compose(error: impl Into<anyhow::Error>) -> Error {
    Error::Compose { reason: one_line(error) }
}
