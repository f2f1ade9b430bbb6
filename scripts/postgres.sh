# Sourced: a throw-away PostgreSQL cluster on a spare port, gone when the run ends.

POSTGRES_FOLDER=""

postgres_programs() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | tail -n 1; }

# initdb refuses root, so root hands over to the user that Debian's package makes.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# Sets GONGKAI_TEST_POSTGRES. Durability is off: the cluster does not outlive the run.
start_postgres() {
  local programs port version
  programs=$(postgres_programs)
  [ -n "$programs" ] || { echo "PostgreSQL 15 or newer is not installed (apt-get install postgresql)" >&2; return 1; }
  version=$(basename "$(dirname "$programs")")
  [ "$version" -ge 15 ] || { echo "PostgreSQL $version is too old, 15 is needed" >&2; return 1; }
  POSTGRES_FOLDER=$(mktemp -d /tmp/gongkai-postgres.XXXXXX)
  [ "$(id -u)" != 0 ] || chown postgres "$POSTGRES_FOLDER"
  port=$(spare_port)
  (
    cd "$POSTGRES_FOLDER" &&
    as_postgres "$programs/initdb" -D "$POSTGRES_FOLDER/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >initdb.log 2>&1 &&
    as_postgres "$programs/pg_ctl" -D "$POSTGRES_FOLDER/data" -l "$POSTGRES_FOLDER/data/server.log" -w -t 60 \
      -o "-p $port -k $POSTGRES_FOLDER -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200" \
      start >/dev/null
  ) || { cat "$POSTGRES_FOLDER"/initdb.log "$POSTGRES_FOLDER"/data/server.log 2>/dev/null; stop_postgres; return 1; }
  GONGKAI_TEST_POSTGRES="postgres://postgres@127.0.0.1:$port/postgres"
  export GONGKAI_TEST_POSTGRES
  echo "PostgreSQL $version on port $port"
}

stop_postgres() {
  [ -n "$POSTGRES_FOLDER" ] || return 0
  local programs
  programs=$(postgres_programs)
  ( cd / && as_postgres "$programs/pg_ctl" -D "$POSTGRES_FOLDER/data" -m immediate -w -t 20 stop >/dev/null 2>&1 )
  rm -rf "$POSTGRES_FOLDER"
  POSTGRES_FOLDER=""
}
