#!/usr/bin/env bash
# An update that keeps coming for 5 minutes after its document was deleted: it never brings it back.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
AUTHLEDGER_LATE_S=${AUTHLEDGER_LATE_S:-300} \
  "$root/build/release/tests/authledger_query_tests" --gtest_filter='*AnUpdateThatComesLongAfter*' && passed=1 || passed=0
echo "$passed passed, $((1 - passed)) failed"
((passed))
