#!/usr/bin/env bash
# The overload test at length, in both profiles.
exec "$(dirname "${BASH_SOURCE[0]}")/run_overload.py" --long
