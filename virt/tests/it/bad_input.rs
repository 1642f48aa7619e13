//! What can't be wrapped: one sentence each.

use wasi_virt::{Error, Stdio, WasiVirt};

use crate::{python, refused, wrap};

#[test]
fn no_webassembly() {
    for bytes in [&b""[..], b"\0as", b"2 + 2\n"] {
        assert_eq!(
            refused(&WasiVirt::new(), bytes),
            "it isn't a WebAssembly component: it starts with neither a component's header nor a module's"
        );
    }
}

#[test]
fn a_core_module() {
    let module = wat::parse_str("(module)").expect("valid text");
    assert!(refused(&WasiVirt::new(), &module).starts_with("it is a core WebAssembly module, not a component; "));
}

#[test]
fn a_component_that_is_cut_short() {
    for length in [9, 1000, python().len() / 2, python().len() - 1] {
        let error = WasiVirt::new().wrap(&python()[..length]).expect_err("it isn't whole");
        assert!(matches!(error, Error::Invalid { .. }), "{length} bytes: {error}");
    }
}

#[test]
fn a_damaged_component() {
    let mut bytes = wat::parse_str("(component (core module) (core instance (instantiate 0)))").expect("valid text");
    // The instance is of a module that isn't there.
    let last = bytes.len() - 2;
    assert_eq!(bytes[last], 0);
    bytes[last] = 7;
    let message = refused(&WasiVirt::new(), &bytes);
    assert!(message.starts_with("it isn't a valid component: "), "{message}");
}

#[test]
fn a_wrapped_component() {
    let wrapped = wrap(&WasiVirt::new(), python()).component;
    assert_eq!(
        refused(&WasiVirt::new(), &wrapped),
        "it is wrapped already; wrap the component that it was made of, with all options at once"
    );
}

#[test]
fn sealed_and_yet_allowed() {
    let sealed = || WasiVirt::new().sealed(true);
    for (virt, option) in
        [(sealed().stdout(Stdio::Allow), "--stdout"), (sealed().allow_sockets(true), "--allow-sockets")]
    {
        assert_eq!(
            refused(&virt, python()),
            format!("a sealed component needs nothing of the host's, so `{option}` can't be allowed with `--sealed`")
        );
    }
}

#[test]
fn an_impossible_variable() {
    for (name, value) in [("", "x"), ("A=B", "x"), ("A\0", "x"), ("A", "\0")] {
        let error = WasiVirt::new().env(name, value).wrap(python()).expect_err("no variable");
        assert!(matches!(error, Error::Variable { .. }), "{error}");
    }
}
