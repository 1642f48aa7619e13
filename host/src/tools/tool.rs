//! One host function.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::in_short;

/// What a call of a function comes to: the result as JSON, or a sentence for the code.
pub(super) type Answer = Pin<Box<dyn Future<Output = Result<String, String>> + Send>>;

/// A function of the host's that code in a session can call.
///
/// Its one parameter takes the arguments: a tuple takes them by position (`add(1, 2)`), a struct by position or by name
/// (`add(a=1, b=2)`), `()` takes none. Arguments that don't fit become an error in the code, as does an `Err`
/// of the function's own.
///
/// Each call runs as a task of the runtime, within the time limit of the guest's call, and ends with it. A function that
/// panics ends the session with [`Error::Host`](crate::Error::Host).
///
/// ```
/// # fn main() {
/// use component_sandbox::Tool;
/// use serde_json::json;
///
/// #[derive(serde::Deserialize)]
/// struct Query {
///     city: String,
///     #[serde(default)]
///     days: u32,
/// }
///
/// let weather = Tool::new("weather", async |Query { city, days }: Query| match city.as_str() {
///     "Oslo" => Ok(format!("snow for {days} days")),
///     _ => Err(format!("there is no station in {city}")),
/// })
/// .description("The weather of the next days.")
/// .schema(json!({
///     "type": "object",
///     "properties": {"city": {"type": "string"}, "days": {"type": "integer", "default": 0}},
///     "required": ["city"],
/// }));
/// assert_eq!(weather.name(), "weather");
/// # }
/// ```
#[derive(Clone)]
pub struct Tool {
    name: String,
    description: String,
    schema: Option<Value>,
    function: Arc<dyn Fn(&str) -> Answer + Send + Sync>,
}

impl Tool {
    /// A function of this name: letters, digits and `_`, no digit first.
    pub fn new<F, A, Fut, R, E>(name: impl Into<String>, function: F) -> Self
    where
        F: Fn(A) -> Fut + Send + Sync + 'static,
        A: DeserializeOwned,
        Fut: Future<Output = Result<R, E>> + Send + 'static,
        R: Serialize,
        E: fmt::Display,
    {
        let function = move |arguments: &str| -> Answer {
            match parse(arguments) {
                Ok(arguments) => {
                    let call = function(arguments);
                    Box::pin(async move {
                        let result = call.await.map_err(|error| error.to_string())?;
                        serde_json::to_string(&result)
                            .map_err(|error| format!("the result has no form in JSON: {error}"))
                    })
                }
                Err(error) => Box::pin(std::future::ready(Err(format!(
                    "the arguments don't fit: {}",
                    in_short(&error.to_string())
                )))),
            }
        };
        Self { name: name.into(), description: String::new(), schema: None, function: Arc::new(function) }
    }

    /// What it does, for whoever writes the code: nothing by default. Python shows it as the function's documentation.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// The JSON Schema of its arguments, an object with their names: none by default. It describes and isn't enforced; the
    /// parameter's type is. Python takes the parameters' names from it.
    #[must_use]
    pub fn schema(mut self, schema: Value) -> Self {
        self.schema = Some(schema);
        self
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its description as text and its schema as JSON, both empty where there are none.
    pub(super) fn describe(&self) -> (String, String) {
        (self.description.clone(), self.schema.as_ref().map(Value::to_string).unwrap_or_default())
    }

    pub(super) fn call(&self, arguments: &str) -> Answer {
        (self.function)(arguments)
    }
}

impl fmt::Debug for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tool").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Reads the arguments; none at all are an empty array, which `()` takes as well.
fn parse<A: DeserializeOwned>(arguments: &str) -> serde_json::Result<A> {
    serde_json::from_str(arguments).or_else(|_| match serde_json::from_str(arguments)? {
        Value::Array(none) if none.is_empty() => {
            serde_json::from_value(Value::Null).or_else(|_| serde_json::from_value(Value::Array(none)))
        }
        // Read once more for a message that speaks of arguments, not of lines and columns.
        arguments => serde_json::from_value(arguments),
    })
}
