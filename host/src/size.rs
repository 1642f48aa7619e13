//! Sizes in bytes, as people read them.

use std::fmt;

/// Shows a number of bytes in the largest binary unit that keeps it short: `64 MiB`, `12.3 MiB`, `512 bytes`.
pub(crate) struct Size(pub(crate) usize);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(usize, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
        for (unit, name) in UNITS {
            if self.0 >= unit && self.0.is_multiple_of(unit) {
                return write!(f, "{} {name}", self.0 / unit);
            }
            if self.0 >= unit {
                // In tenths, rounded down, without a detour through floating point.
                let tenths = self.0 % unit * 10 / unit;
                return write!(f, "{}.{tenths} {name}", self.0 / unit);
            }
        }
        write!(f, "{} bytes", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Size;

    #[test]
    fn sizes_read_well() {
        let shown = [0, 512, 64 << 20, 12_910_592, 3 << 30].map(|size| Size(size).to_string());
        assert_eq!(shown, ["0 bytes", "512 bytes", "64 MiB", "12.3 MiB", "3 GiB"]);
    }
}
