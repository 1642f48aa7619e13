use crate::bindings::exports::wasi::http::types::{self, ErrorCode, GuestIncomingBody, GuestOutgoingBody};
use crate::bindings::exports::wasi::io::streams::{InputStream, OutputStream};
use crate::bindings::wasi::http::types as host;
use crate::host::{input, output};

use super::fields::{self, Trailers};

/// A body that comes from the host.
pub(crate) struct Incoming(pub(super) host::IncomingBody);

/// A body that goes to the host.
pub(crate) struct Outgoing(pub(super) host::OutgoingBody);

impl GuestIncomingBody for Incoming {
    fn stream(&self) -> Result<InputStream, ()> {
        self.0.stream().map(input)
    }

    fn finish(this: types::IncomingBody) -> types::FutureTrailers {
        types::FutureTrailers::new(Trailers(host::IncomingBody::finish(this.into_inner::<Self>().0)))
    }
}

impl GuestOutgoingBody for Outgoing {
    fn write(&self) -> Result<OutputStream, ()> {
        self.0.write().map(output)
    }

    fn finish(this: types::OutgoingBody, trailers: Option<types::Trailers>) -> Result<(), ErrorCode> {
        Ok(host::OutgoingBody::finish(this.into_inner::<Self>().0, trailers.map(fields::of))?)
    }
}
