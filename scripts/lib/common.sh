# Shared by the scripts: where the repository is, how to speak, how to end. Sourced, never run.
# shellcheck shell=bash disable=SC2034

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
me=${0##*/}

say() { printf '%s: %s\n' "$me" "$*" >&2; }
die() { say "$*"; exit 1; }

# The comment block at the top of the calling script is its help text.
usage() { sed -n '2,/^[^#]/{/^#/!d;s/^# \{0,1\}//;p}' "$0"; }

# Whether nobody listens on this port of 127.0.0.1 (or of all addresses).
port_is_free() { [[ -z $(ss -Hltn "sport = :$1") ]]; }

# Prints the process id of the listener on a port; nothing when free or not visible to us.
port_owner() { ss -Hltnp "sport = :$1" | sed -n 's/.*pid=\([0-9]*\).*/\1/p' | head -n 1; }

# How many compilers at once: one per core, fewer where each would have less than 1.5 GB.
build_jobs() {
  local cores memory_kb jobs
  cores=$(nproc)
  memory_kb=$(sed -n 's/^MemAvailable: *\([0-9]*\).*/\1/p' /proc/meminfo)
  jobs=$((memory_kb / 1500000))
  (( jobs >= 1 )) || jobs=1
  (( jobs < cores )) && echo "$jobs" || echo "$cores"
}
