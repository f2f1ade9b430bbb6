#!/usr/bin/env bash
# Pictures of the demonstration county for the README, at 1280 and 360 px.
set -eu
cd "$(dirname "$0")/.."
scripts/tools.sh
. scripts/packages.sh
. scripts/steps.sh
. scripts/server.sh
trap stop_server EXIT
cargo build --release --package gongkai
start_server target/release/gongkai
node app/tests/browser/screenshots.mjs --base "$BASE" --logins "$SERVER_FOLDER/demo.log" --out docs/screenshots
