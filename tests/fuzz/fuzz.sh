#!/usr/bin/env bash
# Usage: tests/fuzz/fuzz.sh [NAME...]
#
# Builds the preset fuzz (clang, libFuzzer, AddressSanitizer, UndefinedBehaviorSanitizer) and runs
# each target for a while, two at a time: first the seeds in tests/fuzz/corpus/NAME, for events also
# each of tests/golden/events, then what libFuzzer makes of them. A crash, a leak, a broken promise, a run of over 5 s or over 1 GiB fails
# its target; the input is left in build/fuzz/findings. The last line is `N passed, N failed`.
#
#   AUTHLEDGER_FUZZ_SECONDS   for each target (60)
#   AUTHLEDGER_SEED           of libFuzzer; 0 picks one, which the log tells (0)

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
cd "$root"
seconds=${AUTHLEDGER_FUZZ_SECONDS:-60}
seed=${AUTHLEDGER_SEED:-0}
folder=build/fuzz

names=("$@")
if (( ! $# )); then
  for source in tests/fuzz/*_fuzz.cpp; do
    name=${source##*/}
    names+=("${name%_fuzz.cpp}")
  done
fi

mkdir -p "$folder"/{found,findings,logs}
rm -f "$folder"/logs/*
if ! scripts/build fuzz --target all >"$folder/logs/build.log" 2>&1; then
  tail -n 20 "$folder/logs/build.log"
  echo "0 passed, 1 failed"
  exit 1
fi

mkdir -p "$folder/found/event"
for golden in tests/golden/events/*.json; do
  name=${golden##*/} name=${name%.json}  # TYPE.vVERSION
  printf '%s %s\n%s' "${name%.v*}" "${name##*.v}" "$(<"$golden")" >"$folder/found/event/$name"
done

# Leaves NAME.rc and NAME.log. New inputs go to build/fuzz/found, where the next run begins.
run_target() {
  local name=$1 rc=0
  mkdir -p "$folder/found/$name"
  UBSAN_OPTIONS=print_stacktrace=1 timeout -k 10 $((seconds + 300)) \
    "$folder/tests/fuzz/authledger_${name}_fuzz" -max_total_time="$seconds" -timeout=5 \
    -rss_limit_mb=1024 -max_len=4096 -seed="$seed" -print_final_stats=1 \
    -artifact_prefix="$folder/findings/$name-" "$folder/found/$name" "tests/fuzz/corpus/$name" \
    >"$folder/logs/$name.log" 2>&1 </dev/null || rc=$?
  echo "$rc" >"$folder/logs/$name.rc"
}

trap 'jobs -p | xargs -r kill 2>/dev/null' EXIT
for name in "${names[@]}"; do
  while (( $(jobs -rp | wc -l) >= 2 )); do wait -n || true; done
  run_target "$name" &
done
wait

passed=0 failed=0
for name in "${names[@]}"; do
  log=$folder/logs/$name.log
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)
  coverage=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)
  seeds=$(find "tests/fuzz/corpus/$name" -type f | wc -l)
  printf '%-14s %10s executions in %s s  %4s seeds  coverage %s\n' \
    "$name" "${executions:-0}" "$seconds" "$seeds" "${coverage:-0}"
  if [[ $(cat "$folder/logs/$name.rc" 2>/dev/null || echo 1) == 0 && ${executions:-0} -gt 0 ]]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    grep -aE 'broken promise|ERROR:|SUMMARY:|runtime error:|Test unit written' "$log" | head -n 10 |
      sed 's/^/    /' || true
  fi
done
echo "$passed passed, $failed failed"
(( failed == 0 ))
