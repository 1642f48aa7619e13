//! Arrays that pass between the host and the code: with NumPy, and with guests that lie about theirs.
//!
//! What needs the guest with NumPy is run by `just test-numpy`, which builds it.

mod hostile;
mod numpy;
