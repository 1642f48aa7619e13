"""The Python guest: runs the strings of one session and answers as the world `sandbox` says.

componentize-py imports this module at build time and keeps the memory that results, so all that is imported here
costs a session nothing.
"""

from . import layout

# Before anything else of the guest's, which would lie in what the library leaves free.
_holes = layout.modules()

from .exchange import Arrays as Arrays  # noqa: E402
from .world import WitWorld as WitWorld  # noqa: E402
