//! The same calls for programs without an async runtime: each waits until it is done.
//!
//! A blocking session has a small runtime of its own, on the thread that calls it. Within an async runtime use the async
//! calls; these would hold up its thread and are refused with [`Error::Config`].
//!
//! ```no_run
//! use component_sandbox::{Engine, blocking};
//!
//! fn main() -> component_sandbox::Result<()> {
//!     let sandbox = Engine::new()?.load("dist/sandbox-virt.wasm")?;
//!     let mut session = blocking::start(sandbox.session())?;
//!     session.exec("def double(x): return x * 2")?;
//!     let n: i64 = session.eval("double(21)")?;
//!     assert_eq!(n, 42);
//!
//!     let run = blocking::run(sandbox.session(), "6 * 7")?;
//!     assert_eq!(run.result?, Some(42.into()));
//!     Ok(())
//! }
//! ```

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::runtime::{Builder, Handle, Runtime};

use crate::array::{Array, Element};
use crate::error::{End, Error, Result};
use crate::output::Output;
use crate::session::{FileEntry, Report, Run, SessionBuilder};

/// Starts a session, as [`SessionBuilder::start`] does.
///
/// # Errors
///
/// As [`SessionBuilder::start`], and [`Config`](Error::Config) within an async runtime.
pub fn start(builder: SessionBuilder) -> Result<Session> {
    let waiting = Waiting::new()?;
    let session = waiting.wait(builder.start())??;
    Ok(Session { session, waiting })
}

/// Runs code in a fresh session, as [`SessionBuilder::run`] does.
///
/// # Errors
///
/// [`Config`](Error::Config) within an async runtime; what went wrong in the session is in [`Run::result`].
pub fn run(builder: SessionBuilder, code: &str) -> Result<Run> {
    Waiting::new()?.wait(builder.run(code))
}

/// A runtime that runs while something is waited for.
struct Waiting(Option<Runtime>);

impl Waiting {
    fn new() -> Result<Self> {
        outside_of_a_runtime()?;
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime.map(|runtime| Self(Some(runtime))).map_err(|error| Error::Host(error.to_string()))
    }

    fn wait<F: Future>(&self, future: F) -> Result<F::Output> {
        outside_of_a_runtime()?;
        let ended = || Error::Host("the session's runtime has ended".to_owned());
        Ok(self.0.as_ref().ok_or_else(ended)?.block_on(future))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        // Otherwise a session that is dropped within another runtime would panic.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

fn outside_of_a_runtime() -> Result<()> {
    if Handle::try_current().is_ok() {
        let what =
            "blocking calls can't be used within an async runtime, whose thread they would hold up; use the async ones";
        return Err(Error::Config(what.to_owned()));
    }
    Ok(())
}

/// A [`Session`](crate::Session) whose calls wait.
pub struct Session {
    // Dropped before the runtime in which its tasks run.
    session: crate::Session,
    waiting: Waiting,
}

/// Each is what the method of the same name of [`Session`](crate::Session) is, with the same errors.
impl Session {
    /// Runs statements for their effect on the session.
    ///
    /// # Errors
    ///
    /// As [`Session::exec`](crate::Session::exec).
    pub fn exec(&mut self, statements: &str) -> Result<()> {
        self.waiting.wait(self.session.exec(statements))?
    }

    /// Evaluates an expression and returns its value as a Rust type.
    ///
    /// # Errors
    ///
    /// As [`Session::eval`](crate::Session::eval).
    pub fn eval<T: DeserializeOwned>(&mut self, expression: &str) -> Result<T> {
        self.waiting.wait(self.session.eval(expression))?
    }

    /// Evaluates an expression and returns its value as JSON.
    ///
    /// # Errors
    ///
    /// As [`Session::eval_json`](crate::Session::eval_json).
    pub fn eval_json(&mut self, expression: &str) -> Result<String> {
        self.waiting.wait(self.session.eval_json(expression))?
    }

    /// Binds a name in the session to a value.
    ///
    /// # Errors
    ///
    /// As [`Session::set`](crate::Session::set).
    pub fn set<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<()> {
        self.waiting.wait(self.session.set(name, value))?
    }

    /// Calls a function of the session.
    ///
    /// # Errors
    ///
    /// As [`Session::call`](crate::Session::call).
    pub fn call<T: DeserializeOwned>(&mut self, function: &str, arguments: impl Serialize) -> Result<T> {
        self.waiting.wait(self.session.call(function, arguments))?
    }

    /// Binds a name in the session to an array.
    ///
    /// # Errors
    ///
    /// As [`Session::set_array`](crate::Session::set_array).
    pub fn set_array<T: Element>(&mut self, name: &str, array: impl Into<Array<T>>) -> Result<()> {
        self.waiting.wait(self.session.set_array(name, array))?
    }

    /// Evaluates an expression whose value is an array, and returns that.
    ///
    /// # Errors
    ///
    /// As [`Session::get_array`](crate::Session::get_array).
    pub fn get_array<T: Element>(&mut self, expression: &str) -> Result<Array<T>> {
        self.waiting.wait(self.session.get_array(expression))?
    }

    /// Returns the content of a file of the session's own.
    ///
    /// # Errors
    ///
    /// As [`Session::read_file`](crate::Session::read_file).
    pub fn read_file(&mut self, path: &str) -> Result<Vec<u8>> {
        self.waiting.wait(self.session.read_file(path))?
    }

    /// Writes a file of the session's own.
    ///
    /// # Errors
    ///
    /// As [`Session::write_file`](crate::Session::write_file).
    pub fn write_file(&mut self, path: &str, content: &[u8]) -> Result<()> {
        self.waiting.wait(self.session.write_file(path, content))?
    }

    /// Lists a directory of the session's own.
    ///
    /// # Errors
    ///
    /// As [`Session::list_files`](crate::Session::list_files).
    pub fn list_files(&mut self, path: &str) -> Result<Vec<FileEntry>> {
        self.waiting.wait(self.session.list_files(path))?
    }

    /// Removes a file of the session's own.
    ///
    /// # Errors
    ///
    /// As [`Session::remove_file`](crate::Session::remove_file).
    pub fn remove_file(&mut self, path: &str) -> Result<()> {
        self.waiting.wait(self.session.remove_file(path))?
    }

    /// What the guest wrote since the last time.
    pub fn take_output(&mut self) -> Output {
        self.session.take_output()
    }

    /// What the session has used so far.
    #[must_use]
    pub fn report(&self) -> Report {
        self.session.report()
    }

    /// How the session ended, or `None` where its next call can run.
    #[must_use]
    pub fn ended(&self) -> Option<&End> {
        self.session.ended()
    }
}
