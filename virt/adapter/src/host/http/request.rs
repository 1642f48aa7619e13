use crate::Adapter;
use crate::bindings::exports::wasi::http::outgoing_handler;
use crate::bindings::exports::wasi::http::types::{
    self, ErrorCode, GuestIncomingRequest, GuestOutgoingRequest, GuestRequestOptions, GuestResponseOutparam, Method,
    Scheme,
};
use crate::bindings::wasi::http as host;

use super::body::Outgoing;
use super::fields;
use super::response::Promise;

/// A request that the guest makes.
pub(crate) struct Request(host::types::OutgoingRequest);

/// How long to wait for a response.
pub(crate) struct Options(host::types::RequestOptions);

/// A request that somebody makes to the guest: there is none.
pub(crate) enum IncomingRequest {}

/// Where the response to one would go.
pub(crate) enum ResponseOutparam {}

impl outgoing_handler::Guest for Adapter {
    fn handle(
        request: types::OutgoingRequest,
        options: Option<types::RequestOptions>,
    ) -> Result<types::FutureIncomingResponse, ErrorCode> {
        let options = options.map(|options| options.into_inner::<Options>().0);
        let promise = host::outgoing_handler::handle(request.into_inner::<Request>().0, options)?;
        Ok(types::FutureIncomingResponse::new(Promise(promise)))
    }
}

impl GuestOutgoingRequest for Request {
    fn new(headers: types::Headers) -> Self {
        Self(host::types::OutgoingRequest::new(fields::of(headers)))
    }

    fn body(&self) -> Result<types::OutgoingBody, ()> {
        self.0.body().map(|body| types::OutgoingBody::new(Outgoing(body)))
    }

    fn method(&self) -> Method {
        self.0.method().into()
    }

    fn set_method(&self, method: Method) -> Result<(), ()> {
        self.0.set_method(&method.into())
    }

    fn path_with_query(&self) -> Option<String> {
        self.0.path_with_query()
    }

    fn set_path_with_query(&self, path: Option<String>) -> Result<(), ()> {
        self.0.set_path_with_query(path.as_deref())
    }

    fn scheme(&self) -> Option<Scheme> {
        self.0.scheme().map(Into::into)
    }

    fn set_scheme(&self, scheme: Option<Scheme>) -> Result<(), ()> {
        self.0.set_scheme(scheme.map(Into::into).as_ref())
    }

    fn authority(&self) -> Option<String> {
        self.0.authority()
    }

    fn set_authority(&self, authority: Option<String>) -> Result<(), ()> {
        self.0.set_authority(authority.as_deref())
    }

    fn headers(&self) -> types::Headers {
        fields::own(self.0.headers())
    }
}

impl GuestRequestOptions for Options {
    fn new() -> Self {
        Self(host::types::RequestOptions::new())
    }

    fn connect_timeout(&self) -> Option<u64> {
        self.0.connect_timeout()
    }

    fn set_connect_timeout(&self, duration: Option<u64>) -> Result<(), ()> {
        self.0.set_connect_timeout(duration)
    }

    fn first_byte_timeout(&self) -> Option<u64> {
        self.0.first_byte_timeout()
    }

    fn set_first_byte_timeout(&self, duration: Option<u64>) -> Result<(), ()> {
        self.0.set_first_byte_timeout(duration)
    }

    fn between_bytes_timeout(&self) -> Option<u64> {
        self.0.between_bytes_timeout()
    }

    fn set_between_bytes_timeout(&self, duration: Option<u64>) -> Result<(), ()> {
        self.0.set_between_bytes_timeout(duration)
    }
}

impl GuestIncomingRequest for IncomingRequest {
    fn method(&self) -> Method {
        match *self {}
    }

    fn path_with_query(&self) -> Option<String> {
        match *self {}
    }

    fn scheme(&self) -> Option<Scheme> {
        match *self {}
    }

    fn authority(&self) -> Option<String> {
        match *self {}
    }

    fn headers(&self) -> types::Headers {
        match *self {}
    }

    fn consume(&self) -> Result<types::IncomingBody, ()> {
        match *self {}
    }
}

impl GuestResponseOutparam for ResponseOutparam {
    fn set(param: types::ResponseOutparam, _: Result<types::OutgoingResponse, ErrorCode>) {
        match *param.get::<Self>() {}
    }
}
