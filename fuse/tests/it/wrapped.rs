//! Fusing and wrapping go together, in either order.

use component_sandbox::Engine;
use wasi_virt::{Stdio, WasiVirt};

use crate::{component, fuse, fused_python, python};

fn virt() -> WasiVirt {
    WasiVirt::new().stdio(Stdio::Allow).allow_random(true).file("/data/greeting", "hello")
}

fn wrap(component: &[u8]) -> wasi_virt::Wrapped {
    virt().wrap_reporting(component).unwrap_or_else(|error| panic!("{error}"))
}

#[tokio::test]
async fn the_python_guest() {
    let first = wrap(fused_python());
    let fused = fuse(&wrap(python()).component);
    assert_eq!((fused.modules, fused.into), (14, 1));
    let engine = Engine::new().expect("an engine");
    for bytes in [&first.component, &fused.component] {
        let sandbox = engine.load_bytes(bytes).unwrap_or_else(|error| panic!("{error}"));
        let mut session = sandbox.session().start().await.expect("a session");
        session.exec("print(open('/data/greeting').read())").await.expect("it reads the file");
        session.exec("open('/tmp/x', 'w').write('y' * 100000)").await.expect("it writes a file");
        assert_eq!(session.eval_json("len(open('/tmp/x').read())").await.expect("its length"), "100000");
        assert_eq!(session.take_output().stdout.text(), "hello\n");
    }
    let unfused = wrap(python());
    assert_eq!((first.imports, first.exports), (unfused.imports, unfused.exports));
}

#[test]
fn a_small_component() {
    let bytes = component(
        r#"(component
            (import "wasi:random/random@0.2.6" (instance $random (export "get-random-u64" (func (result u64)))))
            (core func $random (canon lower (func $random "get-random-u64")))
            (core module $a (memory (export "memory") 1) (data (i32.const 8) "x"))
            (core instance $a (instantiate $a))
            (core module $b (import "a" "memory" (memory 1)) (import "" "random" (func $random (result i64)))
                (func (export "run") (result i64) (i64.or (call $random) (i64.load (i32.const 8)))))
            (core instance $b (instantiate $b (with "a" (instance $a))
                (with "" (instance (export "random" (func $random))))))
            (func (export "run") (result u64) (canon lift (core func $b "run"))))"#,
    );
    let wrapped = WasiVirt::new().sealed(true).wrap(&fuse(&bytes).component).unwrap_or_else(|error| panic!("{error}"));
    let fused = fuse(&WasiVirt::new().sealed(true).wrap(&bytes).unwrap_or_else(|error| panic!("{error}")));
    assert_eq!(fused.modules, 2);
    let run = |bytes: &[u8]| {
        let mut running = crate::run::Running::start(bytes).expect("an instance that needs nothing");
        running.call("run", &[])
    };
    // Without the host's, random numbers are the same in each instance.
    assert_eq!(run(&wrapped), run(&fused.component));
    assert!(run(&wrapped).is_ok());
}
