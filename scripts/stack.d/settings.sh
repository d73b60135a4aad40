# Folders and ports of the stack. Part of scripts/stack.
# shellcheck shell=bash disable=SC2034,SC2154

# The unprivileged account that runs Kafka and Elasticsearch when we are root.
service_user=authledger-stack

# Order: environment, then the ports of the stack that is up in this folder, then defaults.
load_settings() {
  stack_dir=${AUTHLEDGER_STACK_DIR:-$root/.stack}
  mkdir -p "$(dirname "$stack_dir")"
  stack_dir=$(realpath -m "$stack_dir")
  cache=${AUTHLEDGER_STACK_CACHE:-/var/cache/authledger}
  mkdir -p "$cache" 2>/dev/null || true
  wait_s=${AUTHLEDGER_STACK_WAIT_S:-300}
  local saved_pg='' saved_kafka='' saved_es=''
  if [[ -r $stack_dir/ports ]]; then
    read -r saved_pg saved_kafka saved_es <"$stack_dir/ports" || true
  fi
  pg_port=${AUTHLEDGER_STACK_PG_PORT:-${saved_pg:-15432}}
  kafka_port=${AUTHLEDGER_STACK_KAFKA_PORT:-${saved_kafka:-19092}}
  es_port=${AUTHLEDGER_STACK_ES_PORT:-${saved_es:-19200}}
  # The data of a repository that service accounts cannot reach lives behind a link.
  [[ -L $stack_dir ]] && stack_dir=$(realpath -m "$stack_dir")
  return 0
}

save_ports() { echo "$pg_port $kafka_port $es_port" >"$stack_dir/ports"; }

# After the last server has stopped the next `up` starts from the defaults again.
forget_ports() {
  local name
  for name in "${all[@]}"; do is_running "$name" && return; done
  rm -f "$stack_dir/ports"
}

first_port() {
  case $1 in
    postgres) echo "$pg_port" ;;
    kafka) echo "$kafka_port" ;;
    elasticsearch) echo "$es_port" ;;
  esac
}

ports_of() {
  first_port "$1"
  case $1 in
    kafka) echo $((kafka_port + 1)) ;;
    elasticsearch) echo $((es_port + 1)) ;;
  esac
}

# Dies, naming the owner, when a port of this server is taken.
require_free_ports() {
  local name=$1 port pid other
  for port in $(ports_of "$name"); do
    port_is_free "$port" && continue
    pid=$(port_owner "$port")
    other=$(stack_of_pid "$pid" "$name")
    [[ -z $other ]] && die "$name: port $port is taken by ${pid:+process $pid, }not a stack of ours"
    die "$name: port $port is taken by the stack in $other (process $pid)." \
      "Stop it: AUTHLEDGER_STACK_DIR=$other scripts/stack down; or set other ports (--help)"
  done
}

# Makes the folder, where the service accounts can reach it.
prepare_dir() {
  if (( EUID == 0 )); then
    id -u "$service_user" >/dev/null 2>&1 ||
      useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin \
        "$service_user"
  fi
  mkdir -p "$stack_dir"
  (( EUID == 0 )) || return 0
  as "$service_user" test -x "$stack_dir" && return 0
  local hash target
  hash=$(sha256sum <<<"$stack_dir" | cut -c1-12)
  target=/var/tmp/authledger-stack-$hash
  # The name can be guessed: take it only when it is a folder and ours.
  mkdir -m 755 "$target" 2>/dev/null || true
  [[ ! -L $target && -d $target && -O $target ]] || die "$target is not ours, remove it"
  rmdir "$stack_dir" 2>/dev/null ||
    die "$service_user cannot reach $stack_dir; set AUTHLEDGER_STACK_DIR to a folder it can"
  ln -s "$target" "$stack_dir"
  stack_dir=$target
}

# One change at a time; the servers do not inherit the descriptor (see spawn).
lock_dir() {
  exec 9>"$stack_dir/lock"
  flock -w $((wait_s * 2)) 9 || die "another scripts/stack is busy in $stack_dir"
}
