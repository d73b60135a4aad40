# Runs test programs, counts single tests, tells a crash from a pass. Sourced after common.sh.
# shellcheck shell=bash

passed=0
failed=0
child=
report_name=sanitizer-report  # of the files that sanitizers leave in the folder of the logs

# attend LOG SECONDS COMMAND...: waits for a command without becoming deaf to signals.
attend() {
  local log=$1 limit_s=$2 rc=0
  shift 2
  timeout -k 10 "$limit_s" "$@" </dev/null >"$log" 2>&1 &
  child=$!
  wait "$child" 2>/dev/null || rc=$?
  child=
  return "$rc"
}

# For the trap: ends what attend waits for.
attend_end() {
  [[ -z $child ]] || kill "$child" 2>/dev/null || true
  child=
}

# run_gtest LABEL PROGRAM LOG_DIR SECONDS [wrapper...]
# Counts from the XML report; a program that leaves none has crashed and counts as one failure more.
run_gtest() {
  local label=$1 program=$2 logs=$3 limit_s=$4 name rc=0 ok=0 bad=0 skipped=0 begin note=''
  shift 4
  name=${program##*/}
  local xml=$logs/$name.xml log=$logs/$name.log
  mkdir -p "$logs"
  rm -f "$xml"
  begin=$EPOCHREALTIME
  attend "$log" "$limit_s" "$@" "$program" "--gtest_output=xml:$xml" || rc=$?
  if [[ -s $xml ]] && grep -q '</testsuites>' "$xml"; then
    local ran
    ran=$(grep -cE '^ *<testcase .*status="run" result="completed"' "$xml" || true)
    bad=$(sed -nE 's/^<testsuites .*failures="([0-9]+)".*/\1/p' "$xml" | head -n 1)
    skipped=$(grep -cE '^ *<testcase .*result="(skipped|suppressed)"' "$xml" || true)
    ok=$((ran - bad))
    (( rc == 0 || bad > 0 )) || { bad=1; note="exit code $rc after the tests"; }
  else
    ok=$(grep -c '^\[       OK \]' "$log" || true)
    bad=$(($(grep -c '^\[  FAILED  \]' "$log" || true) + 1))
    note=$(how_it_ended "$rc" "$limit_s")
  fi
  (( ok + bad )) || { bad=1; note="ran no test"; }
  report "$label" "$name" "$ok" "$bad" "$skipped" "$begin" "$log" "$note"
}

# run_script LABEL SCRIPT LOG_DIR SECONDS [wrapper...]: the contract is exit 0 or 1, last line `N passed, N failed`.
run_script() {
  local label=$1 script=$2 logs=$3 limit_s=$4 rc=0 ok=0 bad=0 begin note='' counts log
  shift 4
  log=$logs/$(tr / _ <<<"$script").log
  mkdir -p "$logs"
  begin=$EPOCHREALTIME
  attend "$log" "$limit_s" "$@" "$script" || rc=$?
  counts=$(tail -n 1 "$log" | sed -nE 's/^([0-9]+) passed, ([0-9]+) failed$/\1 \2/p')
  if [[ $counts ]]; then
    read -r ok bad <<<"$counts"
    (( rc == 0 || bad > 0 )) || { bad=1; note="exit code $rc after the tests"; }
  else
    bad=1
    note=$(how_it_ended "$rc" "$limit_s")
  fi
  (( ok + bad )) || { bad=1; note="ran no test"; }
  report "$label" "$script" "$ok" "$bad" 0 "$begin" "$log" "$note"
}

how_it_ended() {
  case $1 in
    0) echo "ended without a result" ;;
    124 | 137) echo "stopped after $2 s" ;;
    *) (( $1 > 128 )) && echo "crashed: SIG$(kill -l $(($1 - 128)))" || echo "exit code $1" ;;
  esac
}

# count_failure LABEL NAME LOG NOTE: something that is no test did not work, a build for example.
count_failure() { report "$1" "$2" 0 1 0 "$EPOCHREALTIME" "$3" "$4"; }

# Gathers what sanitizers reported during a run into one file beside its log; false: nothing.
gather_reports() {
  local log=$1 files
  files=("${log%/*}/$report_name".*)
  [[ -e ${files[0]} ]] || return 1
  cat "${files[@]}" >"$log.sanitizer"
  rm -f "${files[@]}"
}

report() {
  local label=$1 name=$2 ok=$3 bad=$4 skipped=$5 begin=$6 log=$7 note=$8 took
  if gather_reports "$log"; then
    bad=$((bad + 1))
    note+="  sanitizer: $log.sanitizer"
    cat "$log.sanitizer" >>"$log"
  fi
  passed=$((passed + ok))
  failed=$((failed + bad))
  took=$(awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }')
  printf '%-8s %-36s %5d passed %3d failed %3d skipped %7s s%s\n' \
    "$label" "$name" "$ok" "$bad" "$skipped" "$took" "${note:+  $note}"
  (( bad )) || return 0
  { grep -E '^\[  FAILED  \] .*\(' "$log" || true; } | sed 's/^/    /' | head -n 20
  { grep -E '(ERROR|WARNING|SUMMARY): [A-Za-z]*Sanitizer|runtime error:' "$log" || true; } |
    sed 's/^/    /' | head -n 5
  tail -n 15 "$log" | sed 's/^/    | /'
  echo "    log: $log"
}

# The last line of a test run, and its exit code.
verdict() {
  (( passed + failed )) || failed=1
  echo "$passed passed, $failed failed"
  (( failed == 0 ))
}
