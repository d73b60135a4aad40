#!/usr/bin/env bash
# An update that keeps coming for 5 minutes after its document was deleted: it never brings it back.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/support/long_suite.sh
source tests/support/long_suite.sh
export AUTHLEDGER_LATE_S=${AUTHLEDGER_LATE_S:-300}
passed=0 failed=0
long_suite query --gtest_filter='*AnUpdateThatComesLongAfter*'
echo "$passed passed, $failed failed"
(( failed == 0 ))
