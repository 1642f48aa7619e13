"""The exports of the world `sandbox`, which every world of the guest includes."""

import wit_world
from componentize_py_types import Err

from . import ahead, event_loop, image, namespace, tools
from .call import Call
from .result import to_json

event_loop.without_sockets()
tools.install()


class WitWorld(wit_world.WitWorld):
    """The two functions."""

    _kept: object = None

    def __init__(self) -> None:
        """Finish the image of memory: componentize-py makes an object for each export when all is imported."""
        if WitWorld._kept is None:
            WitWorld._kept = image.settle(self)

    def eval(self, expression: str) -> str:
        """Evaluate `expression` and return its value as JSON."""
        with Call("eval", expression) as call:
            return to_json(namespace.evaluate(expression, call.filename))
        raise Err(call.error)

    def exec(self, statements: str) -> None:
        """Execute `statements` for their effect on the namespace."""
        with Call("exec", statements) as call:
            return namespace.execute(statements, call.filename) if statements else ahead.prepare()
        raise Err(call.error)
