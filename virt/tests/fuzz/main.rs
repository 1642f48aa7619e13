//! Fuzz targets of what wrapping reads; see the crate `fuzz`.

mod arguments;
mod config;
mod image;

use std::sync::LazyLock;

/// A component that is wrapped in a moment.
fn component() -> &'static [u8] {
    static COMPONENT: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let text = r#"(component
            (import "wasi:cli/environment@0.2.0" (instance
                (export "get-environment" (func (result (list (tuple string string)))))))
            (core module $m (func (export "run")))
            (core instance $i (instantiate $m))
            (func (export "run") (canon lift (core func $i "run"))))"#;
        wat::parse_str(text).expect("valid text")
    });
    &COMPONENT
}

/// What is refused is told in a sentence.
fn sentence(message: &str) -> Result<(), proptest::test_runner::TestCaseError> {
    proptest::prop_assert!(!message.is_empty() && message.lines().count() == 1, "{:?}", message);
    Ok(())
}
