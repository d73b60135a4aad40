# PostgreSQL 15: TCP on loopback only, no password, fsync on (a test of durability needs it).
# shellcheck shell=bash disable=SC2154

pg_bin=/usr/lib/postgresql/15/bin

pg_user() { if (( EUID == 0 )); then echo postgres; else id -un; fi; }

pg_sql() {
  PGCONNECT_TIMEOUT=2 psql -X -q -At -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$pg_port" -U postgres "$@"
}

postgres_start() {
  local dir=$stack_dir/postgres user
  [[ -x $pg_bin/postgres ]] || die "PostgreSQL 15 is missing: scripts/setup stack"
  user=$(pg_user)
  mkdir -p "$dir"
  if [[ ! -d $dir/data ]]; then
    rm -rf "$dir/data.new"
    mkdir -m 700 "$dir/data.new"
    (( EUID != 0 )) || chown "$user:" "$dir/data.new"
    (cd "$dir" && as "$user" "$pg_bin/initdb" -D "$dir/data.new" -U postgres -A trust -E UTF8 \
      --locale=C.UTF-8 --data-checksums) >>"$dir/log" 2>&1 9>&- ||
      die "postgres: initdb failed, log: $dir/log"
    mv -T "$dir/data.new" "$dir/data"
  fi
  postgres_clear_leftovers "$dir/data"
  spawn postgres "$user" "$pg_bin/postgres" -D "$dir/data" \
    -c listen_addresses=127.0.0.1 -c port="$pg_port" -c unix_socket_directories= \
    -c max_connections=200 -c shared_buffers=128MB -c fsync=on -c logging_collector=off \
    -c log_min_messages=warning -c timezone=UTC
}

# After a kill -9 of the main process alone its children still end by themselves. Once nobody
# works in the folder its postmaster.pid is stale, whoever has that process id now.
postgres_clear_leftovers() {
  local data=$1 deadline=$((SECONDS + 10)) pid
  while pid=$(pids_in_folder "$data"); [[ -n $pid ]]; do
    # shellcheck disable=SC2086
    (( SECONDS < deadline )) || kill -KILL $pid 2>/dev/null || true
    (( SECONDS < deadline + 5 )) || die "postgres: processes $pid still use $data"
    sleep 0.05
  done
  rm -f "$data/postmaster.pid"
}

pids_in_folder() {
  find /proc -maxdepth 2 -path '/proc/[0-9]*' -name cwd -lname "$1" -printf '%h\n' 2>/dev/null |
    sed 's|/proc/||' || true
}

postgres_ready() { pg_sql -d postgres -c 'select 1' >/dev/null 2>&1; }

# The product makes its append-only runtime role by itself, hence CREATEROLE.
postgres_after_start() {
  pg_sql -d postgres >/dev/null <<'SQL'
do $$ begin
  if not exists (select from pg_roles where rolname = 'authledger') then
    create role authledger login createdb createrole;
  end if;
end $$;
select 'create database authledger owner authledger'
 where not exists (select from pg_database where datname = 'authledger') \gexec
SQL
}

# Fast shutdown: open sessions are ended, the data is flushed.
postgres_stop_signal() { echo INT; }
