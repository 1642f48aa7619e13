//! `wasi:http`: the host's client, each call passed on. Only streams, pollables, their errors and the resources that hand
//! them out become the adapter's own, so that the guest can wait for them together with all else that it waits for.
//!
//! What only a server is handed, an incoming request and where its response goes, is never there: nobody makes one.

mod body;
mod code;
mod fields;
mod request;
mod response;

use crate::Adapter;
use crate::bindings::exports::wasi::http::types::{self, ErrorCode, IoErrorBorrow};
use crate::bindings::wasi::http::types as host;
use crate::io::Failure;

use body::{Incoming, Outgoing};
use fields::{Fields, Trailers};
use request::{IncomingRequest, Options, Request, ResponseOutparam};
use response::{OutgoingResponse, Promise, Response};

impl types::Guest for Adapter {
    type Fields = Fields;
    type IncomingRequest = IncomingRequest;
    type OutgoingRequest = Request;
    type RequestOptions = Options;
    type ResponseOutparam = ResponseOutparam;
    type IncomingResponse = Response;
    type IncomingBody = Incoming;
    type FutureTrailers = Trailers;
    type OutgoingResponse = OutgoingResponse;
    type OutgoingBody = Outgoing;
    type FutureIncomingResponse = Promise;

    fn http_error_code(error: IoErrorBorrow<'_>) -> Option<ErrorCode> {
        error.get::<Failure>().host.as_ref().and_then(host::http_error_code).map(Into::into)
    }
}
