//! Warnings of the library, as lines on standard error.

use std::fmt;

use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// Shows what the library warns of from now on.
pub(crate) fn show() {
    tracing_subscriber::fmt().with_max_level(Level::WARN).with_writer(std::io::stderr).event_format(Line).init();
}

/// `warning: MESSAGE`, as other commands write it.
struct Line;

impl<S, N> FormatEvent<S, N> for Line
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        writer.write_str(if *event.metadata().level() == Level::ERROR { "error: " } else { "warning: " })?;
        context.format_fields(writer.by_ref(), event)?;
        writeln!(writer)
    }
}
