//! How a component is to be fused.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::PathBuf;

use wasmparser::{Parser, Validator, WasmFeatures};

use crate::error::{Error, Result, invalid, one_line};
use crate::link::Link;
use crate::read::{Component, Section};
use crate::report::Fused;
use crate::write;

/// Fuses components.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use component_fuse::Fuse;
///
/// let component = std::fs::read("dist/sandbox.wasm")?;
/// let fused = Fuse::new().names(false).fuse_reporting(&component)?;
/// println!("{} core modules, {} of {} functions kept", fused.modules, fused.kept, fused.functions);
/// std::fs::write("fused.wasm", fused.component)?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a component is fused by `fuse`"]
pub struct Fuse {
    pub(crate) names: bool,
    pub(crate) dirty: Vec<u64>,
    pub(crate) calls: Calls,
    pub(crate) wasm_opt: Option<PathBuf>,
}

/// What becomes of calls by an index of a table.
#[derive(Clone, Debug)]
pub(crate) enum Calls {
    /// They try these entries first, by the number of the call.
    Likely(BTreeMap<u32, Vec<u32>>),
    /// They are counted.
    Counted,
}

impl Calls {
    /// Whether there are some that don't stay as they are.
    pub(crate) fn change_any(&self) -> bool {
        !matches!(self, Self::Likely(likely) if likely.is_empty())
    }
}

impl Default for Fuse {
    fn default() -> Self {
        Self { names: true, dirty: Vec::new(), calls: Calls::Likely(BTreeMap::new()), wasm_opt: None }
    }
}

impl Fuse {
    /// Keeps the names of functions.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the names of functions are kept, which an engine shows when the component traps: yes by default. They
    /// take bytes of the file, no time.
    pub fn names(mut self, keep: bool) -> Self {
        self.names = keep;
        self
    }

    /// The pages that nearly all instances write to, by their numbers in the memory, a page having 4 KiB: none by default. An
    /// instance then writes to them when it is called first, what they hold already. It would soon do so in any case; but
    /// what it reads before it writes is mapped twice, for which other processors are interrupted.
    ///
    /// Which ones these are, `profile pages` tells of sessions of a component that is fused without them.
    pub fn dirty(mut self, pages: impl IntoIterator<Item = u64>) -> Self {
        self.dirty = pages.into_iter().collect();
        self
    }

    /// Has calls by an index of a table, as those through a pointer to a function, look first whether they go where they likely do,
    /// and call that directly: none by default. These are the number of a call in the code and the index of an entry, those of
    /// one call in the order in which it tries them. A direct call is faster, and `wasm-opt` may put what is called in its place.
    ///
    /// Which ones these are, [`Counts`](crate::Counts) tells of sessions of a component made by
    /// [`count_calls`](Self::count_calls).
    pub fn likely(mut self, calls: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut likely: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (call, entry) in calls {
            likely.entry(call).or_default().push(entry);
        }
        self.calls = Calls::Likely(likely);
        self
    }

    /// Has calls by an index of a table counted, in the place of [`likely`](Self::likely): by default they aren't. The counts are
    /// in the memory, behind what it starts with, which makes it larger; [`Counts`](crate::Counts) finds them there. The
    /// component does the same otherwise, if slowly.
    pub fn count_calls(mut self) -> Self {
        self.calls = Calls::Counted;
        self
    }

    /// Has what was linked optimised by this `wasm-opt`, [Binaryen](https://github.com/WebAssembly/binaryen)'s, with `-O3`
    /// and more inlining: by default it isn't. For the Python guest that takes a minute and a half, and gives code that
    /// computes a tenth faster.
    pub fn wasm_opt(mut self, tool: impl Into<PathBuf>) -> Self {
        self.wasm_opt = Some(tool.into());
        self
    }

    /// Fuses a component, and the components within it. One that has nothing to fuse is returned as it is. The same
    /// component gives the same bytes.
    ///
    /// # Errors
    ///
    /// Where the bytes aren't a component, or one that can't be fused, or `wasm-opt` fails; see [`Error`].
    pub fn fuse(&self, component: &[u8]) -> Result<Vec<u8>> {
        Ok(self.fuse_reporting(component)?.component)
    }

    /// Fuses a component and says what was done.
    ///
    /// # Errors
    ///
    /// As [`fuse`](Self::fuse).
    pub fn fuse_reporting(&self, component: &[u8]) -> Result<Fused> {
        if Parser::is_core_wasm(component) {
            return Err(Error::CoreModule);
        }
        if !Parser::is_component(component) {
            return Err(Error::NotWasm);
        }
        // All that follows relies on indices that exist and types that fit.
        validator().validate_all(component).map_err(invalid)?;
        let mut report = Fused::default();
        let fused = self.level(component, &mut report)?;
        if report.into > 1 && self.is_for_one() {
            return Err(Error::Several { count: report.into });
        }
        if report.modules > 0 {
            validator().validate_all(&fused).map_err(|error| self.at_fault(one_line(error)))?;
        }
        report.component = fused.into_owned();
        Ok(report)
    }

    /// Whether it is told pages or calls, which are those of one module.
    fn is_for_one(&self) -> bool {
        !self.dirty.is_empty() || self.calls.change_any()
    }

    /// Whose fault it is that the result isn't valid.
    fn at_fault(&self, reason: String) -> Error {
        match &self.wasm_opt {
            Some(tool) => Error::Optimizer {
                tool: tool.display().to_string(),
                reason: format!("what it makes isn't valid, {reason}"),
            },
            None => Error::Output { reason },
        }
    }

    /// Fuses the modules of one component, after those of the components that it holds.
    fn level<'a>(&self, bytes: &'a [u8], report: &mut Fused) -> Result<Cow<'a, [u8]>> {
        let mut component = Component::parse(bytes)?;
        let before = report.modules;
        for section in &mut component.sections {
            if let Section::Component(nested) = section
                && let Cow::Borrowed(bytes) = *nested
            {
                *nested = self.level(bytes, report)?;
            }
        }
        let link = if component.has_several_instances() { Link::new(&component)? } else { None };
        match link {
            Some(link) => {
                report.modules += link.modules();
                report.into += 1;
                report.functions += link.functions();
                report.kept += link.kept();
                Ok(write::fused(&component, &link, self)?.into())
            }
            None if report.modules > before => {
                let nested = component.sections.into_iter().filter_map(|section| match section {
                    Section::Component(bytes) => Some(bytes),
                    _ => None,
                });
                Ok(write::replace(bytes, nested)?.into())
            }
            None => Ok(bytes.into()),
        }
    }
}

/// Everything that can be told to be valid is accepted: what can't be fused is refused by its own name.
fn validator() -> Validator {
    Validator::new_with_features(WasmFeatures::all())
}
