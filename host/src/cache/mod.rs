//! Compiled components on disk: compiled once, loaded in milliseconds ever after.

mod directory;
mod entry;
mod known;
mod prune;

use std::io;
use std::path::{Path, PathBuf};

use blake3::Hash;
use wasmtime::component::Component;

use crate::component::code;
use crate::error::of_system;
use entry::{Entry, Key};

/// A directory of compiled components.
///
/// An entry is found by the component's content, the engine's version and settings, and the processor's features, so
/// one that doesn't fit is never loaded. Its name holds a hash of its own content, which is checked when the file is new
/// or has changed since the last check, and once a day: a damaged entry is compiled again. Entries appear whole or not
/// at all, so processes can share a cache. When they take more than 1 GiB together, those that weren't used for the
/// longest time are removed.
///
/// Compiled code is machine code. Whoever can write to the directory can run code in the processes that use it, so it
/// must belong to the user and be writable by nobody else, which is checked.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use component_sandbox::{Cache, Engine};
///
/// let cache = Cache::at("/var/cache/my-service")?;
/// println!("compiled components are kept in {}", cache.directory().display());
/// let engine = Engine::builder().cache(cache).build()?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Cache {
    directory: PathBuf,
}

impl Cache {
    /// The user's own cache: `component-sandbox` in `$XDG_CACHE_HOME`, or in `~/.cache` (on Windows in the local
    /// application data).
    ///
    /// ```no_run
    /// use component_sandbox::{Cache, Engine};
    ///
    /// // As by default, but for a user who must have one.
    /// let engine = Engine::builder().cache(Cache::of_user().expect("a home directory")).build()?;
    /// # Ok::<(), component_sandbox::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Where the user has no home directory, or as [`at`](Self::at).
    pub fn of_user() -> io::Result<Self> {
        Self::at(directory::of_user()?)
    }

    /// A cache in this directory, which is made, private to the user, if it isn't there.
    ///
    /// # Errors
    ///
    /// Where it can't be made, or others can write to it.
    pub fn at(directory: impl Into<PathBuf>) -> io::Result<Self> {
        let directory = directory.into();
        directory::make_private(&directory)?;
        Ok(Self { directory })
    }

    /// The directory.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Loads the compiled form of this component, if it is here and whole.
    pub(crate) fn get(&self, engine: &wasmtime::Engine, component: &[u8]) -> Option<Component> {
        self.find(engine, &blake3::hash(component))
    }

    /// Loads the compiled form of the component in this file, if it is here and whole, without holding the file in memory.
    pub(crate) fn get_file(&self, engine: &wasmtime::Engine, path: &Path) -> io::Result<Option<Component>> {
        Ok(self.find(engine, &known::hash(&self.directory, path)?))
    }

    fn find(&self, engine: &wasmtime::Engine, content: &Hash) -> Option<Component> {
        let key = Key::new(engine, content);
        entry::find(&self.directory, &key).into_iter().find_map(|entry| match self.load(engine, &entry) {
            Ok(component) => {
                entry.touch();
                Some(component)
            }
            // The system's fault, not the entry's: too many files are open, for example.
            Err(error) if of_system(&error).is_some() => {
                crate::trace::warning!("a compiled component can't be read and is compiled again: {error}");
                None
            }
            Err(error) => {
                crate::trace::warning!("a compiled component is damaged and will be compiled again: {error}");
                entry.remove();
                None
            }
        })
    }

    fn load(&self, engine: &wasmtime::Engine, entry: &Entry) -> wasmtime::Result<Component> {
        if !entry.is_whole(&known::hash(&self.directory, entry.path())?) {
            return Err(wasmtime::Error::msg("its content doesn't match its checksum"));
        }
        code::load(engine, entry.path())
    }

    /// Keeps the code that this component was compiled to, and loads it. Code that can't be kept, on a full disk for
    /// example, is loaded all the same.
    pub(crate) fn put(&self, engine: &wasmtime::Engine, component: &[u8], code: &[u8]) -> wasmtime::Result<Component> {
        let key = Key::new(engine, &blake3::hash(component));
        prune::abandoned(&self.directory);
        match entry::write(&self.directory, &key, code) {
            Ok(entry) => {
                prune::to_fit(&self.directory, entry.path());
                code::load(engine, entry.path()).or_else(|error| {
                    // Another process may have removed it, or the system has no room to map it; what this engine has just
                    // compiled, and yet can't load for another reason, no other can either.
                    if of_system(&error).is_none() {
                        entry.remove();
                    }
                    code::load_bytes(engine, code)
                })
            }
            Err(error) => {
                crate::trace::warning!("the compiled component couldn't be kept: {error}");
                code::load_bytes(engine, code)
            }
        }
    }
}
