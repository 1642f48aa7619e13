#!/usr/bin/env bash
# Installs the pinned tools into .tools, a virtual environment of the project's own; does nothing where they are there.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
wanted=tools/requirements.txt
installed=.tools/installed.txt

fail() {
    echo "error: $1" >&2
    exit 1
}

cmp -s "$wanted" "$installed" && exit 0

command -v cargo >/dev/null || fail "cargo is missing; install a Rust toolchain, for example with rustup"
command -v cc >/dev/null || fail "cc is missing; install a C compiler, which Rust links with, for example gcc"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null ||
    fail "$python isn't Python 3.10 or newer; install one, or name it: PYTHON=/path/to/python3 ./build.sh"

echo "installing componentize-py, just and the other tools of $wanted into .tools"
rm -rf .tools
"$python" -m venv .tools || fail "$python can't make a virtual environment; install its venv module (python3-venv)"
.tools/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: \
    --require-hashes --requirement "$wanted"
cp "$wanted" "$installed"
