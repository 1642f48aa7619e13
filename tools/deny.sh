#!/usr/bin/env bash
# Holds what the project depends on to deny.toml: licences, sources, what is there twice, and known faults.
set -euo pipefail
cd "$(dirname "$0")/.."

version=0.20.2
deny=$PWD/.tools/bin/cargo-deny

if [[ $("$deny" --version 2>&1) != "cargo-deny $version" ]]; then
    echo "compiling cargo-deny $version into .tools, which takes about a minute"
    # Unoptimised: it compiles faster, and takes two seconds for what it does.
    CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --locked --debug --version "$version" --root .tools cargo-deny
fi

checks=(bans licenses sources)
if reason=$("$deny" --locked fetch db 2>&1); then
    checks+=(advisories)
else
    echo "note: no advisories were looked up, the database can't be had: ${reason##*$'\n'}"
fi
for manifest in Cargo.toml guest/rust/Cargo.toml virt/adapter/Cargo.toml; do
    echo -n "$manifest: "
    # One workspace doesn't have all that is skipped in another.
    "$deny" --manifest-path "$manifest" --locked --config "$PWD/deny.toml" check --allow unmatched-skip \
        --hide-inclusion-graph "${checks[@]}"
done
