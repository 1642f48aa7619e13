"""wasmtime for Python: the guest of this project as componentize-py makes it, in the host that one writes first."""

import json
import sys
from collections.abc import Callable

import wasmtime
from protocol import serve
from wasmtime.component import Component, Linker


class Instances:
    """Runs code in instances of the component."""

    def __init__(self, path: str) -> None:
        """Compile it, as happens once for each process."""
        self._engine = wasmtime.Engine()
        self._component = Component.from_file(self._engine, path)
        self._linker = Linker(self._engine)
        self._linker.add_wasip2()
        with self._linker.root() as root, root.add_instance("local:sandbox/tools") as tools:
            tools.add_func("list", lambda _store: [])
            tools.add_func("call", lambda _store, _name, _arguments: None)
        self._eval, self._exec = self._start()

    def _start(self) -> list[Callable[[str], object]]:
        store = wasmtime.Store(self._engine)
        store.set_wasi(wasmtime.WasiConfig())
        instance = self._linker.instantiate(store, self._component)

        def caller(name: str) -> Callable[[str], object]:
            function = instance.get_func(store, name)

            def call(code: str) -> object:
                answer = function(store, code)
                function.post_return(store)
                return answer

            return call

        return [caller("eval"), caller("exec")]

    def fresh(self) -> None:
        """Make an instance for one expression."""
        evaluate, _ = self._start()
        assert _value(evaluate("2 + 2")) == 4

    def live(self) -> object:
        """Evaluate in the instance."""
        return _value(self._eval("2 + 2"))

    def load(self, source: str) -> None:
        """Define in the instance."""
        self._exec(source)

    def main(self) -> object:
        """Call in the instance."""
        return _value(self._eval("main()"))


def _value(answer: object) -> object:
    if answer.tag != "ok":
        raise RuntimeError(answer.payload)
    return json.loads(answer.payload)


if __name__ == "__main__":
    serve(Instances(sys.argv[1]))
