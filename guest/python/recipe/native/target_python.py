"""Answers for the guest's Python where Meson asks about the Python that it builds for: `target_python.py ARGUMENTS...`.

Meson runs its script `python_info.py` in that Python, which can't run here. All else goes to the build's own Python.
"""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from native import SHARED
from native.headers import configuration
from native.settings import SUFFIX

PREFIX = "/usr"
SITE = "lib/python3.14/site-packages"


def answer() -> dict[str, object]:
    """Return what `python_info.py` would print."""
    include = str(SHARED / "include")
    own = {"base_prefix": PREFIX, "prefix": PREFIX, "exec_prefix": PREFIX, "installed_base": PREFIX}
    variables = configuration() | own | {"INCLUDEPY": include, "py_version_nodot": "314"}
    places = {"stdlib": "lib/python3.14", "platstdlib": "lib/python3.14", "purelib": SITE, "platlib": SITE}
    places |= {"scripts": "bin", "data": ""}
    paths = {name: f"{PREFIX}/{place}" for name, place in places.items()} | {"include": include, "platinclude": include}
    installed = {name: f"/{place}" for name, place in places.items()}
    installed |= {"include": "/include/python3.14", "platinclude": "/include/python3.14"}
    return {
        "variables": variables,
        "paths": paths,
        "sysconfig_paths": paths,
        "install_paths": installed,
        "version": "3.14",
        "platform": "wasi-wasm32",
        "is_pypy": False,
        "is_venv": False,
        "is_freethreaded": False,
        "link_libpython": False,
        "suffix": SUFFIX,
        "limited_api_suffix": ".abi3.so",
    }


if __name__ == "__main__":
    if len(sys.argv) > 1 and Path(sys.argv[1]).name == "python_info.py":
        print(json.dumps(answer()))
    else:
        os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
