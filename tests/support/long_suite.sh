# shellcheck shell=bash
# For long_* campaigns that run a gtest suite: `long_suite NAME [gtest option...]` builds authledger_NAME_tests, runs it, shows
# what it says but for headings, and adds to passed and failed. A run that tests nothing, or ends before its summary, failed.
long_suite() {
  local program=build/release/tests/authledger_$1_tests log rc ok bad
  scripts/build release --target "authledger_$1_tests" >/dev/null
  log=$(mktemp)
  set +e
  "$program" "${@:2}" 2>"$log.errors" | tee "$log" | grep -vE '^\[(-+|=+)'
  rc=${PIPESTATUS[0]}
  set -e
  ok=$(grep -c '^\[       OK \]' "$log" || true)
  bad=$(grep -c '^\[  FAILED  \].*ms)$' "$log" || true)
  if (( bad == 0 )) && { (( rc != 0 || ok == 0 )) || ! grep -q "^\[  PASSED  \] $ok test" "$log"; }; then
    tail -n 20 "$log.errors"
    echo "$program: exit code $rc, $ok tests"
    bad=1
  fi
  rm -f "$log" "$log.errors"
  passed=$((passed + ok)) failed=$((failed + bad))
}
