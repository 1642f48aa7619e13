//! What `--debug` prints.

use std::fmt::Write;

use wasi_virt::Wrapped;

/// The imports before and after, what each is wired to, sizes and times.
pub(crate) fn describe(wrapped: &Wrapped, before: usize) -> String {
    let mut text = String::new();
    let mut line = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    line(format!("imports before: {}", wrapped.wires.len()));
    for wire in &wrapped.wires {
        line(format!("  {} -> {}", wire.import, wire.provider.name()));
    }
    line(format!("imports after: {}", wrapped.imports.len()));
    for import in &wrapped.imports {
        line(format!("  {import}"));
    }
    line(format!("exports: {}", wrapped.exports.join(", ")));
    line(format!("bytes: {before} before, {} after", wrapped.component.len()));
    line(format!("adapter: {} bytes, {} of them settings and files", wrapped.adapter, wrapped.image));
    let mut times = String::new();
    for (step, time) in &wrapped.times {
        let separator = if times.is_empty() { "" } else { ", " };
        write!(times, "{separator}{step} {} ms", time.as_millis()).expect("a string takes all");
    }
    line(format!("times: {times}"));
    text
}
