use crate::Adapter;
use crate::bindings::exports::wasi::io::poll;
use crate::bindings::exports::wasi::sockets::network::NetworkBorrow;
use crate::bindings::exports::wasi::sockets::udp::{
    self, ErrorCode, GuestIncomingDatagramStream, GuestOutgoingDatagramStream, GuestUdpSocket, IncomingDatagram,
    IncomingDatagramStream, IpAddressFamily, IpSocketAddress, OutgoingDatagram, OutgoingDatagramStream, UdpSocket,
};
use crate::bindings::exports::wasi::sockets::udp_create_socket;
use crate::bindings::wasi::sockets as host;
use crate::host::pollable;

use super::{Network, pass};

/// How many datagrams are received at once. One can have 64 KiB, which is what passes through at once elsewhere too.
const MOST: u64 = 1;

/// A UDP socket of the host's.
pub(crate) struct Socket(host::udp::UdpSocket);

/// What a UDP socket receives.
pub(crate) struct Incoming(host::udp::IncomingDatagramStream);

/// What a UDP socket sends.
pub(crate) struct Outgoing(host::udp::OutgoingDatagramStream);

impl udp::Guest for Adapter {
    type UdpSocket = Socket;
    type IncomingDatagramStream = Incoming;
    type OutgoingDatagramStream = Outgoing;
}

impl udp_create_socket::Guest for Adapter {
    fn create_udp_socket(family: IpAddressFamily) -> Result<UdpSocket, ErrorCode> {
        Ok(UdpSocket::new(Socket(host::udp_create_socket::create_udp_socket(family.into())?)))
    }
}

impl GuestUdpSocket for Socket {
    fn start_bind(&self, network: NetworkBorrow<'_>, address: IpSocketAddress) -> Result<(), ErrorCode> {
        Ok(self.0.start_bind(Network::of(&network), address.into())?)
    }

    fn stream(
        &self,
        remote: Option<IpSocketAddress>,
    ) -> Result<(IncomingDatagramStream, OutgoingDatagramStream), ErrorCode> {
        let (incoming, outgoing) = self.0.stream(remote.map(Into::into))?;
        Ok((IncomingDatagramStream::new(Incoming(incoming)), OutgoingDatagramStream::new(Outgoing(outgoing))))
    }

    fn address_family(&self) -> IpAddressFamily {
        self.0.address_family().into()
    }

    fn subscribe(&self) -> poll::Pollable {
        pollable(self.0.subscribe())
    }

    pass! {
        finish_bind() -> ();
        local_address() -> IpSocketAddress;
        remote_address() -> IpSocketAddress;
        unicast_hop_limit() -> u8;
        set_unicast_hop_limit(value: u8) -> ();
        receive_buffer_size() -> u64;
        set_receive_buffer_size(value: u64) -> ();
        send_buffer_size() -> u64;
        set_send_buffer_size(value: u64) -> ();
    }
}

impl GuestIncomingDatagramStream for Incoming {
    fn receive(&self, most: u64) -> Result<Vec<IncomingDatagram>, ErrorCode> {
        let received = self.0.receive(most.min(MOST))?;
        let datagram = |datagram: host::udp::IncomingDatagram| IncomingDatagram {
            data: datagram.data,
            remote_address: datagram.remote_address.into(),
        };
        Ok(received.into_iter().map(datagram).collect())
    }

    fn subscribe(&self) -> poll::Pollable {
        pollable(self.0.subscribe())
    }
}

impl GuestOutgoingDatagramStream for Outgoing {
    fn check_send(&self) -> Result<u64, ErrorCode> {
        Ok(self.0.check_send()?)
    }

    fn send(&self, datagrams: Vec<OutgoingDatagram>) -> Result<u64, ErrorCode> {
        let datagram = |datagram: OutgoingDatagram| host::udp::OutgoingDatagram {
            data: datagram.data,
            remote_address: datagram.remote_address.map(Into::into),
        };
        let datagrams: Vec<_> = datagrams.into_iter().map(datagram).collect();
        Ok(self.0.send(&datagrams)?)
    }

    fn subscribe(&self) -> poll::Pollable {
        pollable(self.0.subscribe())
    }
}
