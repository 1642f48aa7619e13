# What people type. `./build.sh RECIPE` does the same on a fresh machine.

set shell := ["bash", "-euo", "pipefail", "-c"]

export PATH := justfile_directory() / ".tools/bin:" + env("PATH")

# One profile for everything: the engine takes minutes to compile, and unoptimised it takes minutes to run.
cargo-flags := "--release --workspace --locked"

# List the recipes
default:
    @just --list --unsorted

# Run the Python guest: results, errors and limits, on one screen
demo: build
    @python demo/demo.py

# Build the guest into dist/ and the runner into target/release/
build: guest
    cargo build {{ cargo-flags }}

# Build the Python guest, dist/sandbox.wasm, where its sources have changed
guest: tools
    @python guest/python/build.py

# Run all tests
test: guest
    cargo test {{ cargo-flags }}

# Check formatting, lints and documentation: what must hold before a commit
check: tools
    cargo fmt --check
    cargo clippy {{ cargo-flags }} --all-targets -- --deny warnings
    RUSTDOCFLAGS="--deny warnings" cargo doc {{ cargo-flags }} --no-deps
    ruff check
    ruff format --check
    git ls-files -z '*.sh' .ci/run | xargs -0 shellcheck

# Compare the start of a whole process with native Python's
bench-start: build
    @python bench/start.py

# Remove what was built; the tools and the compiled components' cache stay
clean:
    cargo clean
    rm -rf dist

[private]
tools:
    @tools/install.sh
