//! The network that a session may reach.

mod address;
mod lookup;
mod rules;

use std::sync::Arc;

use wasmtime_wasi::WasiCtxBuilder;
use wasmtime_wasi::sockets::SocketAddrUse;

pub(crate) use lookup::{Lookups, add_to_linker};

use crate::error::{Error, Result};
use rules::{Resolved, Rule};

/// The hosts and ports that a session may open TCP connections to: none by default.
///
/// Names are looked up by the host, and only those that are allowed; the code can connect to the addresses that the answer
/// held, at the ports allowed for that name, and to nothing else. Addresses of private networks, of the machine itself and
/// of other special ranges are refused, whatever name leads to them, unless
/// [`allow_private`](Self::allow_private) says otherwise. Listening and UDP are never possible.
///
/// A guest has sockets where its component was made for them: `wasi-virt --allow-sockets`.
///
/// ```
/// # fn example(sandbox: component_sandbox::Sandbox) {
/// use component_sandbox::Network;
///
/// let session = sandbox.session().network(Network::new().allow("api.example.com", 443).allow("*.example.org", 80));
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Network {
    rules: Vec<(String, u16)>,
    private: bool,
}

impl Network {
    /// Nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Allows one port of a host, which is a name, a name whose first part is `*` for all names that end so, or an
    /// IP address.
    #[must_use]
    pub fn allow(mut self, host: impl Into<String>, port: u16) -> Self {
        self.rules.push((host.into(), port));
        self
    }

    /// Allows addresses of private networks and of this machine, too, where a rule leads to them.
    #[must_use]
    pub fn allow_private(mut self) -> Self {
        self.private = true;
        self
    }

    /// Checks the rules and sets the session up for them.
    pub(crate) fn set(&self, wasi: &mut WasiCtxBuilder) -> Result<Lookups> {
        let rules = self.rules.iter().map(|(host, port)| Rule::new(host, *port)).collect::<Result<Vec<_>, _>>();
        let resolved = Arc::new(Resolved::new(rules.map_err(Error::Config)?, self.private));
        if !self.rules.is_empty() {
            let resolved = Arc::clone(&resolved);
            wasi.allow_tcp(true).allow_ip_name_lookup(true).socket_addr_check(move |address, wanted| {
                let allowed = match wanted {
                    SocketAddrUse::TcpConnect => resolved.permits(address),
                    // What the system does before it connects.
                    SocketAddrUse::TcpBind => address.ip().is_unspecified() && address.port() == 0,
                    _ => false,
                };
                Box::pin(std::future::ready(allowed))
            });
        }
        Ok(Lookups::new(resolved))
    }
}
