#!/usr/bin/env python3
"""20,000 requests of schemathesis to each profile over /openapi.json: examples, boundaries, random data and
stateful sequences, all checks. AUTHLEDGER_SEED repeats a run, AUTHLEDGER_REQUESTS sets how many."""

import os
import secrets
import sys

import campaign
from support_py.service import Report, profiles

if __name__ == "__main__":
    seed = int(os.environ.get("AUTHLEDGER_SEED") or secrets.randbelow(10**6))
    print(f"AUTHLEDGER_SEED={seed}", flush=True)
    report = Report()
    for profile in profiles():
        campaign.campaign(report, profile, seed, wanted=int(os.environ.get("AUTHLEDGER_REQUESTS") or 20000),
                          rounds_max=20, options=("--max-examples", "40"), limit_s=3600)
    sys.exit(report.finish())
