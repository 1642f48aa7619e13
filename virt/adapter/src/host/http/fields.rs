use crate::bindings::exports::wasi::http::types::{self, ErrorCode, GuestFields, GuestFutureTrailers, HeaderError};
use crate::bindings::exports::wasi::io::poll;
use crate::bindings::wasi::http::types as host;
use crate::host::pollable;

/// Headers, or trailers.
pub(crate) struct Fields(host::Fields);

/// The trailers that may come after a body.
pub(crate) struct Trailers(pub(super) host::FutureTrailers);

/// The host's fields as the guest's.
pub(super) fn own(fields: host::Fields) -> types::Fields {
    types::Fields::new(Fields(fields))
}

/// The host's fields, of those that the guest gives away.
pub(super) fn of(fields: types::Fields) -> host::Fields {
    fields.into_inner::<Fields>().0
}

impl GuestFields for Fields {
    fn new() -> Self {
        Self(host::Fields::new())
    }

    fn from_list(entries: Vec<(String, Vec<u8>)>) -> Result<types::Fields, HeaderError> {
        Ok(own(host::Fields::from_list(&entries)?))
    }

    fn get(&self, name: String) -> Vec<Vec<u8>> {
        self.0.get(&name)
    }

    fn has(&self, name: String) -> bool {
        self.0.has(&name)
    }

    fn set(&self, name: String, values: Vec<Vec<u8>>) -> Result<(), HeaderError> {
        Ok(self.0.set(&name, &values)?)
    }

    fn delete(&self, name: String) -> Result<(), HeaderError> {
        Ok(self.0.delete(&name)?)
    }

    fn append(&self, name: String, value: Vec<u8>) -> Result<(), HeaderError> {
        Ok(self.0.append(&name, &value)?)
    }

    fn entries(&self) -> Vec<(String, Vec<u8>)> {
        self.0.entries()
    }

    fn clone(&self) -> types::Fields {
        own(self.0.clone())
    }
}

impl GuestFutureTrailers for Trailers {
    fn subscribe(&self) -> poll::Pollable {
        pollable(self.0.subscribe())
    }

    fn get(&self) -> Option<Result<Result<Option<types::Trailers>, ErrorCode>, ()>> {
        let trailers = |result: Result<Option<host::Trailers>, host::ErrorCode>| match result {
            Ok(trailers) => Ok(trailers.map(own)),
            Err(code) => Err(code.into()),
        };
        self.0.get().map(|first| first.map(trailers))
    }
}
