"""The Python guest: runs the strings of one session and answers as the world `sandbox` says.

componentize-py imports this module at build time and keeps the memory that results, so all that is imported here
costs a session nothing.
"""

import wit_world
from componentize_py_types import Err

from . import ahead, event_loop, image, namespace, packages, stdlib, tools
from .call import Call
from .exchange import Arrays as Arrays
from .result import to_json

stdlib.preload()
packages.preload()
event_loop.without_sockets()
tools.install()


class WitWorld(wit_world.WitWorld):
    """The two exports of the world `sandbox`, which every world of the guest includes."""

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


_kept = image.settle()
