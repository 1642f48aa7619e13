//! Asynchronous exports of a wrapped guest.

use crate::client::{Running, denied};
use crate::http::Plain;

#[tokio::test(flavor = "multi_thread")]
async fn use_what_is_virtual() {
    let mut first = Running::start(denied(), Plain).await;
    let seen = first.run_async("environment", "/data/greeting").await;
    let words: Vec<&str> = seen.split(' ').collect();
    let ["hello", random, "written"] = *words else { panic!("{seen}") };
    assert_eq!(random.len(), 8);
    // An instance goes on, and a new one gets the same random numbers.
    assert_ne!(first.run_async("environment", "/data/greeting").await, seen);
    assert_eq!(Running::start(denied(), Plain).await.run("environment", "/data/greeting").await, seen);
}
