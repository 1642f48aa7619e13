"""Imported by componentize-py in the guest's CPython: stops the build where the headers don't fit the interpreter."""

import layout
import wit_world

rows = layout.rows()
wrong = [f"{what}: {header} in the headers, {interpreter} in the interpreter" for what, header, interpreter in rows]
wrong = [text for text, (_, header, interpreter) in zip(wrong, rows, strict=True) if header != interpreter]
if wrong:
    raise SystemError("CPython's headers aren't those of the guest's CPython:\n  " + "\n  ".join(wrong))
# Most of it, where something stops the comparison halfway.
assert len(rows) > 80, f"only {len(rows)} comparisons"


class WitWorld(wit_world.WitWorld):
    """What the world asks for."""

    def checked(self) -> None:
        """Do nothing."""
