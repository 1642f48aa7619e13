use crate::bindings::exports::wasi::sockets::network::{
    IpAddress, IpSocketAddress, Ipv4SocketAddress, Ipv6SocketAddress,
};
use crate::bindings::wasi::sockets::network as host;

impl From<host::IpAddress> for IpAddress {
    fn from(address: host::IpAddress) -> Self {
        match address {
            host::IpAddress::Ipv4(address) => Self::Ipv4(address),
            host::IpAddress::Ipv6(address) => Self::Ipv6(address),
        }
    }
}

impl From<host::IpSocketAddress> for IpSocketAddress {
    fn from(address: host::IpSocketAddress) -> Self {
        match address {
            host::IpSocketAddress::Ipv4(host::Ipv4SocketAddress { port, address }) => {
                Self::Ipv4(Ipv4SocketAddress { port, address })
            }
            host::IpSocketAddress::Ipv6(host::Ipv6SocketAddress { port, flow_info, address, scope_id }) => {
                Self::Ipv6(Ipv6SocketAddress { port, flow_info, address, scope_id })
            }
        }
    }
}

impl From<IpSocketAddress> for host::IpSocketAddress {
    fn from(address: IpSocketAddress) -> Self {
        match address {
            IpSocketAddress::Ipv4(Ipv4SocketAddress { port, address }) => {
                Self::Ipv4(host::Ipv4SocketAddress { port, address })
            }
            IpSocketAddress::Ipv6(Ipv6SocketAddress { port, flow_info, address, scope_id }) => {
                Self::Ipv6(host::Ipv6SocketAddress { port, flow_info, address, scope_id })
            }
        }
    }
}
