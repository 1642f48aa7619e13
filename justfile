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

# Build the guest into dist/ and the commands into target/release/
build: guest
    cargo build {{ cargo-flags }}
    @python guest/python/recipe/stdlib.py
    @python guest/python/recipe/wrapped.py

# Build the Python guest alone, dist/sandbox.wasm, without a filesystem
guest: tools
    @python guest/python/recipe/component.py

# Build a guest that has packages with native code, each a folder of guest/python/packages: just guest-with regex
guest-with +names: build
    @python guest/python/recipe/packages.py {{ names }}
    @python guest/python/recipe/component.py {{ prepend("--with=", names) }}
    @python guest/python/recipe/wrapped.py {{ prepend("--with=", names) }}

# Build the guest that has NumPy, dist/sandbox-numpy-virt.wasm (and without a filesystem, dist/sandbox-numpy.wasm)
guest-numpy: (guest-with "numpy")

# Multiply two matrices with NumPy in the sandbox
demo-numpy: guest-numpy
    @target/release/component-sandbox dist/sandbox-numpy-virt.wasm \
        "numpy.matmul([[1, 2], [4, 5], [6, 7]], [[1, 2, 3], [4, 5, 6]]).tolist()"

# Run all tests
test: build adapter-interfaces && examples
    cargo test {{ cargo-flags }}
    cargo test --locked --manifest-path virt/adapter/Cargo.toml
    @python tests/cpython/run.py

# Run the library's examples, which check what they show
examples: build
    cargo build {{ cargo-flags }} --examples
    @for example in host/examples/*; do \
        name=$(basename "$example" .rs); \
        [[ $name == web_service ]] && test=--self-test || test=; \
        echo "== $name"; \
        target/release/examples/"$name" $test; \
    done

# Run files of CPython's own tests in the wrapped guest, or all that are listed: just test-cpython test_glob
test-cpython *names: build
    @python tests/cpython/run.py {{ names }}

# Test NumPy in the sandbox, with NumPy's own tests, or those that are named: just test-numpy linalg/tests/test_linalg.py
test-numpy *arguments: guest-numpy
    @python guest/python/recipe/component.py --with numpy --tests
    @python tests/numpy/check_products.py
    @python tests/numpy/behaviour.py
    @python tests/numpy/compare.py
    @python tests/numpy/run.py {{ arguments }}

# Test the packages that are built the same way as NumPy
test-packages: (guest-with "msgpack" "regex")
    @python tests/packages.py

# Check formatting, lints and documentation: what must hold before a commit
check: adapter-interfaces
    cargo fmt --check
    cargo clippy {{ cargo-flags }} --all-targets -- --deny warnings
    cargo clippy --release --locked --package component-sandbox --no-default-features -- --deny warnings
    @python virt/adapter/build.py --check
    RUSTDOCFLAGS="--deny warnings" cargo doc {{ cargo-flags }} --no-deps
    ruff check
    ruff format --check
    git ls-files -z '*.sh' .ci/run | xargs -0 shellcheck

# Compare the start of a whole process with native Python's
bench-start: build
    @python bench/start.py

# Compare the guest's own files with a directory of the host's, and the start of a wrapped guest with an unwrapped one's
bench-files: build
    cargo bench --workspace --locked --bench virtual_filesystem

# Compare a call through the library with a bare call through the engine's own bindings
bench-calls: build
    cargo bench --workspace --locked --bench typed_calls

# Show what honest clients notice of guests that loop
bench-neighbours: build
    cargo bench --workspace --locked --bench noisy_neighbours

# Compare NumPy in the sandbox with native NumPy, on one thread
bench-numpy: guest-numpy
    @python bench/numpy_ratios.py

# Compile the adapter that wraps components, virt/adapter/built/, which is kept in the repository
adapter: tools
    @python virt/adapter/build.py

# Remove what was built; the tools and the compiled components' cache stay
clean:
    cargo clean
    rm -rf build dist virt/adapter/target virt/adapter/wit/deps

[private]
tools:
    @tools/install.sh

[private]
adapter-interfaces: tools
    @python virt/adapter/build.py --wit
