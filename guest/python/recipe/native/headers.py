"""CPython's headers for the guest: those of any CPython 3.14, with the guest's own configuration.

The headers are the same on every platform but for `pyconfig.h`; that one is written from what the guest's CPython says
of its own build. `abi.py` then compares the result with the interpreter itself.
"""

import re
import shutil
import subprocess
from pathlib import Path

import bundled
from step import Step

from native import HERE, SHARED
from native.debian import UnavailableError, unpack

CONFIGURATION = "_sysconfigdata__wasi_wasm32-wasi.py"

# Every POSIX `pyconfig.h` asks the C library for its extensions; CPython doesn't keep these among the variables.
_EXTENSIONS = {"_GNU_SOURCE": 1, "_POSIX_C_SOURCE": "200809L", "_XOPEN_SOURCE": 700}

_OF_CONFIGURE = re.compile(r"HAVE_|SIZEOF_|WITH_|ALIGNOF_|Py_|_Py|PY_|PTHREAD_|MAJOR_IN_|DOUBLE_IS_")


def headers(componentize_py: str) -> Step:
    """Make `build/native/include` if needed."""
    step = Step("include", f"componentize-py {componentize_py}", HERE / "headers.py", HERE / "debian.py", folder=SHARED)
    if step.is_done():
        return step
    with step.doing("CPython 3.14's headers"):
        shutil.rmtree(step.output, ignore_errors=True)
        shutil.copytree(_installed() or _downloaded(SHARED / "debian"), step.output)
        (step.output / "pyconfig.h").write_text(_pyconfig(configuration()))
    return step


def configuration() -> dict[str, int | str]:
    """Return what the guest's CPython was configured with."""
    names: dict[str, dict[str, int | str]] = {}
    exec(bundled.standard_library()[CONFIGURATION], names)
    return names["build_time_vars"]


def _installed() -> Path | None:
    python = shutil.which("python3.14")
    if python is None:
        return None
    code = "import sysconfig; print(sysconfig.get_path('include'))"
    folder = Path(subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip())
    return folder if (folder / "Python.h").exists() else None


def _downloaded(folder: Path) -> Path:
    try:
        unpack(["libpython3.14-dev"], folder)
    except UnavailableError as reason:
        raise SystemExit(f"error: CPython 3.14's headers are needed; install it with its headers: {reason}") from None
    return folder / "usr" / "include" / "python3.14"


def _pyconfig(values: dict[str, int | str]) -> str:
    # A zero stands for a macro that isn't defined, unless it is a size.
    macros = _EXTENSIONS | {
        name: value
        for name, value in sorted(values.items())
        if _OF_CONFIGURE.match(name) and isinstance(value, int) and (value or name.startswith(("SIZEOF_", "ALIGNOF_")))
    }
    lines = (f"#ifndef {name}\n#define {name} {value}\n#endif\n" for name, value in macros.items())
    return "#ifndef Py_PYCONFIG_H\n#define Py_PYCONFIG_H\n" + "".join(lines) + "#endif\n"
