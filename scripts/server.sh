# Sourced: the built program with a demonstration county of its own, on a spare port, for the checks from outside.

SERVER_PID=""
SERVER_FOLDER=""

# start_server PROGRAM: sets BASE (the address) and SERVER_FOLDER (data, demo.log, server.log).
start_server() {
  local program="$1" port
  [ -x "$program" ] || { echo "$program is not built" >&2; return 1; }
  SERVER_FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/gongkai-server.XXXXXX")
  port=$(spare_port)
  BASE="http://127.0.0.1:$port"
  export BASE SERVER_FOLDER
  unset GONGKAI_DATABASE
  export GONGKAI_DATA="$SERVER_FOLDER/data" GONGKAI_LISTEN="127.0.0.1:$port"
  if ! "$program" demo --if-empty >"$SERVER_FOLDER/demo.log" 2>&1; then
    echo "gongkai demo failed:" >&2; tail -n 30 "$SERVER_FOLDER/demo.log" >&2; return 1
  fi
  "$program" serve >"$SERVER_FOLDER/server.log" 2>&1 &
  SERVER_PID=$!
  wait_for_server || { echo "gongkai serve did not answer $BASE/healthz:" >&2; tail -n 30 "$SERVER_FOLDER/server.log" >&2; return 1; }
  echo "gongkai answers on $BASE"
}

wait_for_server() {
  local tries=0
  while [ "$tries" -lt 300 ]; do
    kill -0 "$SERVER_PID" 2>/dev/null || return 1
    if python3 -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=2)' "$BASE/healthz" 2>/dev/null; then return 0; fi
    sleep 0.2
    tries=$((tries + 1))
  done
  return 1
}

stop_server() {
  if [ -n "$SERVER_PID" ]; then kill "$SERVER_PID" 2>/dev/null; wait "$SERVER_PID" 2>/dev/null; fi
  SERVER_PID=""
  [ -z "$SERVER_FOLDER" ] || rm -rf "$SERVER_FOLDER"
  SERVER_FOLDER=""
}
