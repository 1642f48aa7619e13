//! Faults of what the host stands on: a damaged or full disk, processes that are killed, and a system that has no more
//! address space, files or threads to give. The answer is right, or an error that says so; and the next is right.
//!
//! What would spoil the process for other tests happens in one of its own: this program again, told by a variable.

#![cfg(unix)]

mod cache;
mod panics;
mod scarce;

use component_sandbox::Sandbox;

/// A runtime that needs no more threads.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

/// Asserts that the component answers.
fn works(sandbox: &Sandbox) {
    block_on(async {
        let mut session = sandbox.session().start().await.expect("a session");
        assert_eq!(session.eval::<i64>("anything").await.expect("a number"), 7);
    });
}
