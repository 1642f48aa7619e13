"""A guest that has of everything: resources, imports, asynchronous exports."""

import things
import wit_world
from componentize_py_types import Err
from wit_world import exports
from wit_world.imports import host


class Things(exports.Things):
    """The interface of the resource."""

    def make(self, count: int) -> list[things.Thing]:
        """Make some at once."""
        return [things.Thing(number) for number in range(count)]


def tell(text: str, number: int) -> list[str]:
    """Call the host."""
    return host.tell(host.Note(text, number))


class WitWorld(wit_world.WitWorld):
    """What the component exports."""

    def evaluate(self, expression: str) -> str:
        """Evaluate an expression."""
        try:
            return repr(eval(expression))
        except Exception as error:
            raise Err(f"{type(error).__name__}: {error}") from error

    async def evaluate_async(self, expression: str) -> str:
        """Do the same as an asynchronous export."""
        return self.evaluate(expression)
