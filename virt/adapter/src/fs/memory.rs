use core::hint::black_box;

use super::Error;

/// Makes sure that this many bytes can be allocated next, in one piece or in many.
///
/// A failed allocation would end the instance wherever a collection can't report it. Memory that was had once is
/// never given back to the engine, so what is tried here and released is there for the collection.
pub(crate) fn room(bytes: usize) -> Result<(), Error> {
    let mut probe = Vec::<u8>::new();
    probe.try_reserve_exact(bytes).map_err(|_| Error::NoMemory)?;
    // Keeps the compiler from leaving out an allocation that nothing uses.
    black_box(&mut probe);
    Ok(())
}
