use crate::bindings::exports::wasi::http::types::{
    DnsErrorPayload, ErrorCode, FieldSizePayload, HeaderError, Method, Scheme, TlsAlertReceivedPayload,
};
use crate::bindings::wasi::http::types as host;

/// A conversion between variants with the same cases: those without a payload, with one that is the same, with one that
/// is converted, and with one that may be missing and is converted.
macro_rules! same {
    ($from:ty => $to:ty {
        $($case:ident)*; $($same:ident)*; $($other:ident)*; $($optional:ident)*
    }) => {
        impl From<$from> for $to {
            fn from(from: $from) -> Self {
                type From = $from;
                match from {
                    $(From::$case => Self::$case,)*
                    $(From::$same(payload) => Self::$same(payload),)*
                    $(From::$other(payload) => Self::$other(payload.into()),)*
                    $(From::$optional(payload) => Self::$optional(payload.map(Into::into)),)*
                }
            }
        }
    };
}

same!(host::ErrorCode => ErrorCode {
    DnsTimeout DestinationNotFound DestinationUnavailable DestinationIpProhibited DestinationIpUnroutable
    ConnectionRefused ConnectionTerminated ConnectionTimeout ConnectionReadTimeout ConnectionWriteTimeout
    ConnectionLimitReached TlsProtocolError TlsCertificateError HttpRequestDenied HttpRequestLengthRequired
    HttpRequestMethodInvalid HttpRequestUriInvalid HttpRequestUriTooLong HttpResponseIncomplete HttpResponseTimeout
    HttpUpgradeFailed HttpProtocolError LoopDetected ConfigurationError;
    HttpRequestBodySize HttpRequestHeaderSectionSize HttpRequestTrailerSectionSize HttpResponseHeaderSectionSize
    HttpResponseBodySize HttpResponseTrailerSectionSize HttpResponseTransferCoding HttpResponseContentCoding
    InternalError;
    DnsError TlsAlertReceived HttpRequestTrailerSize HttpResponseHeaderSize HttpResponseTrailerSize;
    HttpRequestHeaderSize
});

same!(host::HeaderError => HeaderError { InvalidSyntax Forbidden Immutable;;; });

same!(host::Method => Method { Get Head Post Put Delete Connect Options Trace Patch; Other;; });

same!(Method => host::Method { Get Head Post Put Delete Connect Options Trace Patch; Other;; });

same!(host::Scheme => Scheme { Http Https; Other;; });

same!(Scheme => host::Scheme { Http Https; Other;; });

impl From<host::DnsErrorPayload> for DnsErrorPayload {
    fn from(host::DnsErrorPayload { rcode, info_code }: host::DnsErrorPayload) -> Self {
        Self { rcode, info_code }
    }
}

impl From<host::TlsAlertReceivedPayload> for TlsAlertReceivedPayload {
    fn from(host::TlsAlertReceivedPayload { alert_id, alert_message }: host::TlsAlertReceivedPayload) -> Self {
        Self { alert_id, alert_message }
    }
}

impl From<host::FieldSizePayload> for FieldSizePayload {
    fn from(host::FieldSizePayload { field_name, field_size }: host::FieldSizePayload) -> Self {
        Self { field_name, field_size }
    }
}
