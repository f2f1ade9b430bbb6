#!/usr/bin/env bash
# What a developer runs before pushing: format, lints, house rules, names, licences, tests on SQLite.
set -u
cd "$(dirname "$0")/.."
. scripts/packages.sh
. scripts/steps.sh
. scripts/cargo_steps.sh

cargo_steps
step licences check_licences
step tests run_tests
print_steps
print_test_summary
[ "$N_FAILED" = 0 ]
