//! Values as JSON, and back.

use rhai::{Array, Blob, Dynamic, Engine, EvalAltResult, ImmutableString, Map};
use serde_json::{Number, Value};

/// How deeply values may be nested: each level is a call, on a stack that has an end.
const MAX_DEPTH: usize = 500;

/// Returns a value as JSON, or the error that names the type that JSON has no form for.
pub(crate) fn to_json(value: &Dynamic, engine: &Engine) -> Result<String, String> {
    Ok(plain(value, engine, 0)?.to_string())
}

/// Returns the value of a JSON text.
pub(crate) fn from_json(text: &str) -> Result<Dynamic, Box<EvalAltResult>> {
    let value: Value = serde_json::from_str(text).map_err(|error| format!("this isn't JSON: {error}"))?;
    Ok(dynamic(value))
}

fn plain(value: &Dynamic, engine: &Engine, depth: usize) -> Result<Value, String> {
    if depth > MAX_DEPTH {
        return Err(format!("RecursionError: JSON of values that are nested more than {MAX_DEPTH} deep"));
    }
    if value.is_unit() {
        Ok(Value::Null)
    } else if let Ok(value) = value.as_bool() {
        Ok(value.into())
    } else if let Ok(value) = value.as_int() {
        Ok(value.into())
    } else if let Ok(value) = value.as_float() {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| format!("TypeError: JSON has no form for {value}"))
    } else if let Ok(value) = value.as_char() {
        Ok(value.to_string().into())
    } else if let Some(text) = value.read_lock::<ImmutableString>() {
        Ok(text.as_str().into())
    } else if let Some(array) = value.read_lock::<Array>() {
        array.iter().map(|value| plain(value, engine, depth + 1)).collect()
    } else if let Some(bytes) = value.read_lock::<Blob>() {
        Ok(bytes.iter().copied().collect())
    } else if let Some(map) = value.read_lock::<Map>() {
        map.iter().map(|(key, value)| Ok((key.to_string(), plain(value, engine, depth + 1)?))).collect()
    } else {
        let name = engine.map_type_name(value.type_name());
        Err(format!("TypeError: JSON has no form for a value of type {name}"))
    }
}

fn dynamic(value: Value) -> Dynamic {
    match value {
        Value::Null => Dynamic::UNIT,
        Value::Bool(value) => value.into(),
        Value::Number(number) => number.as_i64().map_or_else(
            // What is no integer, or too large for one.
            || Dynamic::from_float(number.as_f64().expect("every number of JSON is a float")),
            Dynamic::from_int,
        ),
        Value::String(text) => text.into(),
        Value::Array(values) => values.into_iter().map(dynamic).collect::<Array>().into(),
        Value::Object(members) => {
            members.into_iter().map(|(key, value)| (key.into(), dynamic(value))).collect::<Map>().into()
        }
    }
}
