//! How errors reach the host: `Type: message` in the result, the calls that led there on standard error.

use rhai::{EvalAltResult, Position};

use crate::output;

/// Calls that are shown, the innermost ones: those of endless recursion are all the same.
const MAX_CALLS: usize = 20;

/// Returns `Type: message`, with the place in the code, and writes the calls that the error came through, if any.
pub(crate) fn report(error: &EvalAltResult) -> String {
    let described = describe(cause(error));
    let mut calls = Vec::new();
    let mut inner = error;
    while let EvalAltResult::ErrorInFunctionCall(name, _, cause, position) = inner {
        calls.push(format!("    in a call of {name}{}", place(*position)));
        inner = cause;
    }
    if !calls.is_empty() {
        let count = calls.len();
        let mut lines = vec![described.clone()];
        lines.extend(calls.into_iter().rev().take(MAX_CALLS));
        if count > MAX_CALLS {
            lines.push(format!("    … and {} more", count - MAX_CALLS));
        }
        output::error_line(&lines.join("\n"));
    }
    described
}

fn describe(cause: &EvalAltResult) -> String {
    let kind = kind(cause);
    match cause {
        // What the code throws is its message.
        EvalAltResult::ErrorRuntime(value, position) if !value.is_unit() => {
            format!("{kind}: {value}{}", place(*position))
        }
        EvalAltResult::ErrorParsing(what, position) => format!("{kind}: {what}{}", place(*position)),
        EvalAltResult::ErrorTerminated(reason, position) => format!("{kind}: {reason}{}", place(*position)),
        // Written by Rhai, with the place at the end.
        _ => format!("{kind}: {cause}"),
    }
}

/// What went wrong, without the calls that it came through.
fn cause(mut error: &EvalAltResult) -> &EvalAltResult {
    while let EvalAltResult::ErrorInFunctionCall(_, _, inner, _) = error {
        error = inner;
    }
    error
}

fn place(position: Position) -> String {
    if position.is_none() { String::new() } else { format!(" ({position})") }
}

/// A name for the kind of error, which Rhai itself has only in its messages.
fn kind(error: &EvalAltResult) -> &'static str {
    use EvalAltResult as E;
    match error {
        E::ErrorParsing(..) => "SyntaxError",
        E::ErrorVariableNotFound(..) | E::ErrorFunctionNotFound(..) | E::ErrorPropertyNotFound(..) => "NameError",
        E::ErrorMismatchDataType(..) | E::ErrorMismatchOutputType(..) | E::ErrorIndexingType(..) | E::ErrorFor(..) => {
            "TypeError"
        }
        E::ErrorArrayBounds(..) | E::ErrorStringBounds(..) | E::ErrorBitFieldBounds(..) | E::ErrorIndexNotFound(..) => {
            "IndexError"
        }
        E::ErrorArithmetic(..) => "ArithmeticError",
        E::ErrorAssignmentToConstant(..) | E::ErrorNonPureMethodCallOnConstant(..) => "ConstantError",
        // Nothing else than the stack ends code before its time.
        E::ErrorStackOverflow(..) | E::ErrorTerminated(..) => "RecursionError",
        _ => "RuntimeError",
    }
}
