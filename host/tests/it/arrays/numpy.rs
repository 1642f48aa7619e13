//! The Python guest with NumPy.

use std::sync::LazyLock;

use component_sandbox::{Array, ArrayError, Element, ElementType, Engine, Error, Sandbox, Session, blocking};
use ndarray::{ArrayD, arr2};

use crate::{dist, raised};

fn numpy() -> &'static Sandbox {
    static NUMPY: LazyLock<Sandbox> = LazyLock::new(|| {
        let engine = Engine::new().expect("an engine");
        engine.load(dist("sandbox-numpy-virt.wasm")).expect("the Python guest with NumPy")
    });
    &NUMPY
}

async fn session() -> Session {
    numpy().session().start().await.expect("a session")
}

/// Sends an array, lets the code check what it is, and takes it back.
async fn there_and_back<T: Element + PartialEq + std::fmt::Debug>(session: &mut Session, value: T, code: &str) {
    let array = Array::new([2, 1, 3], vec![value; 6]).expect("a shape");
    session.set_array("a", array.clone()).await.expect("an array");
    let check = format!("a.dtype == '{}' and a.shape == (2, 1, 3) and bool((a == {code}).all())", T::TYPE);
    assert!(session.eval::<bool>(&check).await.expect("an answer"), "{check}");
    assert_eq!(session.get_array::<T>("a").await.expect("the array"), array);
}

#[tokio::test]
#[ignore = "needs the guest with NumPy; `just test-numpy` builds it and runs this"]
async fn elements_of_every_type() {
    let session = &mut session().await;
    there_and_back(session, true, "True").await;
    there_and_back(session, i8::MIN, "-128").await;
    there_and_back(session, i16::MIN, "-2 ** 15").await;
    there_and_back(session, i32::MIN, "-2 ** 31").await;
    there_and_back(session, i64::MIN, "-2 ** 63").await;
    there_and_back(session, u8::MAX, "255").await;
    there_and_back(session, u16::MAX, "2 ** 16 - 1").await;
    there_and_back(session, u32::MAX, "2 ** 32 - 1").await;
    there_and_back(session, u64::MAX, "2 ** 64 - 1").await;
    there_and_back(session, 0.1_f32, "numpy.float32(0.1)").await;
    there_and_back(session, 0.1_f64, "0.1").await;
    there_and_back(session, [1.5_f32, -2.0], "1.5 - 2j").await;
    there_and_back(session, [0.1_f64, -2.0], "0.1 - 2j").await;
}

#[tokio::test]
#[ignore = "needs the guest with NumPy; `just test-numpy` builds it and runs this"]
async fn shapes_of_every_kind() {
    let mut session = session().await;
    for (shape, data) in [(vec![], vec![1.0]), (vec![0, 3], vec![]), (vec![1; 64], vec![f64::INFINITY])] {
        let array = Array::new(shape, data).expect("a shape");
        session.set_array("a", array.clone()).await.expect("an array");
        assert_eq!(session.get_array::<f64>("a").await.expect("the array"), array);
    }
    session.set_array("a", vec![f64::NAN, -0.0]).await.expect("a vector");
    let data = session.get_array::<f64>("a").await.expect("the vector").into_parts().1;
    assert!(data[0].is_nan() && data[1].is_sign_negative());
    assert_eq!(session.get_array::<f64>("a[1]").await.expect("a scalar").shape(), [0; 0]);
    session.exec("a[0] = 3\nb = a.base is None and a.flags.owndata").await.expect("it may be changed");
    assert!(session.eval::<bool>("b").await.expect("an answer"), "it keeps nothing else in memory");
}

#[tokio::test]
#[ignore = "needs the guest with NumPy; `just test-numpy` builds it and runs this"]
async fn any_order_in_memory() {
    let mut session = session().await;
    session.exec("m = numpy.arange(6, dtype='i2').reshape(2, 3)").await.expect("an array");
    for same in ["m", "numpy.asfortranarray(m)", "m.astype('>i2')", "numpy.matrix(m)", "numpy.repeat(m, 2, 1)[:, ::2]"]
    {
        let array = session.get_array::<i16>(same).await.expect(same);
        assert_eq!(array.into_parts(), (vec![2, 3], vec![0, 1, 2, 3, 4, 5]), "{same}");
    }
    assert_eq!(session.get_array::<i16>("m.T[::-1]").await.expect("a view").data(), [2, 5, 1, 4, 0, 3]);
    let same = session.get_array::<i16>("numpy.broadcast_to(m[0], (2, 3))").await.expect("a view");
    assert_eq!(same.data(), [0, 1, 2, 0, 1, 2]);
}

#[tokio::test]
#[ignore = "needs the guest with NumPy; `just test-numpy` builds it and runs this"]
async fn what_isnt_such_an_array() {
    let mut session = session().await;
    for (expression, message) in [
        ("[1.0]", "TypeError: expected an array, not list; numpy.array makes one of numbers in lists"),
        ("None", "TypeError: expected an array, not NoneType; numpy.array makes one of numbers in lists"),
        (
            "numpy.ma.array([1.0], mask=[1])",
            "TypeError: expected an array without a mask; a masked array's method filled returns one",
        ),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("missing", "NameError: name 'missing' is not defined"),
    ] {
        assert_eq!(raised(session.get_array::<f64>(expression).await), message, "{expression}");
    }
    for dtype in ["O", "f8,i4", "U3", "S3", "M8[s]", "m8[s]", "f2", "g", "G", "V8"] {
        let error = raised(session.get_array::<f64>(&format!("numpy.zeros(2, dtype='{dtype}')")).await);
        assert!(error.starts_with("TypeError: the host takes no array of "), "{dtype}: {error}");
        assert!(error.contains("; use the method astype to make it one of bool, int8, "), "{dtype}: {error}");
    }
    let error = session.get_array::<f64>("numpy.arange(3)").await.expect_err("of integers");
    let Error::Array(ArrayError::Element { expected, found }) = error else { panic!("{error:?}") };
    assert_eq!((expected, found), (ElementType::Float64, ElementType::Int32));
    let array = session.get_array::<f64>("numpy.arange(3).astype('float64')").await.expect("what the message says");
    assert_eq!(array.data(), [0.0, 1.0, 2.0]);
}

#[tokio::test]
#[ignore = "needs the guest with NumPy; `just test-numpy` builds it and runs this"]
async fn names() {
    let mut session = session().await;
    for name in ["", "x.y", "x = 1", "1x"] {
        let error = session.set_array(name, vec![1]).await.expect_err(name);
        assert!(matches!(error, Error::Argument(_)), "{error:?}");
    }
    assert_eq!(raised(session.set_array("class", vec![1]).await), "ValueError: can't bind 'class'; expected a name");
    session.set_array("ﬁx", vec![1_u8]).await.expect("a name that Python reads as another");
    assert_eq!(session.eval::<Vec<u8>>("fix + ﬁx").await.expect("both"), [2]);
    session.exec("del numpy").await.expect("the name");
    session.set_array("a", vec![1_u8]).await.expect("the session's names don't matter");
    assert_eq!(session.get_array::<u8>("a").await.expect("the array").data(), [1]);
}

#[tokio::test]
#[ignore = "needs the guest with NumPy; `just test-numpy` builds it and runs this"]
async fn the_memory_limit_obeyed_and_violated() {
    let million = vec![0.5; 1_000_000];
    let mut session = session().await;
    session.set_array("a", million.clone()).await.expect("8 MB, within the default limit");
    let twice = session.get_array::<f64>("a + a").await.expect("8 MB");
    assert_eq!(twice.data(), vec![1.0; 1_000_000]);

    // Larger than what the guest may have, and than what the host takes of it.
    let error = session.set_array("b", vec![0.5; 16_000_000]).await.expect_err("128 MB");
    assert!(matches!(error, Error::OutOfMemory { .. }), "{error:?}");
    let report = session.report();
    assert!(report.end.is_some() && report.memory_peak < 128 << 20, "{report:?}");

    let mut session = numpy().session().start().await.expect("a session");
    let error = raised(session.get_array::<f64>("numpy.broadcast_to(numpy.zeros(1), (1 << 27,))").await);
    assert!(
        error.starts_with("numpy._core._exceptions._ArrayMemoryError") || error.starts_with("MemoryError"),
        "{error}"
    );
    assert_eq!(session.eval::<i64>("1 + 1").await.expect("the session goes on"), 2);

    let builder = || numpy().session().memory(1 << 30);
    let mut session = builder().transfer_limit(65_000_000).start().await.expect("a session");
    session.set_array("b", vec![0.5; 16_000_000]).await.expect("there is room");
    assert_eq!(session.get_array::<f64>("b[::2]").await.expect("64 MB").shape(), [8_000_000]);

    let mut session = builder().start().await.expect("a session");
    let error = session.get_array::<f64>("numpy.zeros(5_000_000)").await.expect_err("40 MB");
    assert!(matches!(error, Error::Transfer { limit } if limit == 32 << 20), "{error:?}");
}

#[tokio::test]
#[ignore = "needs the guest with NumPy; `just test-numpy` builds it and runs this"]
async fn the_least_memory_and_the_default() {
    crate::least_memory(numpy()).await;

    let mut session = session().await;
    session.exec("a = numpy.zeros(5_000_000)").await.expect("40 MB");
    assert!(raised(session.exec("b = numpy.zeros(10_000_000)").await).contains("Unable to allocate 76.3 MiB"));
    let peak = session.report().memory_peak;
    assert!((64 << 20..=128 << 20).contains(&peak), "{peak} bytes");
    assert_eq!(session.eval::<f64>("a.sum()").await.expect("the session goes on").to_bits(), 0);
}

#[tokio::test]
#[ignore = "needs the guest with NumPy; `just test-numpy` builds it and runs this"]
async fn arrays_of_the_crate() {
    let mut session = session().await;
    let matrix = arr2(&[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
    session.set_array("m", &matrix.t()).await.expect("a view");
    let product: ArrayD<f64> = session.get_array("m @ m.T").await.expect("a matrix").into();
    assert_eq!(product, matrix.t().dot(&matrix).into_dyn());
}

#[test]
#[ignore = "needs the guest with NumPy; `just test-numpy` builds it and runs this"]
fn without_a_runtime() {
    let mut session = blocking::start(numpy().session()).expect("a session");
    session.set_array("a", vec![1_i64, 2]).expect("a vector");
    assert_eq!(session.get_array::<i64>("a * 2").expect("a vector").data(), [2, 4]);
}
