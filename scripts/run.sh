#!/usr/bin/env bash
# From nothing to a portal in the browser: packages, build, demonstration county, server.
set -eu
cd "$(dirname "$0")/.."
. scripts/packages.sh
started=$(date +%s)

if ! has cargo; then
  echo "Rust is missing: install rustup and its stable tool chain, then run this again." >&2
  exit 1
fi
need cc build-essential
if ! install_missing; then exit 1; fi
for font in $FONTS; do need - "$font"; done
if ! install_missing; then
  echo "Going on without these fonts: pages are complete, PDF papers will say which typeface they lack." >&2
fi

# The development build: half the time of a release build, and quick enough for one office (docs/adr/0003). To put it to use,
# build with --release.
cargo build --package gongkai
program=target/debug/gongkai
export GONGKAI_LISTEN="${GONGKAI_LISTEN:-127.0.0.1:8080}"
# What the demonstration county settles for requests; an operator names his own file.
export GONGKAI_REQUESTS="${GONGKAI_REQUESTS:-$PWD/app/demo/practice.toml}"
"$program" demo --if-empty
echo
echo "Ready after $(( $(date +%s) - started )) s: http://$GONGKAI_LISTEN (stop with Ctrl-C)"
exec "$program" serve
