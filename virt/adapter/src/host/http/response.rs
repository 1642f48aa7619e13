use crate::bindings::exports::wasi::http::types::{
    self, ErrorCode, GuestFutureIncomingResponse, GuestIncomingResponse, GuestOutgoingResponse,
};
use crate::bindings::exports::wasi::io::poll;
use crate::bindings::wasi::http::types as host;
use crate::host::pollable;

use super::body::{Incoming, Outgoing};
use super::fields;

/// A response that is to come.
pub(crate) struct Promise(pub(super) host::FutureIncomingResponse);

/// A response that came.
pub(crate) struct Response(host::IncomingResponse);

/// A response that the guest makes, though there is nobody to send it to.
pub(crate) struct OutgoingResponse(host::OutgoingResponse);

impl GuestFutureIncomingResponse for Promise {
    fn subscribe(&self) -> poll::Pollable {
        pollable(self.0.subscribe())
    }

    fn get(&self) -> Option<Result<Result<types::IncomingResponse, ErrorCode>, ()>> {
        let response = |result: Result<host::IncomingResponse, host::ErrorCode>| match result {
            Ok(response) => Ok(types::IncomingResponse::new(Response(response))),
            Err(code) => Err(code.into()),
        };
        self.0.get().map(|first| first.map(response))
    }
}

impl GuestIncomingResponse for Response {
    fn status(&self) -> u16 {
        self.0.status()
    }

    fn headers(&self) -> types::Headers {
        fields::own(self.0.headers())
    }

    fn consume(&self) -> Result<types::IncomingBody, ()> {
        self.0.consume().map(|body| types::IncomingBody::new(Incoming(body)))
    }
}

impl GuestOutgoingResponse for OutgoingResponse {
    fn new(headers: types::Headers) -> Self {
        Self(host::OutgoingResponse::new(fields::of(headers)))
    }

    fn status_code(&self) -> u16 {
        self.0.status_code()
    }

    fn set_status_code(&self, status: u16) -> Result<(), ()> {
        self.0.set_status_code(status)
    }

    fn headers(&self) -> types::Headers {
        fields::own(self.0.headers())
    }

    fn body(&self) -> Result<types::OutgoingBody, ()> {
        self.0.body().map(|body| types::OutgoingBody::new(Outgoing(body)))
    }
}
