//! What a wrapped component imports of WASI, and what it exports: exactly these.

use wasi_virt::{Environment, Provider, Stdio, WasiVirt};

use crate::{python, wasi_imports, wrap};

#[test]
fn by_default_nothing() {
    let wrapped = wrap(&WasiVirt::new(), python());
    assert_eq!(wasi_imports(&wrapped), [""; 0]);
    assert_eq!(wrapped.exports, ["exports", "eval", "exec", "local:sandbox/files"]);
}

#[test]
fn sealed_is_the_same_as_nothing_allowed() {
    let wrapped = wrap(&WasiVirt::new().sealed(true), python());
    assert_eq!(wrapped.component, wrap(&WasiVirt::new(), python()).component);
}

#[test]
fn streams_clocks_random_numbers_and_exit() {
    let virt = WasiVirt::new().stdio(Stdio::Allow).allow_clocks(true).allow_random(true).allow_exit(true);
    assert_eq!(
        wasi_imports(&wrap(&virt, python())),
        [
            "wasi:cli/exit@0.2.12",
            "wasi:cli/stderr@0.2.12",
            "wasi:cli/stdin@0.2.12",
            "wasi:cli/stdout@0.2.12",
            "wasi:clocks/monotonic-clock@0.2.12",
            "wasi:clocks/wall-clock@0.2.12",
            "wasi:io/error@0.2.12",
            "wasi:io/poll@0.2.12",
            "wasi:io/streams@0.2.12",
            "wasi:random/random@0.2.12",
        ]
    );
}

#[test]
fn each_alone() {
    let clocks = ["wasi:clocks/monotonic-clock@0.2.12", "wasi:clocks/wall-clock@0.2.12", "wasi:io/poll@0.2.12"];
    let streams = ["wasi:io/error@0.2.12", "wasi:io/poll@0.2.12", "wasi:io/streams@0.2.12"];
    for (virt, expected) in [
        (WasiVirt::new().allow_random(true), vec!["wasi:random/random@0.2.12"]),
        (WasiVirt::new().allow_exit(true), vec!["wasi:cli/exit@0.2.12"]),
        (WasiVirt::new().host_env(Environment::All), vec!["wasi:cli/environment@0.2.12"]),
        (WasiVirt::new().allow_clocks(true), clocks.to_vec()),
        (WasiVirt::new().stdout(Stdio::Allow), [&["wasi:cli/stdout@0.2.12"], &streams[..]].concat()),
        (WasiVirt::new().stdio(Stdio::Ignore), vec![]),
    ] {
        assert_eq!(wasi_imports(&wrap(&virt, python())), expected, "{virt:?}");
    }
}

#[test]
fn directories_of_the_host() {
    let expected = [
        "wasi:filesystem/preopens@0.2.12",
        "wasi:filesystem/types@0.2.12",
        "wasi:io/error@0.2.12",
        "wasi:io/poll@0.2.12",
        "wasi:io/streams@0.2.12",
    ];
    for virt in [WasiVirt::new().preopen("/data", "/"), WasiVirt::new().allow_fs(true)] {
        let wrapped = wrap(&virt, python());
        let mut imports = wasi_imports(&wrapped);
        imports.retain(|import| !import.starts_with("wasi:clocks/"));
        assert_eq!(imports, expected, "{virt:?}");
    }
}

#[test]
fn sockets_of_the_host() {
    let wrapped = wrap(&WasiVirt::new().allow_sockets(true), python());
    assert!(wrapped.wires.iter().all(|wire| wire.provider != Provider::Denied), "{:?}", wrapped.wires);
    assert_eq!(
        wasi_imports(&wrapped),
        [
            // For the type of a duration; no clock is asked.
            "wasi:clocks/monotonic-clock@0.2.12",
            "wasi:io/error@0.2.12",
            "wasi:io/poll@0.2.12",
            "wasi:io/streams@0.2.12",
            "wasi:sockets/instance-network@0.2.12",
            "wasi:sockets/ip-name-lookup@0.2.12",
            "wasi:sockets/network@0.2.12",
            "wasi:sockets/tcp-create-socket@0.2.12",
            "wasi:sockets/tcp@0.2.12",
            "wasi:sockets/udp-create-socket@0.2.12",
            "wasi:sockets/udp@0.2.12",
        ]
    );
}

#[test]
fn who_provides_what() {
    let wrapped = wrap(&WasiVirt::new(), python());
    for wire in &wrapped.wires {
        let expected = match wire.import.split_once('/') {
            Some(("wasi:sockets", _)) => Provider::Denied,
            Some((package, _)) if package.starts_with("wasi:") => Provider::Adapter,
            _ => Provider::Host,
        };
        assert_eq!(wire.provider, expected, "{}", wire.import);
    }
}

#[test]
fn the_files_interface_can_be_left_out() {
    let wrapped = wrap(&WasiVirt::new().export_files(false), python());
    assert_eq!(wrapped.exports, ["exports", "eval", "exec"]);
}

#[test]
fn wrapping_twice_gives_the_same_bytes() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    for name in ["b", "a", "c/d"] {
        let path = directory.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it has one")).expect("a temporary directory");
        std::fs::write(path, name).expect("a temporary file");
    }
    let virt = || WasiVirt::new().mount("/data", directory.path()).stdio(Stdio::Allow);
    let first = wrap(&virt().env("B", "2").env("A", "1"), python()).component;
    let second = wrap(&virt().env("A", "1").env("B", "2"), python()).component;
    assert!(first == second, "the order of variables and the time of files don't matter");
}
