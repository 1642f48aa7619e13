"""A C and C++ compiler for extension modules of the guest's CPython: `compiler.py SETTINGS cc|c++ ARGUMENTS...`.

It takes what build systems give to clang. zig's clang compiles; zig's linker makes a WebAssembly dynamic library of the
kind that componentize-py looks for. The name of the output tells which module it is.
"""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

# What only asks about the compiler, and what stops before linking.
_QUESTIONS = ("--version", "-dumpversion", "-dumpmachine", "-print-", "--print-")
_NO_LINKING = {"-c", "-E", "-S", "-fsyntax-only", "-M", "-MM"}
_SOURCES = (".c", ".cc", ".cpp", ".cxx")
_LINKABLE = (".o", ".a", ".so")
# Options whose value is the next argument.
_WITH_VALUE = {"-I", "-D", "-U", "-include", "-isystem", "-x", "-MF", "-MQ", "-MT"}
_FOR_COMPILING = ("-I", "-D", "-U", "-f", "-std=", "-O", "-m", "-W", "-include", "-isystem", "-x")


class Compiler:
    """The compiler of one language with one package's settings."""

    def __init__(self, settings: dict, language: str) -> None:
        """Take the settings that `settings` made."""
        self.settings = settings
        flags = settings["flags"] + (settings["c++"] if language == "c++" else [])
        self.compile = [settings["zig"], language, *settings["target"], *flags]

    def link(self, arguments: list[str]) -> int:
        """Compile the sources among the arguments and link them with the rest."""
        output, inputs, flags = "a.out", [], []
        rest = iter(arguments)
        for argument in rest:
            if argument == "-o":
                output = next(rest)
            elif argument in _WITH_VALUE:
                flags += [argument, next(rest)]
            elif argument.endswith((*_SOURCES, *_LINKABLE)):
                inputs.append(argument)
            elif argument.startswith(_FOR_COMPILING) and not argument.startswith("-Wl,"):
                flags.append(argument)
        if not inputs:
            # A question to the linker, such as `-Wl,-v`.
            return 0
        with tempfile.TemporaryDirectory() as folder:
            objects = []
            for number, path in enumerate(inputs):
                if path.endswith(_SOURCES):
                    compiled = f"{folder}/{number}.o"
                    done = subprocess.run([*self.compile, *flags, "-c", path, "-o", compiled])
                    if done.returncode != 0:
                        return done.returncode
                    path = compiled
                objects.append(path)
            return subprocess.run([*self._linker(Path(output).name.split(".")[0]), "-o", output, *objects]).returncode

    def _linker(self, module: str) -> list[str]:
        linker = [self.settings["zig"], "wasm-ld", "-shared", "--experimental-pic", "--gc-sections", "--strip-debug"]
        # The last two are for programs that a build system links only to see whether they link.
        exported = [f"PyInit_{module}", "__main_void", "__main_argc_argv"]
        shared = self.settings["shared"]
        owned = [f"--export={symbol}" for symbol, owner in shared.items() if owner == module]
        borrowed = [] if owned or not shared else [self.settings["borrowed"]]
        symbols = [f"--export-if-defined={symbol}" for symbol in exported]
        return [*linker, *symbols, *owned, *borrowed, *self.settings["libraries"]]


def main() -> int:
    """Compile or link."""
    settings, language, *arguments = sys.argv[1:]
    compiler = Compiler(json.loads(Path(settings).read_text()), language)
    if "-Wl,--version" in arguments:
        return subprocess.run([compiler.settings["zig"], "wasm-ld", "--version"]).returncode
    if any(argument.startswith(_QUESTIONS) for argument in arguments):
        os.execv(compiler.compile[0], [*compiler.compile[:2], *arguments])
    if not _NO_LINKING.isdisjoint(arguments):
        os.execv(compiler.compile[0], [*compiler.compile, *arguments])
    return compiler.link(arguments)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
