use crate::Adapter;
use crate::bindings::exports::wasi::io::poll;
use crate::bindings::exports::wasi::io::streams::{InputStream, OutputStream};
use crate::bindings::exports::wasi::sockets::network::NetworkBorrow;
use crate::bindings::exports::wasi::sockets::tcp::{
    self, ErrorCode, GuestTcpSocket, IpAddressFamily, IpSocketAddress, ShutdownType, TcpSocket,
};
use crate::bindings::exports::wasi::sockets::tcp_create_socket;
use crate::bindings::wasi::sockets as host;
use crate::host::{input, output, pollable};

use super::{Network, pass};

/// A TCP socket of the host's.
pub(crate) struct Socket(host::tcp::TcpSocket);

impl tcp::Guest for Adapter {
    type TcpSocket = Socket;
}

impl tcp_create_socket::Guest for Adapter {
    fn create_tcp_socket(family: IpAddressFamily) -> Result<TcpSocket, ErrorCode> {
        Ok(TcpSocket::new(Socket(host::tcp_create_socket::create_tcp_socket(family.into())?)))
    }
}

impl GuestTcpSocket for Socket {
    fn start_bind(&self, network: NetworkBorrow<'_>, address: IpSocketAddress) -> Result<(), ErrorCode> {
        Ok(self.0.start_bind(Network::of(&network), address.into())?)
    }

    fn start_connect(&self, network: NetworkBorrow<'_>, address: IpSocketAddress) -> Result<(), ErrorCode> {
        Ok(self.0.start_connect(Network::of(&network), address.into())?)
    }

    fn finish_connect(&self) -> Result<(InputStream, OutputStream), ErrorCode> {
        let (from, to) = self.0.finish_connect()?;
        Ok((input(from), output(to)))
    }

    fn accept(&self) -> Result<(TcpSocket, InputStream, OutputStream), ErrorCode> {
        let (socket, from, to) = self.0.accept()?;
        Ok((TcpSocket::new(Self(socket)), input(from), output(to)))
    }

    fn is_listening(&self) -> bool {
        self.0.is_listening()
    }

    fn address_family(&self) -> IpAddressFamily {
        self.0.address_family().into()
    }

    fn subscribe(&self) -> poll::Pollable {
        pollable(self.0.subscribe())
    }

    pass! {
        finish_bind() -> ();
        start_listen() -> ();
        finish_listen() -> ();
        local_address() -> IpSocketAddress;
        remote_address() -> IpSocketAddress;
        set_listen_backlog_size(value: u64) -> ();
        keep_alive_enabled() -> bool;
        set_keep_alive_enabled(value: bool) -> ();
        keep_alive_idle_time() -> u64;
        set_keep_alive_idle_time(value: u64) -> ();
        keep_alive_interval() -> u64;
        set_keep_alive_interval(value: u64) -> ();
        keep_alive_count() -> u32;
        set_keep_alive_count(value: u32) -> ();
        hop_limit() -> u8;
        set_hop_limit(value: u8) -> ();
        receive_buffer_size() -> u64;
        set_receive_buffer_size(value: u64) -> ();
        send_buffer_size() -> u64;
        set_send_buffer_size(value: u64) -> ();
        shutdown(how: ShutdownType) -> ();
    }
}
