//! Values that the host hands to the guest, never pasted into code.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::Session;
use crate::error::{Error, Result};
use crate::identifier;

impl Session {
    /// Binds a name in the session to a value: anything that serialises to JSON. Whatever it holds, it stays a value and
    /// never becomes code. A float that isn't a finite number becomes null, as `serde_json` has it.
    ///
    /// ```no_run
    /// # async fn example(mut session: component_sandbox::Session) -> component_sandbox::Result<()> {
    /// session.set("question", &"what's \"2 + 2\"?").await?;
    /// let length: usize = session.eval("len(question)").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Argument`](Error::Argument) where the name isn't one or the value has no form in JSON; otherwise as
    /// [`exec`](Self::exec).
    pub async fn set<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<()> {
        identifier::check(name)?;
        let json = to_json(value).map_err(|error| Error::Argument(format!("the value of `{name}` {error}")))?;
        let statement = self.language.assignment(name, &json);
        self.exec(&statement).await
    }

    /// Calls a function of the session with these arguments, a tuple, an array or a slice, and returns its value. The
    /// function may be an attribute, such as `math.sqrt`.
    ///
    /// ```no_run
    /// # async fn example(mut session: component_sandbox::Session) -> component_sandbox::Result<()> {
    /// session.exec("def repeat(n, text): return text * n").await?;
    /// let text: String = session.call("repeat", (2, "ab")).await?;
    /// assert_eq!(text, "abab");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Argument`](Error::Argument) where the function's name isn't one or the arguments have no form in JSON; otherwise
    /// as [`eval`](Self::eval).
    pub async fn call<T: DeserializeOwned>(&mut self, function: &str, arguments: impl Serialize) -> Result<T> {
        if !identifier::is_path(function) {
            let what = format!("can't call `{function}`; expected a name, or names with dots between them");
            return Err(Error::Argument(what));
        }
        let in_call = |error: String| Error::Argument(format!("the arguments of `{function}` {error}"));
        let json = to_json(&arguments).map_err(in_call)?;
        let arguments: Option<Vec<Box<RawValue>>> =
            serde_json::from_str(&json).map_err(|_| in_call("must be a tuple, an array or a slice".to_owned()))?;
        let values: Vec<String> =
            arguments.unwrap_or_default().iter().map(|argument| self.language.value(argument.get())).collect();
        self.eval(&format!("{function}({})", values.join(", "))).await
    }
}

fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<String, String> {
    serde_json::to_string(value).map_err(|error| format!("can't be written as JSON: {error}"))
}
