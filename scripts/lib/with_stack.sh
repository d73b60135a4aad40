# Real servers for the length of one script: uses those that run in our stack folder, starts the
# others, stops what it started. Sourced after common.sh.
# shellcheck shell=bash disable=SC2154

stack_mine=()

# Starts in the background; call stack_wait before the first use.
stack_begin() {
  local name
  for name in postgres kafka elasticsearch; do
    "$root/scripts/stack" status --only "$name" >/dev/null 2>&1 || stack_mine+=("$name")
  done
  (( ${#stack_mine[@]} == 3 )) && pick_ports
  stack_log=$(mktemp)
  "$root/scripts/stack" up </dev/null >"$stack_log" 2>&1 &
  stack_pid=$!
}

# False, with the reason printed, when a server did not come up.
stack_wait() {
  local rc=0
  wait "$stack_pid" || rc=$?
  stack_pid=
  (( rc == 0 )) || cat "$stack_log" >&2
  rm -f "$stack_log"
  (( rc == 0 )) || return 1
  local line
  while IFS= read -r line; do export "${line?}"; done < <("$root/scripts/stack" env)
}

# Safe to call at any time, and more than once.
stack_end() {
  [[ -z ${stack_pid:-} ]] || wait "$stack_pid" || true
  stack_pid=
  (( ${#stack_mine[@]} )) || return 0
  if [[ ${AUTHLEDGER_KEEP_STACK:-} == 1 ]]; then
    say "servers left running: scripts/stack status"
  else
    "$root/scripts/stack" down "${stack_mine[@]}" || true
  fi
  stack_mine=()
}

# The usual ports may belong to another clone, or to anybody: take five others in a row then.
pick_ports() {
  [[ -z ${AUTHLEDGER_STACK_PG_PORT:-}${AUTHLEDGER_STACK_KAFKA_PORT:-}${AUTHLEDGER_STACK_ES_PORT:-} ]] ||
    return 0
  all_free 15432 19092 19093 19200 19201 && return 0
  local base
  for ((base = 21000; base < 32000; base += 10)); do
    all_free "$base" $((base + 1)) $((base + 2)) $((base + 3)) $((base + 4)) || continue
    export AUTHLEDGER_STACK_PG_PORT=$base AUTHLEDGER_STACK_KAFKA_PORT=$((base + 1)) \
      AUTHLEDGER_STACK_ES_PORT=$((base + 3))
    say "the usual server ports are taken, using $base to $((base + 4))"
    return 0
  done
  die "no free ports for the servers"
}

all_free() {
  local port
  for port in "$@"; do port_is_free "$port" || return 1; done
}
