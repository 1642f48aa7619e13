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

# Build the Python guest into dist/ and the commands into target/release/
build: tools
    cargo build {{ cargo-flags }}
    @python guest/build.py python

# Build the guest of any folder under guest/, unwrapped and wrapped: just guest javascript
guest name="python": build
    @python guest/build.py {{ name }}

# Build the guests of all folders under guest/
guests: build
    @python guest/build.py

# Build a guest that has packages with native code, each a folder of guest/python/packages: just guest-with regex
guest-with +names: build
    @python guest/python/recipe/packages.py {{ names }}
    @python guest/python/recipe/component.py {{ prepend("--with=", names) }}
    @python guest/python/recipe/fused.py {{ prepend("--with=", names) }}
    @python guest/python/recipe/wrapped.py {{ prepend("--with=", names) }}

# Build the guest that has NumPy, dist/sandbox-numpy-virt.wasm (and without a filesystem, dist/sandbox-numpy.wasm)
guest-numpy: (guest-with "numpy")

# Multiply two matrices with NumPy in the sandbox
demo-numpy: guest-numpy
    @target/release/component-sandbox dist/sandbox-numpy-virt.wasm \
        "numpy.matmul([[1, 2], [4, 5], [6, 7]], [[1, 2, 3], [4, 5, 6]]).tolist()"

# Run the same in Python, Python with NumPy, JavaScript and Rust guests, on one screen
demo-guests: guest-numpy guests
    @python demo/guests.py

# Run all tests
test: build adapter-interfaces && examples
    @python guest/build.py javascript template-python
    @python guest/build.py --where-possible rust
    cargo test {{ cargo-flags }}
    cargo test --locked --manifest-path virt/adapter/Cargo.toml
    @python tests/cpython/run.py

# Run the library's examples, which check what they show
examples: build
    cargo build {{ cargo-flags }} --examples
    @target/release/component-sandbox compile dist/sandbox-virt.wasm --out dist/sandbox-virt.cwasm
    @for example in host/examples/*; do \
        name=$(basename "$example" .rs); \
        [[ $name == web_service ]] && test=--self-test || test=; \
        echo "== $name"; \
        target/release/examples/"$name" $test; \
    done

# Run what was compiled ahead of time in a program that has no compiler
test-without-compiler: build
    @target/release/component-sandbox compile dist/sandbox-virt.wasm --out dist/sandbox-virt.cwasm
    cargo run --release --locked --package component-sandbox --no-default-features --example precompiled

# Run files of CPython's own tests in the wrapped guest, or all that are listed: just test-cpython test_glob
test-cpython *names: build
    @python tests/cpython/run.py {{ names }}

# Test fusing at length: generated components for five minutes, and CPython's own tests on the guest before it is fused
test-fuse: build
    FUZZ_SECONDS=300 cargo test {{ cargo-flags }} --test it fuzzed::generated -- --nocapture
    @python tests/cpython/run.py --unfused

# Test NumPy in the sandbox, with NumPy's own tests or some of them: just test-numpy linalg/tests/test_linalg.py
test-numpy *arguments: guest-numpy
    @python guest/python/recipe/component.py --with numpy --tests
    cargo test {{ cargo-flags }} --test it --test golden --test adversarial numpy -- --ignored
    @target/release/component-sandbox check dist/sandbox-numpy-virt.wasm --samples guest/python/conformance.toml \
        --memory 256MiB
    @python tests/numpy/check_products.py
    @python tests/numpy/behaviour.py
    @python tests/numpy/compare.py
    @python tests/numpy/run.py {{ arguments }}

# Test the packages that are built the same way as NumPy
test-packages: (guest-with "msgpack" "regex")
    @python tests/packages.py

# Attack the host: from inside and with components, with random input for a while, and with runs of all kinds
safety: build adapter-interfaces && (fuzz "60") (soak "0.5")
    @python guest/build.py javascript
    @# Each target but these two attacks in its own way.
    cargo test {{ cargo-flags }} $(ls host/tests | grep -vxE 'it|fuzz' | sed 's/^/--test /')

# Try random input on code, files, values, configurations, images and components: just fuzz 600 does it ten minutes each
fuzz seconds=env("FUZZ_SECONDS", "60"): build
    FUZZ_SECONDS={{ seconds }} cargo test {{ cargo-flags }} --test fuzz -- --nocapture
    FUZZ_SECONDS={{ seconds }} cargo test {{ cargo-flags }} --test it fuzzed:: -- --nocapture

# Run good and bad code on all cores for some minutes, and tell what was wrong or left behind: --write puts it into docs/
soak minutes="30" *arguments: build
    cargo build {{ cargo-flags }} --examples
    @target/release/examples/soak {{ minutes }} {{ arguments }}

# Check formatting, dependencies, lints and documentation: what must hold before a commit
check: adapter-interfaces
    cargo fmt --check
    @tools/deny.sh
    @python tools/rust_version.py
    cargo clippy {{ cargo-flags }} --all-targets -- --deny warnings
    cargo clippy --release --locked --package component-sandbox --no-default-features --examples -- --deny warnings
    cargo clippy --release --locked --package component-sandbox --no-default-features --features cache -- --deny warnings
    cargo fmt --check --all --manifest-path guest/rust/Cargo.toml
    cargo clippy {{ cargo-flags }} --all-targets --manifest-path guest/rust/Cargo.toml --target-dir build/rust -- --deny warnings
    @python virt/adapter/build.py --check
    RUSTDOCFLAGS="--deny warnings" cargo doc {{ cargo-flags }} --no-deps
    ruff check
    ruff format --check
    git ls-files -z '*.sh' .ci/run | xargs -0 shellcheck

# Measure the parts of a session's life, programs, how many sessions there can be, and what settings of the engine bring
bench: build && bench-capacity bench-settings
    cargo bench --workspace --locked --bench session -- --noplot --quiet

# Measure how many sessions there can be: the memory of those that wait, and how many one processor serves, and all
bench-capacity: build
    cargo bench --workspace --locked --bench capacity

# Compare the start of a whole process with native Python's
bench-start: build
    @python bench/start.py

# Compare the guest's own files with a directory of the host's, and the start of a wrapped guest with an unwrapped one's
bench-files: build
    cargo bench --workspace --locked --bench virtual_filesystem

# Tell what settings of the engine cost and bring, all but slow ones or those that are named: just bench-settings inlining
bench-settings *names: build
    cargo bench --workspace --locked --bench engine_settings -- {{ names }}

# Compare the guest as componentize-py makes it with the fused one: a fresh instance and its first call, and computing
bench-fuse: build
    cargo bench --workspace --locked --bench fused

# Compare a call through the library with a bare call through the engine's own bindings
bench-calls: build
    cargo bench --workspace --locked --bench typed_calls

# Compare arrays that pass between host and guest with their JSON
bench-arrays: guest-numpy
    cargo bench --workspace --locked --bench array_exchange

# Compare with other ways to run Python apart from its host, in one run with all that is aimed for: --write puts it into docs/
bench-peers *arguments: guest-numpy && bench-start bench-capacity
    cargo build {{ cargo-flags }} --examples
    @python bench/peers/run.py {{ arguments }}

# Show what honest clients notice of guests that loop
bench-neighbours: build
    cargo bench --workspace --locked --bench noisy_neighbours

# Compare NumPy in the sandbox with native NumPy, on one thread, and with another guest: just bench-numpy --beside GUEST
bench-numpy *arguments: guest-numpy
    @python bench/numpy_ratios.py {{ arguments }}

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
