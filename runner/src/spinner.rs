//! The spinner shown while a component is compiled, on a terminal only.

use std::time::Duration;

use indicatif::ProgressBar;

/// Spins from the moment that compiling starts until it is dropped.
pub(crate) struct Compiling(ProgressBar);

impl Compiling {
    pub(crate) fn new(message: String) -> Self {
        // indicatif draws on standard error, and draws nothing where that isn't a terminal.
        Self(ProgressBar::new_spinner().with_message(message))
    }

    /// Starts the spinner when called.
    pub(crate) fn starter(&self) -> impl Fn() + Send + Sync + 'static {
        let bar = self.0.clone();
        move || bar.enable_steady_tick(Duration::from_millis(100))
    }
}

impl Drop for Compiling {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
