"""What every session finds without an import: the public names of this module."""

import jinja2
import jinja2.debug  # which it imports itself only when a template has an error
from jinja2 import Template

_environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=True)


def render(template: str, **values: object) -> str:
    """Return a template of HTML filled in; a value that is missing is an error."""
    return _environment.from_string(template).render(**values)


__all__ = ["Template", "jinja2", "render"]
