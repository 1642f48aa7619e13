//! The arguments that a host gives.

use crate::client::{Running, allowed, denied};
use crate::http::Plain;

#[tokio::test(flavor = "multi_thread")]
async fn are_part_of_the_environment() {
    for (component, expected) in [(allowed(), "['program', 'a b', '--c']"), (denied(), "[]")] {
        assert_eq!(Running::start(component, Plain).await.run("arguments", "").await, expected);
    }
}
