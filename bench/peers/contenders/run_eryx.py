"""pyeryx: CPython 3.14 in a component, from Python."""

import json

import eryx
from protocol import serve


class Sandboxes:
    """Runs code in sandboxes of eryx's."""

    def __init__(self) -> None:
        """Start a session that goes on."""
        self._session = eryx.Session()

    def fresh(self) -> None:
        """Make a sandbox for one expression."""
        assert int(eryx.Sandbox().execute("print(2 + 2)").stdout) == 4

    def live(self) -> object:
        """Print in the session: there is no other way for a value."""
        return json.loads(self._session.execute("print(2 + 2)").stdout)

    def load(self, source: str) -> None:
        """Define in the session."""
        self._session.execute(source)

    def main(self) -> object:
        """Call in the session."""
        return json.loads(self._session.execute("import json\nprint(json.dumps(main()))").stdout)


if __name__ == "__main__":
    serve(Sandboxes())
