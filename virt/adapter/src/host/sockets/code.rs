use crate::bindings::exports::wasi::sockets::network::{ErrorCode, IpAddressFamily};
use crate::bindings::exports::wasi::sockets::tcp::ShutdownType;
use crate::bindings::wasi::sockets::{network, tcp};

/// A conversion between enumerations with the same cases.
macro_rules! same {
    ($from:ty => $to:ty { $($case:ident)* }) => {
        impl From<$from> for $to {
            fn from(from: $from) -> Self {
                match from {
                    $(<$from>::$case => Self::$case,)*
                }
            }
        }
    };
}

same!(network::ErrorCode => ErrorCode {
    Unknown AccessDenied NotSupported InvalidArgument OutOfMemory Timeout ConcurrencyConflict NotInProgress WouldBlock
    InvalidState NewSocketLimit AddressNotBindable AddressInUse RemoteUnreachable ConnectionRefused ConnectionReset
    ConnectionAborted DatagramTooLarge NameUnresolvable TemporaryResolverFailure PermanentResolverFailure
});

same!(network::IpAddressFamily => IpAddressFamily { Ipv4 Ipv6 });

same!(IpAddressFamily => network::IpAddressFamily { Ipv4 Ipv6 });

same!(ShutdownType => tcp::ShutdownType { Receive Send Both });
