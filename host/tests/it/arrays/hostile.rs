//! Guests without arrays, and such as lie about theirs.

use component_sandbox::{Array, ArrayError, Engine, Error, Result, Session};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

use crate::session as python;

/// A session of a guest that answers `get` with this shape and these bytes of float64, whatever lies there.
async fn answers(shape: (u32, u32), data: (u32, u32)) -> Session {
    let text = format!(
        r#"(module
            (memory (export "memory") 1 4096)
            (global $free (mut i32) (i32.const 4096))
            (data (i32.const 1024)
                "\03\00\00\00\00\00\00\00"                                      ;; 1024: 3
                "\00\00\00\00\01\00\00\00\00\00\00\00\01\00\00\00"              ;; 1032: 2 to the 32nd, twice
                "\ff\ff\ff\ff\ff\ff\ff\ff"                                      ;; 1048: 2 to the 64th less 1
                "\00\00\00\00\00\00\00\00\ff\ff\ff\ff\ff\ff\ff\ff")             ;; 1056: 0 and that
            (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
                (local $at i32)
                (local.set $at (global.get $free))
                (global.set $free (i32.and (i32.add (i32.add (local.get $at) (local.get 3)) (i32.const 7)) (i32.const -8)))
                (if (i32.gt_u (global.get $free) (i32.const 65536)) (then
                    (if (i32.eq (i32.const -1) (memory.grow (i32.shr_u (local.get 3) (i32.const 16)))) (then unreachable))))
                (local.get $at))
            (func (export "eval") (param i32 i32) (result i32)
                ;; `null`
                (i32.store8 (i32.const 0) (i32.const 0))
                (i32.store (i32.const 4) (i32.const 64)) (i32.store (i32.const 8) (i32.const 4))
                (i32.store (i32.const 64) (i32.const 0x6c6c756e))
                (i32.const 0))
            (func (export "exec") (param i32 i32) (result i32) (i32.store8 (i32.const 0) (i32.const 0)) (i32.const 0))
            (func (export "local:sandbox/arrays#set") (param i32 i32 i32 i32 i32 i32 i32) (result i32)
                (i32.store8 (i32.const 0) (i32.const 0))
                (i32.const 0))
            (func (export "local:sandbox/arrays#get") (param i32 i32) (result i32)
                (i32.store8 (i32.const 0) (i32.const 0))
                (i32.store8 (i32.const 4) (i32.const 10))
                (i32.store (i32.const 8) (i32.const {})) (i32.store (i32.const 12) (i32.const {}))
                (i32.store (i32.const 16) (i32.const {})) (i32.store (i32.const 20) (i32.const {}))
                (i32.const 0)))"#,
        shape.0, shape.1, data.0, data.1
    );
    let mut module = wat::parse_str(text).expect("valid WebAssembly");
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../wit")).expect("the interfaces");
    let world = resolve.select_world(&[package], Some("sandbox-arrays")).expect("the world");
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false).expect("metadata");
    let mut encoder = ComponentEncoder::default();
    let component = encoder.module(&module).and_then(ComponentEncoder::encode).expect("a module of that world");
    let engine = Engine::builder().no_cache().build().expect("an engine");
    let sandbox = engine.load_bytes(component).expect("the world");
    sandbox.session().memory(16 << 20).start().await.expect("a session")
}

/// What comes of an array that such a guest gives.
async fn get(shape: (u32, u32), data: (u32, u32)) -> (Session, Result<Array<f64>>) {
    let mut session = answers(shape, data).await;
    let result = session.get_array("a").await;
    (session, result)
}

/// What is wrong with an array that such a guest gives, after which the session goes on.
async fn refused(shape: (u32, u32), data: (u32, u32)) -> ArrayError {
    match get(shape, data).await {
        (mut session, Err(Error::Array(error))) => {
            session.exec("").await.expect("the session goes on");
            error
        }
        (_, other) => panic!("it should have been refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_guest_that_tells_the_truth() {
    let array = get((1024, 1), (2048, 24)).await.1.expect("an array");
    assert_eq!(array.into_parts(), (vec![3], vec![0.0; 3]));
    let array = get((0, 0), (2048, 8)).await.1.expect("an array");
    assert_eq!(array.into_parts(), (vec![], vec![0.0]));
    answers((0, 0), (0, 0)).await.set_array("a", vec![1.0; 1_000_000]).await.expect("8 of 16 MiB");
}

#[tokio::test]
async fn less_than_the_shape_says_and_more() {
    for (bytes, found) in [(16, 16), (0, 0), (23, 23), (32, 32)] {
        let error = refused((1024, 1), (2048, bytes)).await;
        assert_eq!(error, ArrayError::Bytes { shape: vec![3], expected: 24, found });
    }
}

#[tokio::test]
async fn shapes_that_nothing_can_have() {
    // Their elements are 2 to the 64th, which is 0 to who doesn't look, and more.
    for shape in [(1032, 2), (1048, 1), (1056, 2)] {
        assert!(matches!(refused(shape, (2048, 0)).await, ArrayError::TooLarge { .. }));
    }
    assert_eq!(refused((1024, 65), (2048, 0)).await, ArrayError::Dimensions { found: 65 });
}

#[tokio::test]
async fn more_than_the_guest_has() {
    // 1 GiB, of a guest that has 64 KiB: the engine refuses to look there, and the host takes no memory for it.
    for (shape, data) in [((1024, 1), (2048, 1 << 30)), ((1024, 1 << 27), (2048, 24)), ((1024, 1), (u32::MAX, 24))] {
        let (session, result) = get(shape, data).await;
        assert!(matches!(result, Err(Error::Trap { .. })), "{result:?}");
        assert!(session.ended().is_some());
    }
}

#[tokio::test]
async fn elements_of_another_type() {
    let error = answers((1024, 1), (2048, 24)).await.get_array::<i64>("a").await.expect_err("they are float64");
    assert!(matches!(error, Error::Array(ArrayError::Element { .. })), "{error:?}");
    assert_eq!(
        error.to_string(),
        "the array's elements are float64, expected int64; ask for an array of those, or for a conversion, in NumPy \
         `.astype(\"int64\")`"
    );
}

#[tokio::test]
async fn an_array_larger_than_the_limit() {
    let mut session = answers((0, 0), (0, 0)).await;
    let error = session.set_array("a", vec![1.0; 4_000_000]).await.expect_err("32 of 16 MiB");
    assert!(matches!(error, Error::OutOfMemory { .. }), "{error:?}");
}

#[tokio::test]
async fn a_component_without_arrays_says_so() {
    let mut session = python().await;
    for error in [
        session.set_array("a", vec![1.0]).await.expect_err("it has none"),
        session.get_array::<f64>("a").await.expect_err("it has none"),
    ] {
        assert!(matches!(error, Error::NoArrays), "{error:?}");
        assert_eq!(
            error.to_string(),
            "the component has no arrays: it doesn't export `local:sandbox/arrays`, as the Python guest with NumPy does"
        );
    }
    assert_eq!(session.eval::<i64>("1 + 1").await.expect("the session goes on"), 2);
}
