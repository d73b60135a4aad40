#!/usr/bin/env bash
# What is generated in docs/ is what this program generates; a changed file is found.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

passed=0 failed=0
hold() {
  if "${@:2}"; then
    passed=$((passed + 1))
    echo "ok      $1"
  else
    failed=$((failed + 1))
    echo "FAILED  $1"
  fi
}
spoilt_is_found() {
  local copy
  copy=$(mktemp -d)
  cp -r scripts docs "$copy"
  sed -i 's/"3.1.0"/"3.0.0"/' "$copy/docs/openapi.json"
  ! AUTHLEDGER_BIN=$program "$copy/scripts/docs" --check 2>/dev/null
  local found=$?
  rm -rf "$copy"
  return "$found"
}

program=$(realpath "${AUTHLEDGER_BIN:-build/release/authledger}")
hold "docs/ is fresh" scripts/docs --check
hold "a stale document is found" spoilt_is_found
echo "$passed passed, $failed failed"
(( failed == 0 ))
