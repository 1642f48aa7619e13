//! A guest in Rust: runs [Rhai](https://rhai.rs), a scripting language, behind the world `sandbox`.

mod error;
mod json;
mod library;
mod output;
mod session;
mod stack;

use std::cell::RefCell;

use session::Session;

#[allow(missing_docs, unsafe_code, unreachable_pub, clippy::pedantic, reason = "generated")]
mod bindings {
    wit_bindgen::generate!({ path: "../../wit", world: "sandbox" });

    use super::Component;
    export!(Component);
}

/// What exports the world's two functions.
struct Component;

thread_local! {
    /// The session of this instance.
    static SESSION: RefCell<Session> = RefCell::new(Session::new());
}

impl bindings::Guest for Component {
    fn eval(expression: String) -> Result<String, String> {
        SESSION.with_borrow_mut(|session| session.evaluate(&expression))
    }

    fn exec(statements: String) -> Result<(), String> {
        SESSION.with_borrow_mut(|session| session.execute(&statements))
    }
}
