//! A component of which only components within are changed.

use std::borrow::Cow;

use wasm_encoder::{ComponentSectionId, RawSection};
use wasmparser::{Chunk, Parser, Payload};

use crate::error::{Result, invalid};

/// The component with these in the place of the components that it holds, in their order.
pub(crate) fn replace<'a>(bytes: &'a [u8], mut components: impl Iterator<Item = Cow<'a, [u8]>>) -> Result<Vec<u8>> {
    let mut written = wasm_encoder::Component::new();
    let mut parser = Parser::new(0);
    let mut rest = bytes;
    loop {
        let Chunk::Parsed { consumed, payload } = parser.parse(rest, true).map_err(invalid)? else {
            unreachable!("the parser was told that there is no more");
        };
        rest = &rest[consumed..];
        let is_component = matches!(payload, Payload::ComponentSection { .. });
        match payload {
            Payload::Version { .. } => {}
            Payload::End(_) => return Ok(written.finish()),
            Payload::ModuleSection { unchecked_range: range, .. }
            | Payload::ComponentSection { unchecked_range: range, .. } => {
                let length = usize::try_from(range.end - range.start).expect("a part of what is in memory");
                let (held, after) = rest.split_at(length);
                rest = after;
                if is_component {
                    let component = components.next().expect("one for each");
                    written.section(&RawSection { id: ComponentSectionId::Component.into(), data: &component });
                } else {
                    written.section(&RawSection { id: ComponentSectionId::CoreModule.into(), data: held });
                }
            }
            payload => {
                let (id, range) = payload.as_section().expect("all else are sections");
                let at = |at: u64| usize::try_from(at).expect("it lies within what is in memory");
                written.section(&RawSection { id, data: &bytes[at(range.start)..at(range.end)] });
            }
        }
    }
}
