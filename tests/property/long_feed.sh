#!/usr/bin/env bash
# Records that come twice, late, out of order or from the beginning, and poison: many histories of each kind, in both stores.
#
#   AUTHLEDGER_SEED   repeats a run
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/support/long_suite.sh
source tests/support/long_suite.sh
export AUTHLEDGER_LONG=1
passed=0 failed=0
long_suite property --gtest_filter='Feed*:*/Feed*'
echo "$passed passed, $failed failed"
(( failed == 0 ))
