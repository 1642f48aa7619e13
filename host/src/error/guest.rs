//! What the guest's code raised.

/// An error that the guest's code raised, as the contract writes it: `Type: message`, or `Type` alone.
///
/// ```no_run
/// # async fn example(mut session: component_sandbox::Session) -> component_sandbox::Result<()> {
/// use component_sandbox::Error;
///
/// let Err(Error::Guest(error)) = session.exec("int('x')").await else { panic!("it isn't a number") };
/// assert_eq!(error.kind(), "ValueError");
/// assert_eq!(error.message(), "invalid literal for int() with base 10: 'x'");
/// assert!(error.traceback().starts_with("Traceback"));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct GuestError {
    text: String,
    traceback: String,
}

impl GuestError {
    pub(crate) fn new(text: String, traceback: String) -> Self {
        Self { text, traceback }
    }

    /// The error's type, for example `ZeroDivisionError`.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.text.split_once(": ").map_or(&self.text, |(kind, _)| kind)
    }

    /// The error's message, or the empty string where it has none.
    #[must_use]
    pub fn message(&self) -> &str {
        self.text.split_once(": ").map_or("", |(_, message)| message)
    }

    /// The details: what the guest wrote to its standard error during the call, which by the contract ends with them.
    /// For Python that is the traceback, after whatever else the code wrote there. At most the last 16 KiB; empty where
    /// there are no details.
    #[must_use]
    pub fn traceback(&self) -> &str {
        &self.traceback
    }
}
