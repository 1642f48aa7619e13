use crate::Adapter;
use crate::bindings::exports::wasi::io::poll;
use crate::bindings::exports::wasi::sockets::ip_name_lookup::{
    self, GuestResolveAddressStream, IpAddress, ResolveAddressStream,
};
use crate::bindings::exports::wasi::sockets::network::{self, ErrorCode, GuestNetwork, NetworkBorrow};
use crate::bindings::exports::wasi::sockets::{instance_network, network::Network as Resource};
use crate::bindings::wasi::sockets as host;

use crate::host::pollable;

/// The host's network.
pub(crate) struct Network(host::network::Network);

/// The addresses of a name that is being looked up.
pub(crate) struct Addresses(host::ip_name_lookup::ResolveAddressStream);

impl Network {
    /// The host's network, of the guest's handle to it.
    pub(super) fn of<'a>(network: &'a NetworkBorrow<'_>) -> &'a host::network::Network {
        &network.get::<Self>().0
    }
}

impl GuestNetwork for Network {}

impl network::Guest for Adapter {
    type Network = Network;
}

impl instance_network::Guest for Adapter {
    fn instance_network() -> Resource {
        Resource::new(Network(host::instance_network::instance_network()))
    }
}

impl ip_name_lookup::Guest for Adapter {
    type ResolveAddressStream = Addresses;

    fn resolve_addresses(network: NetworkBorrow<'_>, name: String) -> Result<ResolveAddressStream, ErrorCode> {
        let addresses = host::ip_name_lookup::resolve_addresses(Network::of(&network), &name)?;
        Ok(ResolveAddressStream::new(Addresses(addresses)))
    }
}

impl GuestResolveAddressStream for Addresses {
    fn resolve_next_address(&self) -> Result<Option<IpAddress>, ErrorCode> {
        Ok(self.0.resolve_next_address()?.map(IpAddress::from))
    }

    fn subscribe(&self) -> poll::Pollable {
        pollable(self.0.subscribe())
    }
}
