//! The quota of the files, which a host sets while the guest runs.

use crate::client::{Running, denied};
use crate::http::Plain;

#[tokio::test(flavor = "multi_thread")]
async fn a_host_sets_it() {
    let mut guest = Running::start(denied(), Plain).await;
    assert_eq!(guest.run("write", "100000").await, "written");
    guest.set_quota(50_000, 10).await;
    assert_eq!(guest.run("write", "50001").await, "ENOSPC");
    assert_eq!(guest.run("write", "10000").await, "written");
    guest.set_quota(1 << 30, 10).await;
    assert_eq!(guest.run("write", "20000000").await, "written", "more than the component came with");
}
