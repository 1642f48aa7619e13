//! A component that can be replaced while its sessions run.

mod watch;

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

pub use watch::Watch;

use crate::component::Sandbox;
use crate::error::{Error, Result};
use crate::session::{Run, SessionBuilder};

/// A component in service that can be replaced by another: a cheap handle to clone and share.
///
/// Sessions that run go on with the component that they started from, and keep it in memory until they end. Those that
/// start later are of the new one.
///
/// ```no_run
/// # async fn example() -> component_sandbox::Result<()> {
/// use component_sandbox::{Engine, Swap};
///
/// let swap = Swap::new(Engine::new()?.load("dist/sandbox-virt.wasm")?);
/// let mut session = swap.session().start().await?;
/// swap.load("dist/sandbox-js-virt.wasm").await?;
///
/// // What runs is still Python, what starts now is JavaScript.
/// let sum: i64 = session.eval("sum([1, 2])").await?;
/// let sum = swap.run("[1, 2].reduce((a, b) => a + b)").await;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Swap(Arc<RwLock<Sandbox>>);

impl Swap {
    /// Puts this component in service.
    #[must_use]
    pub fn new(sandbox: Sandbox) -> Self {
        Self(Arc::new(RwLock::new(sandbox)))
    }

    /// The component in service.
    #[must_use]
    pub fn current(&self) -> Sandbox {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sets up a session of the component in service, as [`Sandbox::session`].
    pub fn session(&self) -> SessionBuilder {
        self.current().session()
    }

    /// Runs code in a fresh session of the component in service, as [`Sandbox::run`].
    pub async fn run(&self, code: &str) -> Run {
        self.current().run(code).await
    }

    /// Puts another component in service, and returns the one that was.
    ///
    /// ```no_run
    /// # fn example(swap: component_sandbox::Swap) -> component_sandbox::Result<()> {
    /// // It may have been loaded by another engine.
    /// let sandbox = component_sandbox::Engine::builder().fuel(true).build()?.load("dist/sandbox-virt.wasm")?;
    /// let before = swap.replace(sandbox);
    /// # Ok(()) }
    /// ```
    pub fn replace(&self, sandbox: Sandbox) -> Sandbox {
        std::mem::replace(&mut *self.0.write().unwrap_or_else(PoisonError::into_inner), sandbox)
    }

    /// Loads a component with the engine of the one in service, tries whether a session of it starts, and puts it in
    /// service.
    ///
    /// Compiling is done on a thread of the runtime for what blocks. Where all sessions of the engine are in use the new
    /// component isn't tried.
    ///
    /// # Errors
    ///
    /// As [`Engine::load`](crate::Engine::load) and [`SessionBuilder::start`]; the component that was in service stays.
    pub async fn load(&self, path: impl AsRef<Path>) -> Result<()> {
        let (engine, path) = (self.current().engine().clone(), path.as_ref().to_owned());
        let loading = tokio::task::spawn_blocking(move || engine.load(path));
        let sandbox = loading.await.map_err(|error| Error::Host(error.to_string()))??;
        // How much memory it may have is up to its sessions.
        match sandbox.session().memory(usize::MAX).start().await {
            Ok(_) | Err(Error::Busy { .. }) => {}
            Err(error) => return Err(error),
        }
        self.replace(sandbox);
        Ok(())
    }

    /// Watches a file and [loads](Self::load) the component in it whenever it has changed from what it is now, until the
    /// result is dropped. Each time this is told what came of it.
    ///
    /// The file is looked at twice a second, and loaded when it has stopped changing, so it may be written in place; with
    /// a rename it is whole from the start. A file that is removed is waited for.
    ///
    /// Must be called within a tokio runtime whose time driver is enabled.
    ///
    /// ```no_run
    /// # async fn example(swap: component_sandbox::Swap) {
    /// let watch = swap.watch("dist/sandbox-virt.wasm", |loaded| match loaded {
    ///     Ok(()) => println!("a new guest is in service"),
    ///     Err(error) => println!("the guest in service stays: {error}"),
    /// });
    /// # }
    /// ```
    pub fn watch(&self, path: impl AsRef<Path>, told: impl FnMut(Result<()>) + Send + 'static) -> Watch {
        Watch::new(self.clone(), path.as_ref().to_owned(), told)
    }
}
