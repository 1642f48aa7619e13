//! Components of other shapes than the Python guest's.

use wasi_virt::{Provider, Stdio, WasiVirt};
use wasmtime::component::{Component, Linker, Val};
use wasmtime::{Engine, Store};

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
fn the_adapter_has_what_a_component_uses_and_what_that_needs() {
    let all = WasiVirt::new().stdio(Stdio::Allow).allow_clocks(true).allow_random(true);
    for (import, needed) in [
        ("wasi:random/random@0.2.6", &["wasi:random/random"][..]),
        ("wasi:cli/stdin@0.2.6", &["wasi:cli/stdin", "wasi:io/error", "wasi:io/poll", "wasi:io/streams"]),
    ] {
        let wrapped = wrap(&all, &component(&format!("world guest {{ import {import}; }}"))).component;
        let has = |name: &&str| wrapped.windows(name.len()).any(|bytes| bytes == name.as_bytes());
        let mut names =
            vec!["local:sandbox/files", "wasi:cli/stdin", "wasi:clocks/wall-clock", "wasi:filesystem/types"];
        names.extend(["wasi:http/types", "wasi:io/error", "wasi:io/poll", "wasi:io/streams", "wasi:random/random"]);
        names.extend(["wasi:random/insecure", "wasi:sockets/tcp"]);
        names.retain(has);
        names.sort_unstable();
        assert_eq!(names, needed, "{import}");
    }
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
fn sealed_imports_of_its_own_stay_with_a_warning() {
    let guest = component(
        "world guest { import local:sandbox/tools; import plain: func(); import wasi:cli/stdin@0.2.6; }
         package local:sandbox { interface tools { call: func(name: string) -> result<string, string>; } }",
    );
    let mut wrapped = wrap(&WasiVirt::new().sealed(true), &guest);
    wrapped.imports.sort();
    assert_eq!(wrapped.imports, ["local:sandbox/tools", "plain"]);
    wrapped.warnings.sort();
    assert_eq!(
        wrapped.warnings,
        [
            "`local:sandbox/tools` isn't WASI and stays an import, so whatever runs the component has to provide it",
            "`plain` isn't WASI and stays an import, so whatever runs the component has to provide it"
        ]
    );
    assert_eq!(wrap(&WasiVirt::new(), &guest).warnings, [""; 0], "not sealed, that is what one expects");
}

#[test]
fn sealed_nothing_that_is_wasi_stays() {
    let guest = component(
        "world guest { import wasi:keyvalue/store@0.2.0; }
         package wasi:keyvalue@0.2.0 { interface store { get: func(key: string) -> option<list<u8>>; } }",
    );
    assert_eq!(wrap(&WasiVirt::new(), &guest).imports, ["wasi:keyvalue/store@0.2.0"]);
    assert_eq!(
        refused(&WasiVirt::new().sealed(true), &guest),
        "it imports `wasi:keyvalue/store@0.2.0`, which has no virtual form: those of WASI 0.2 up to 0.2.12 have, without \
         unstable ones"
    );
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

/// A component that gives out handles of a resource of its own, and asks its host for random numbers.
const COUNTERS: &str = r#"(component
    (import "wasi:random/random@0.2.6" (instance $random (export "get-random-u64" (func (result u64)))))
    (core func $random (canon lower (func $random "get-random-u64")))
    (type $counter (resource (rep i32)))
    (core func $new (canon resource.new $counter))
    (core module $m
        (import "" "random" (func $random (result i64)))
        (import "" "new" (func $new (param i32) (result i32)))
        (func (export "constructor") (param i32) (result i32) (call $new (i32.add (local.get 0) (i32.const 1))))
        (func (export "get") (param i32) (result i32) (local.get 0))
        (func (export "random") (result i64) (call $random)))
    (core instance $i (instantiate $m (with "" (instance
        (export "random" (func $random)) (export "new" (func $new))))))
    (func $constructor (param "start" u32) (result (own $counter)) (canon lift (core func $i "constructor")))
    (func $get (param "self" (borrow $counter)) (result u32) (canon lift (core func $i "get")))
    (component $named
        (import "type" (type $counter (sub resource)))
        (import "constructor" (func $constructor (param "start" u32) (result (own $counter))))
        (import "get" (func $get (param "self" (borrow $counter)) (result u32)))
        (export $named "counter" (type $counter))
        (export "[constructor]counter" (func $constructor) (func (param "start" u32) (result (own $named))))
        (export "[method]counter.get" (func $get) (func (param "self" (borrow $named)) (result u32))))
    (instance $counters (instantiate $named
        (with "type" (type $counter)) (with "constructor" (func $constructor)) (with "get" (func $get))))
    (export "test:test/counters" (instance $counters))
    (func (export "random") (result u64) (canon lift (core func $i "random"))))"#;

#[test]
fn resources_of_its_own_work() {
    let guest = wat::parse_str(COUNTERS).expect("valid text");
    let wrapped = wrap(&WasiVirt::new(), &guest);
    assert_eq!(wrapped.imports, [""; 0], "random numbers are virtual");

    let engine = Engine::default();
    let component = Component::new(&engine, &wrapped.component).expect("a component");
    let mut store = Store::new(&engine, ());
    let instance = Linker::new(&engine).instantiate(&mut store, &component).expect("an instance");
    let counters = component.get_export_index(None, "test:test/counters").expect("its interface");
    let mut call = |interface: Option<&_>, name: &str, arguments: &[Val]| {
        let index = component.get_export_index(interface, name).expect("its function");
        let function = instance.get_func(&mut store, index).expect("a function");
        let mut results = [Val::Bool(false)];
        function.call(&mut store, arguments, &mut results).expect("no trap");
        let [result] = results;
        result
    };
    let first = call(Some(&counters), "[constructor]counter", &[Val::U32(41)]);
    let second = call(Some(&counters), "[constructor]counter", &[Val::U32(6)]);
    assert_eq!(call(Some(&counters), "[method]counter.get", &[first]), Val::U32(42));
    assert_eq!(call(Some(&counters), "[method]counter.get", &[second]), Val::U32(7));
    assert!(matches!(call(None, "random", &[]), Val::U64(_)));
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
fn http_is_denied_or_passed_on() {
    let guest = component("world guest { import wasi:http/outgoing-handler@0.2.6; import wasi:cli/stdin@0.2.6; }");
    let wrapped = wrap(&WasiVirt::new(), &guest);
    assert_eq!(wrapped.imports, [""; 0]);
    let denied = wrapped.wires.iter().filter(|wire| wire.provider == Provider::Denied);
    assert_eq!(denied.count(), 2, "{:?}", wrapped.wires);

    let wrapped = wrap(&WasiVirt::new().allow_http(true), &guest);
    assert!(wrapped.wires.iter().all(|wire| wire.provider == Provider::Adapter), "{:?}", wrapped.wires);
    let mut imports = wrapped.imports;
    imports.sort();
    assert_eq!(
        imports,
        [
            // For the type of a duration; no clock is asked.
            "wasi:clocks/monotonic-clock@0.2.12",
            "wasi:http/outgoing-handler@0.2.12",
            "wasi:http/types@0.2.12",
            "wasi:io/error@0.2.12",
            "wasi:io/poll@0.2.12",
            "wasi:io/streams@0.2.12",
        ]
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
    for virt in [WasiVirt::new(), WasiVirt::new().allow_http(true)] {
        assert_eq!(
            refused(&virt, &guest),
            "its export `wasi:http/incoming-handler@0.2.6` uses the resource `incoming-request` of \
             `wasi:http/types@0.2.6`, which becomes virtual by wrapping and then isn't the host's any more"
        );
    }
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
