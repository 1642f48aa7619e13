//! Small components with given types, whose functions trap.

use wit_component::{ComponentEncoder, StringEncoding, dummy_module, embed_component_metadata};
use wit_parser::{LiftLowerAbi, ManglingAndAbi, Resolve};

/// As much of WASI as the tests speak of, of an earlier version than the adapter's.
const WASI: &str = r"
    package wasi:io@0.2.6 {
        interface error { resource error; }
        interface poll { resource pollable { block: func(); } }
        interface streams {
            use error.{error};
            use poll.{pollable};
            resource input-stream { subscribe: func() -> pollable; }
            resource output-stream { subscribe: func() -> pollable; }
        }
    }
    package wasi:cli@0.2.6 {
        interface exit { exit: func(status: result); }
        interface stdin { use wasi:io/streams@0.2.6.{input-stream}; get-stdin: func() -> input-stream; }
    }
    package wasi:clocks@0.2.6 {
        interface monotonic-clock { use wasi:io/poll@0.2.6.{pollable}; type duration = u64; now: func() -> u64; }
        interface timezone { utc-offset: func() -> s32; }
    }
    package wasi:random@0.2.6 {
        interface random { get-random-u64: func() -> u64; }
    }
    package wasi:sockets@0.2.6 {
        interface network {
            resource network;
            enum error-code { unknown, access-denied, not-supported, invalid-argument, out-of-memory, timeout,
                concurrency-conflict, not-in-progress, would-block, invalid-state, new-socket-limit,
                address-not-bindable, address-in-use, remote-unreachable, connection-refused, connection-reset,
                connection-aborted, datagram-too-large, name-unresolvable, temporary-resolver-failure,
                permanent-resolver-failure }
        }
        interface ip-name-lookup {
            use wasi:io/poll@0.2.6.{pollable};
            use network.{network, error-code};
            resource resolve-address-stream { subscribe: func() -> pollable; }
            resolve-addresses: func(network: borrow<network>, name: string)
                -> result<resolve-address-stream, error-code>;
        }
    }
    package wasi:http@0.2.6 {
        interface types {
            use wasi:clocks/monotonic-clock@0.2.6.{duration};
            use wasi:io/streams@0.2.6.{input-stream, output-stream};
            use wasi:io/poll@0.2.6.{pollable};
            record DNS-error-payload { rcode: option<string>, info-code: option<u16> }
            record TLS-alert-received-payload { alert-id: option<u8>, alert-message: option<string> }
            record field-size-payload { field-name: option<string>, field-size: option<u32> }
            variant error-code { DNS-timeout, DNS-error(DNS-error-payload), destination-not-found,
                destination-unavailable, destination-IP-prohibited, destination-IP-unroutable, connection-refused,
                connection-terminated, connection-timeout, connection-read-timeout, connection-write-timeout,
                connection-limit-reached, TLS-protocol-error, TLS-certificate-error,
                TLS-alert-received(TLS-alert-received-payload), HTTP-request-denied, HTTP-request-length-required,
                HTTP-request-body-size(option<u64>), HTTP-request-method-invalid, HTTP-request-URI-invalid,
                HTTP-request-URI-too-long, HTTP-request-header-section-size(option<u32>),
                HTTP-request-header-size(option<field-size-payload>), HTTP-request-trailer-section-size(option<u32>),
                HTTP-request-trailer-size(field-size-payload), HTTP-response-incomplete,
                HTTP-response-header-section-size(option<u32>), HTTP-response-header-size(field-size-payload),
                HTTP-response-body-size(option<u64>), HTTP-response-trailer-section-size(option<u32>),
                HTTP-response-trailer-size(field-size-payload), HTTP-response-transfer-coding(option<string>),
                HTTP-response-content-coding(option<string>), HTTP-response-timeout, HTTP-upgrade-failed,
                HTTP-protocol-error, loop-detected, configuration-error, internal-error(option<string>) }
            resource fields { constructor(); entries: func() -> list<tuple<string, list<u8>>>; }
            resource incoming-request { headers: func() -> fields; }
            resource outgoing-request { constructor(headers: fields); body: func() -> result<outgoing-body>; }
            resource outgoing-body { write: func() -> result<output-stream>; }
            resource request-options { connect-timeout: func() -> option<duration>; }
            resource future-incoming-response { subscribe: func() -> pollable; }
            resource incoming-body { %stream: func() -> result<input-stream>; }
        }
        interface outgoing-handler {
            use types.{outgoing-request, request-options, future-incoming-response, error-code};
            handle: func(request: outgoing-request, options: option<request-options>)
                -> result<future-incoming-response, error-code>;
        }
        interface incoming-handler {
            use types.{incoming-request};
            handle: func(request: incoming-request);
        }
    }
";

/// A component of the world `guest` of a WIT document, which may use [`WASI`].
pub(crate) fn component(document: &str) -> Vec<u8> {
    let mut resolve = Resolve::default();
    let text = format!("package test:test;\n{document}\n{WASI}");
    let package = resolve.push_str("test.wit", &text).unwrap_or_else(|error| panic!("{error:#}"));
    let world = resolve.select_world(&[package], Some("guest")).expect("a world named `guest`");
    let mut module = dummy_module(&resolve, world, ManglingAndAbi::Legacy(LiftLowerAbi::Sync));
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false)
        .expect("the module's own types");
    let mut encoder = ComponentEncoder::default();
    encoder.module(&module).and_then(ComponentEncoder::encode).unwrap_or_else(|error| panic!("{error:#}"))
}
