#!/usr/bin/env bash
# Builds the project, or does what a recipe of the justfile says, with all tools in place:
#   ./build.sh             builds the guest and the runner
#   ./build.sh demo        shows it working
#   ./build.sh RECIPE ...  is `just RECIPE ...`
set -euo pipefail
cd "$(dirname "$0")"

tools/install.sh
exec .tools/bin/just "${@:-build}"
