//! What was done when a component was fused.

/// A fused component, with what there is to say about it.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Fused {
    /// The component.
    pub component: Vec<u8>,
    /// How many instances of core modules were fused: 0 where there was nothing to do, and the component is as it was.
    pub modules: usize,
    /// How many modules they became: one for the component itself, and one for each within it that has some to fuse.
    pub into: usize,
    /// How many functions the modules had.
    pub functions: usize,
    /// How many of them can be reached and are kept.
    pub kept: usize,
}
