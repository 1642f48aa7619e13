//! Looking names up: `wasi:sockets/ip-name-lookup` for the names that are allowed, passed on to the host's resolver.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use wasmtime::Result;
use wasmtime::component::{HasSelf, Linker, Resource};
use wasmtime_wasi::p2::bindings::sockets::ip_name_lookup::{
    Host, HostResolveAddressStream, ResolveAddressStream, add_to_linker as add_lookup_to_linker,
};
use wasmtime_wasi::p2::bindings::sockets::network::{self, ErrorCode, IpAddress, Network};
use wasmtime_wasi::p2::{DynPollable, SocketError};
use wasmtime_wasi::sockets::WasiSocketsView;

use super::rules::Resolved;
use crate::session::State;

/// Lookups of one session that may be under way at once: each takes a thread of the runtime's for a while.
const AT_ONCE: usize = 16;

/// The lookups of one session.
pub(crate) struct Lookups {
    resolved: Arc<Resolved>,
    under_way: HashMap<u32, Lookup>,
}

impl Lookups {
    pub(super) fn new(resolved: Arc<Resolved>) -> Self {
        Self { resolved, under_way: HashMap::new() }
    }
}

/// One lookup under way.
#[derive(Default)]
struct Lookup {
    /// The ports that are allowed for the name; `None` for an address, which is its own answer.
    ports: Option<Vec<u16>>,
    /// The guest has got an address.
    answered: bool,
    /// An address was kept from the guest.
    refused: bool,
}

/// Puts this in the place of the engine's own lookup, which knows only all names or none.
pub(crate) fn add_to_linker(linker: &mut Linker<State>) -> Result<()> {
    linker.allow_shadowing(true);
    add_lookup_to_linker::<State, HasSelf<State>>(linker, |state| state)?;
    linker.allow_shadowing(false);
    Ok(())
}

impl Host for State {
    fn resolve_addresses(
        &mut self,
        network: Resource<Network>,
        name: String,
    ) -> Result<Resource<ResolveAddressStream>, SocketError> {
        let ports = name.parse::<IpAddr>().is_err().then(|| self.lookups.resolved.ports(&name));
        if ports.as_ref().is_some_and(Vec::is_empty) {
            return Err(ErrorCode::AccessDenied.into());
        }
        if self.lookups.under_way.len() >= AT_ONCE {
            return Err(ErrorCode::TemporaryResolverFailure.into());
        }
        let stream = Host::resolve_addresses(&mut self.sockets(), network, name)?;
        self.lookups.under_way.insert(stream.rep(), Lookup { ports, ..Lookup::default() });
        Ok(stream)
    }
}

impl HostResolveAddressStream for State {
    fn resolve_next_address(
        &mut self,
        stream: Resource<ResolveAddressStream>,
    ) -> Result<Option<IpAddress>, SocketError> {
        let rep = stream.rep();
        loop {
            let stream = Resource::new_borrow(rep);
            let address = HostResolveAddressStream::resolve_next_address(&mut self.sockets(), stream)?;
            let Lookups { resolved, under_way } = &mut self.lookups;
            let lookup = under_way.entry(rep).or_default();
            let Some(address) = address else {
                // Silence would say that the name has no address at all.
                return if lookup.refused && !lookup.answered { Err(ErrorCode::AccessDenied.into()) } else { Ok(None) };
            };
            if lookup.ports.as_ref().is_none_or(|ports| resolved.remember(ip(&address), ports)) {
                lookup.answered = true;
                return Ok(Some(address));
            }
            lookup.refused = true;
        }
    }

    fn subscribe(&mut self, stream: Resource<ResolveAddressStream>) -> Result<Resource<DynPollable>> {
        HostResolveAddressStream::subscribe(&mut self.sockets(), stream)
    }

    fn drop(&mut self, stream: Resource<ResolveAddressStream>) -> Result<()> {
        self.lookups.under_way.remove(&stream.rep());
        HostResolveAddressStream::drop(&mut self.sockets(), stream)
    }
}

/// What the lookup needs of the interface that its errors are of: the engine's own.
impl network::Host for State {
    fn convert_error_code(&mut self, error: SocketError) -> Result<ErrorCode> {
        network::Host::convert_error_code(&mut self.sockets(), error)
    }

    fn network_error_code(&mut self, error: Resource<wasmtime::Error>) -> Result<Option<ErrorCode>> {
        network::Host::network_error_code(&mut self.sockets(), error)
    }
}

impl network::HostNetwork for State {
    fn drop(&mut self, network: Resource<Network>) -> Result<()> {
        network::HostNetwork::drop(&mut self.sockets(), network)
    }
}

fn ip(address: &IpAddress) -> IpAddr {
    match *address {
        IpAddress::Ipv4(octets) => Ipv4Addr::from(<[u8; 4]>::from(octets)).into(),
        IpAddress::Ipv6(segments) => Ipv6Addr::from(<[u16; 8]>::from(segments)).into(),
    }
}
