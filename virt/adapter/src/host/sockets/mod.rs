//! `wasi:sockets`: the host's, each call passed on. Only streams, pollables and sockets become the adapter's own, so that
//! the guest can wait for them together with all else that it waits for.

mod address;
mod code;
mod network;
mod tcp;
mod udp;

use network::Network;

/// Methods that are the host's with other types: what they take and give is converted.
macro_rules! pass {
    ($($name:ident($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        $(fn $name(&self, $($argument: $type),*) -> Result<$result, ErrorCode> {
            match self.0.$name($($argument.into()),*) {
                Ok(value) => Ok(value.into()),
                Err(code) => Err(code.into()),
            }
        })*
    };
}

use pass;
