#!/usr/bin/env bash
# Everything that can be proved on one machine. Starts its own servers on spare ports and stops them; asks nothing.
set -u
cd "$(dirname "$0")/.."
. scripts/packages.sh
. scripts/steps.sh
. scripts/cargo_steps.sh
. scripts/postgres.sh
. scripts/server.sh

REPORT=$PWD/target/outside
BROWSER=app/tests/browser
FOREIGN=app/tests/foreign
PYTHON=.tools/venv/bin/python
TOOLS_PID=""

stop_all() {
  stop_server
  stop_postgres
  [ -z "$TOOLS_PID" ] || kill "$TOOLS_PID" 2>/dev/null
}
trap stop_all EXIT
trap 'exit 130' INT TERM

rm -rf "$REPORT"
mkdir -p "$REPORT" target

# The installation waits for the network and the build for the processor: side by side they cost little more than the longer.
scripts/tools.sh >"$REPORT/tools.log" 2>&1 &
TOOLS_PID=$!

wait_for_tools() {
  # In a subshell the installation is no child to wait for.
  while kill -0 "$TOOLS_PID" 2>/dev/null; do sleep 0.5; done
  cat "$REPORT/tools.log"
  tail -n 1 "$REPORT/tools.log" | grep -q '^tools are in place$'
}

cargo_steps
step tools wait_for_tools
TOOLS_PID=""
step licences check_licences

printf '\n==> PostgreSQL\n'
if start_postgres; then note_step PostgreSQL 0 ok; else note_step PostgreSQL 0 FAILED; fi
step tests run_tests
# The tests left a signed letter and its certificate behind.
step "signed letter" "$PYTHON" "$FOREIGN/signed.py" target/tmp/signed
step "redacted copy" "$PYTHON" "$FOREIGN/redacted.py" target/tmp/redacted

step "checks of the checks" scripts/self_tests.sh

outside() {
  local name="$1"
  shift
  if [ -n "$SERVER_PID" ]; then step "$name" "$@"; else not_run "$name" "no server"; fi
}

printf '\n==> demonstration county\n'
server_started=$(date +%s)
if start_server target/debug/gongkai; then note_step "demonstration county" "$(( $(date +%s) - server_started ))" ok
else stop_server; note_step "demonstration county" "$(( $(date +%s) - server_started ))" FAILED; fi

outside "pages" timeout 900 node "$BROWSER/pages.mjs" --base "${BASE:-}" --out "$REPORT"
outside "Nu HTML checker" timeout 300 "$PYTHON" "$FOREIGN/nu.py" "$REPORT/html"
outside "foreign readers" timeout 300 "$PYTHON" "$FOREIGN/readers.py" --base "${BASE:-}" --links "$REPORT/links.json"
outside "interface" timeout 600 "$PYTHON" "$FOREIGN/interface.py" --base "${BASE:-}"
outside "walk" timeout 600 node "$BROWSER/walk.mjs" --base "${BASE:-}" --out "$REPORT" --logins "${SERVER_FOLDER:-}/demo.log" --program target/debug/gongkai
outside "walk of a request" timeout 600 node "$BROWSER/asks.mjs" --base "${BASE:-}" --out "$REPORT" --logins "${SERVER_FOLDER:-}/demo.log"

if grep -nE "panicked at" "${SERVER_FOLDER:-/nonexistent}/server.log" 2>/dev/null; then note_step "server log" 0 "FAILED (panic)"; fi
stop_all
trap - EXIT

print_steps
print_test_summary
[ "$N_FAILED" = 0 ]
