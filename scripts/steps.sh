# Sourced: runs named steps, goes on after a failure, and prints what each cost.

STEP_TABLE=""
N_FAILED=0
STARTED=$(date +%s)

# step NAME COMMAND…: a function or a program; its failure is remembered, not hidden.
step() {
  local name="$1" started result seconds
  shift
  printf '\n==> %s\n' "$name"
  started=$(date +%s)
  ( set -e; "$@" )
  result=$?
  seconds=$(( $(date +%s) - started ))
  if [ "$result" = 0 ]; then note_step "$name" "$seconds" ok; else note_step "$name" "$seconds" "FAILED ($result)"; fi
  return "$result"
}

# A step that could not be tried counts as failed: what was not proved did not pass.
not_run() { printf '\n==> %s: not run, %s\n' "$1" "$2"; note_step "$1" 0 "NOT RUN ($2)"; }

note_step() {
  STEP_TABLE="$STEP_TABLE$(printf '%6s s  %-28s %s' "$2" "$1" "$3")"$'\n'
  [ "$3" = ok ] || N_FAILED=$((N_FAILED + 1))
}

print_steps() {
  printf '\n%s' "$STEP_TABLE"
  printf '%6s s  %s\n' "$(( $(date +%s) - STARTED ))" "in all, $N_FAILED steps failed"
}

spare_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
