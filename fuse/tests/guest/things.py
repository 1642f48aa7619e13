"""The resource of the guest's interface `things`: componentize-py looks for it in a module of that name."""

from wit_world.exports import things


class Thing(things.Thing):
    """A resource."""

    def __init__(self, value: int) -> None:
        """Hold a number."""
        self._value = value

    def get(self) -> int:
        """Return it."""
        return self._value

    @classmethod
    def join(cls, first: "Thing", second: "Thing") -> "Thing":
        """Return one that holds both."""
        return cls(first.get() * 1000 + second.get())
