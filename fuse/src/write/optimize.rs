//! Optimising the module that was linked, by Binaryen's `wasm-opt`.

use std::path::Path;
use std::process::Command;

use crate::error::{Error, Result, one_line};

/// What every engine of components has; more would let the tool write what the modules didn't ask for.
const FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-extended-const",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// More is inlined than by default: a guest that can be interrupted looks whether it is at each entry of a function. Of
/// larger functions that often have nothing to do, what finds that out is inlined: up to three conditions at their start.
const INLINING: [&str; 3] =
    ["--always-inline-max-function-size=12", "--flexible-inline-max-function-size=60", "--partial-inlining-ifs=3"];

/// The module as `tool` makes it of this one.
pub(super) fn optimize(tool: &Path, module: &[u8], names: bool) -> Result<Vec<u8>> {
    let failed = |reason: String| Error::Optimizer { tool: tool.display().to_string(), reason };
    let directory = tempfile::tempdir().map_err(|error| failed(one_line(error)))?;
    let [input, output] = ["in.wasm", "out.wasm"].map(|name| directory.path().join(name));
    std::fs::write(&input, module).map_err(|error| failed(one_line(error)))?;
    let mut command = Command::new(tool);
    command
        .arg("-O3")
        .args(INLINING)
        .args(FEATURES)
        .args(names.then_some("--debuginfo"))
        .arg(&input)
        .arg("--output")
        .arg(&output);
    let done = command.output().map_err(|error| failed(one_line(error)))?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        let last = said.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or("and says nothing");
        return Err(failed(format!("it ends with {}, {last}", done.status)));
    }
    std::fs::read(&output).map_err(|error| failed(format!("its output can't be read: {error}")))
}
