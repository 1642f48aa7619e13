//! Components of other shapes than the Python guest's.

use wasi_virt::{Provider, Stdio, WasiVirt};

use crate::wit::component;
use crate::{refused, wrap};

#[test]
fn a_component_that_needs_nothing() {
    let guest = component("world guest { export run: func() -> u32; }");
    let wrapped = wrap(&WasiVirt::new().stdio(Stdio::Allow).allow_clocks(true), &guest);
    assert_eq!((wrapped.imports, wrapped.adapter), (vec![], 0));
    assert_eq!(wrapped.exports, ["run"], "no files, so no files interface");
}

#[test]
fn what_a_component_doesnt_use_isnt_imported_though_allowed() {
    let guest = component("world guest { import wasi:random/random@0.2.6; }");
    let all = WasiVirt::new().stdio(Stdio::Allow).allow_clocks(true).allow_random(true).allow_exit(true);
    assert_eq!(wrap(&all, &guest).imports, ["wasi:random/random@0.2.12"]);
}

#[test]
fn imports_of_its_own_stay() {
    let guest = component(
        "interface host { resource thing { constructor(); } log: func(text: string) -> result<thing, string>; }
         world guest { import host; import plain: func(); import wasi:cli/stdin@0.2.6; export run: func(); }",
    );
    let wrapped = wrap(&WasiVirt::new(), &guest);
    let mut imports = wrapped.imports;
    imports.sort();
    assert_eq!(imports, ["plain", "test:test/host"]);
    let host = wrapped.wires.iter().filter(|wire| wire.provider == Provider::Host);
    assert_eq!(host.count(), 2);
}

#[test]
fn resources_of_its_own() {
    let guest = component(
        "interface things {
             resource thing { constructor(name: string); name: func() -> string; join: static func(a: thing, b: borrow<thing>) -> thing; }
             all: func() -> list<thing>;
         }
         interface more { use things.{thing}; first: func(things: list<borrow<thing>>) -> option<thing>; }
         world guest { import wasi:cli/stdin@0.2.6; import wasi:clocks/monotonic-clock@0.2.6; export things; export more; }",
    );
    let wrapped = wrap(&WasiVirt::new().stdin(Stdio::Allow), &guest);
    assert_eq!(wrapped.exports, ["test:test/things", "test:test/more"]);
}

#[test]
fn asynchronous_exports() {
    let guest = component(
        "interface jobs { run: async func(job: string) -> result<string, string>; }
         world guest { import wasi:cli/stdin@0.2.6; export jobs; export go: async func() -> stream<u8>; }",
    );
    let wrapped = wrap(&WasiVirt::new(), &guest);
    assert_eq!(wrapped.imports, [""; 0]);
    let mut exports = wrapped.exports;
    exports.sort();
    assert_eq!(exports, ["go", "test:test/jobs"]);
}

#[test]
fn http_is_denied() {
    let guest = component("world guest { import wasi:http/outgoing-handler@0.2.6; import wasi:cli/stdin@0.2.6; }");
    let wrapped = wrap(&WasiVirt::new().stdin(Stdio::Allow), &guest);
    assert!(!wrapped.imports.iter().any(|import| import.starts_with("wasi:http/")), "{:?}", wrapped.imports);
    let denied = wrapped.wires.iter().filter(|wire| wire.provider == Provider::Denied);
    assert_eq!(denied.count(), 2, "{:?}", wrapped.wires);
    assert_eq!(
        refused(&WasiVirt::new().allow_http(true), &guest),
        "it imports `wasi:http/types@0.2.6`, which can't be allowed: its streams are the host's and the component's own \
         are virtual; leave out `--allow-http` and it is denied"
    );
}

#[test]
fn only_those_sockets_that_a_component_uses() {
    let guest =
        component("world guest { import wasi:sockets/ip-name-lookup@0.2.6; import wasi:http/outgoing-handler@0.2.6; }");
    let mut imports = wrap(&WasiVirt::new().allow_sockets(true), &guest).imports;
    imports.sort();
    let expected = ["wasi:io/poll@0.2.12", "wasi:sockets/ip-name-lookup@0.2.12", "wasi:sockets/network@0.2.12"];
    assert_eq!(imports, expected);
    assert_eq!(wrap(&WasiVirt::new(), &guest).imports, [""; 0]);
}

#[test]
fn a_flag_for_what_isnt_imported_is_accepted() {
    let guest = component("world guest { import wasi:cli/stdin@0.2.6; }");
    wrap(&WasiVirt::new().allow_http(true).allow_sockets(true).allow_fs(true), &guest);
}

#[test]
fn a_host_that_hands_out_its_streams() {
    let guest = component(
        "interface files { use wasi:io/streams@0.2.6.{input-stream}; open: func(name: string) -> result<input-stream>; }
         world guest { import files; }",
    );
    assert_eq!(
        refused(&WasiVirt::new(), &guest),
        "its import `test:test/files` uses the resource `input-stream` of `wasi:io/streams@0.2.6`, which becomes virtual \
         by wrapping and then isn't the host's any more"
    );
}

#[test]
fn an_export_that_takes_the_hosts_requests() {
    let guest = component("world guest { export wasi:http/incoming-handler@0.2.6; }");
    assert_eq!(
        refused(&WasiVirt::new(), &guest),
        "its export `wasi:http/incoming-handler@0.2.6` uses the resource `incoming-request` of `wasi:http/types@0.2.6`, \
         which becomes virtual by wrapping and then isn't the host's any more"
    );
}

#[test]
fn an_interface_that_has_no_virtual_form() {
    let guest = component("world guest { import wasi:clocks/timezone@0.2.6; }");
    assert_eq!(
        refused(&WasiVirt::new(), &guest),
        "it imports `wasi:clocks/timezone@0.2.6`, which has no virtual form: those of WASI 0.2 up to 0.2.12 have, without \
         unstable ones"
    );
}

#[test]
fn wasi_0_3() {
    let guest = component(
        "world guest { import wasi:cli/environment@0.3.0; }
         package wasi:cli@0.3.0 { interface environment { get-arguments: func() -> list<string>; } }",
    );
    assert_eq!(
        refused(&WasiVirt::new(), &guest),
        "it imports `wasi:cli/environment@0.3.0`, and files, streams and clocks of WASI 0.3 can't be virtualised yet; \
         build it for WASI 0.2"
    );
}

#[test]
fn an_interface_that_isnt_what_its_name_says() {
    let guest = component(
        "world guest { import wasi:random/insecure@0.2.3; }
         package wasi:random@0.2.3 { interface insecure { another: func() -> u64; } }",
    );
    let message = refused(&WasiVirt::new(), &guest);
    assert!(message.starts_with("its import `wasi:random/insecure@0.2.3` doesn't fit the virtual one: "), "{message}");
}
