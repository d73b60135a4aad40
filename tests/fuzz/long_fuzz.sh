#!/usr/bin/env bash
# fuzz.sh with ten minutes for each target.
AUTHLEDGER_FUZZ_SECONDS=${AUTHLEDGER_FUZZ_SECONDS:-600} exec "$(dirname "${BASH_SOURCE[0]}")/fuzz.sh" "$@"
