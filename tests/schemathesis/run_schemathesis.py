#!/usr/bin/env python3
"""schemathesis over /openapi.json, all checks, half a minute for each profile; long_schemathesis.py is the campaign.
AUTHLEDGER_SEED chooses other data; the same by default."""

import os
import sys

import campaign
from support_py.service import Report, profiles

if __name__ == "__main__":
    seed = int(os.environ.get("AUTHLEDGER_SEED") or 20261122)
    print(f"AUTHLEDGER_SEED={seed}", flush=True)
    report = Report()
    for profile in profiles():
        campaign.campaign(report, profile, seed, wanted=50, rounds_max=1,
                          options=("--max-examples", "3", "--max-time", "30"), limit_s=120)
    sys.exit(report.finish())
