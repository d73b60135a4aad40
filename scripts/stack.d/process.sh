# Starting, finding, signalling and ending one server. Part of scripts/stack.
# shellcheck shell=bash disable=SC2154

# Runs a command as another user when we are root, else as ourselves. Replaces nothing: the
# process id stays the command's own.
as() {
  local user=$1
  shift
  if (( EUID == 0 )); then
    setpriv --reuid="$user" --regid="$user" --init-groups --inh-caps=-all -- "$@"
  else
    "$@"
  fi
}

# spawn NAME USER COMMAND...: a daemon of its own session with its output in NAME/log and its
# process id in NAME/pid. Every inherited descriptor but 0-2 is closed: a lock that a caller
# holds must not live as long as the server.
spawn() {
  local name=$1 user=$2 dir=$stack_dir/$1
  shift 2
  local runner=(setsid)
  (( EUID == 0 )) &&
    runner+=(setpriv --reuid="$user" --regid="$user" --init-groups --inh-caps=-all --)
  rotate "$dir/log"
  (
    cd "$dir" || exit
    for fd in "/proc/$BASHPID/fd"/*; do
      fd=${fd##*/}
      (( fd > 2 )) && eval "exec $fd>&-"
    done
    exec "${runner[@]}" "$@" </dev/null >>"$dir/log" 2>&1
  ) &
  echo $! >"$dir/pid.new"
  mv "$dir/pid.new" "$dir/pid"
}

rotate() {
  [[ -f $1 && $(stat -c %s "$1") -gt 10000000 ]] && mv "$1" "$1.1"
  return 0
}

# Prints the stack folder a process serves NAME for; nothing when it is no server of a stack.
# Each server carries its folder on its command line, so a reused process id is told apart.
stack_of_pid() {
  local pid=$1 name=$2
  [[ -n $pid && -r /proc/$pid/cmdline ]] || return 0
  tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null |
    sed -n "s|^\(-Dauthledger\.stack=\)\{0,1\}\(/.*\)/$name/data\$|\2|p" | head -n 1
}

pid_of() { cat "$stack_dir/$1/pid" 2>/dev/null || true; }

is_running() {
  local pid
  pid=$(pid_of "$1")
  [[ -n $pid && $(stack_of_pid "$pid" "$1") == "$stack_dir" ]]
}

# A server of ours that lost its pid file is found again by its port.
adopt() {
  local name=$1 pid
  is_running "$name" && return 0
  rm -f "$stack_dir/$name/pid"
  pid=$(port_owner "$(first_port "$name")")
  [[ -n $pid && $(stack_of_pid "$pid" "$name") == "$stack_dir" ]] || return 0
  mkdir -p "$stack_dir/$name"
  echo "$pid" >"$stack_dir/$name/pid"
}

# running, paused or stopped
state_of() {
  is_running "$1" || { echo stopped; return; }
  case $(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$(pid_of "$1")/status" 2>/dev/null) in
    T | t) echo paused ;;
    *) echo running ;;
  esac
}

# The server and its child processes; PostgreSQL has one per connection.
family_of() {
  local pid
  pid=$(pid_of "$1")
  echo "$pid"
  pgrep -P "$pid" || true
}

# Parent first, so that it starts no more children meanwhile.
signal() {
  local pid
  is_running "$1" || die "$1 does not run"
  for pid in $(family_of "$1"); do kill -s "$2" "$pid" 2>/dev/null || true; done
}

kill_process() {
  local name=$1 pid family
  is_running "$name" || return 0
  family=$(family_of "$name")
  for pid in $family; do kill -KILL "$pid" 2>/dev/null || true; done
  for pid in $family; do wait_gone "$pid" 10 || die "$name: process $pid survives SIGKILL"; done
  wait_ports_free "$name" 10
  rm -f "$stack_dir/$name/pid"
}

stop_process() {
  local name=$1 with=$2 pid
  is_running "$name" || return 0
  pid=$(pid_of "$name")
  [[ $(state_of "$name") == paused ]] && signal "$name" CONT
  kill -s "$with" "$pid" 2>/dev/null || true
  if ! wait_gone "$pid" 30; then
    say "$name: does not stop, killing it"
    kill_process "$name"
  fi
  wait_ports_free "$name" 10
  rm -f "$stack_dir/$name/pid"
}

# Polls until the process is gone or a zombie; false after the deadline.
wait_gone() {
  local pid=$1 deadline=$((SECONDS + $2))
  while [[ -e /proc/$pid ]] && ! grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null; do
    (( SECONDS < deadline )) || return 1
    sleep 0.05
  done
}

# A process counts as gone when its first thread is; the others may hold its ports a moment longer.
wait_ports_free() {
  local port deadline=$((SECONDS + $2))
  for port in $(ports_of "$1"); do
    until port_is_free "$port" || (( SECONDS >= deadline )); do sleep 0.05; done
  done
}

# Polls NAME_ready with a deadline; ends at once, with the log, when the server dies.
wait_until_ready() {
  local name=$1 deadline=$((SECONDS + wait_s))
  until "${name}_ready"; do
    if ! is_running "$name" && ! is_starting "$name"; then
      tail -n 20 "$stack_dir/$name/log" >&2 || true
      die "$name: ended while starting, log: $stack_dir/$name/log"
    fi
    if (( SECONDS >= deadline )); then
      tail -n 20 "$stack_dir/$name/log" >&2 || true
      die "$name: not ready after $wait_s s, log: $stack_dir/$name/log"
    fi
    sleep 0.1
  done
  "${name}_after_start"
  say "$name: ready on 127.0.0.1:$(first_port "$name")"
}

# Between fork and exec the command line is still ours, and for a moment of exec it is empty: alive,
# but not yet recognisable.
is_starting() {
  local pid line
  pid=$(pid_of "$1")
  [[ -n $pid && -e /proc/$pid ]] || return 1
  grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null && return 1
  line=$(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" || true)
  [[ -z $line || $line =~ stack|setpriv|setsid ]]
}
