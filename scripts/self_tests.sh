#!/usr/bin/env bash
# Each check from outside must be able to fail: bad pages and bad files, made on the spot.
set -eu
cd "$(dirname "$0")/.."
node --test app/tests/browser/*.test.mjs
.tools/venv/bin/python -m unittest discover -q -s app/tests/foreign -p 'test_*.py'
