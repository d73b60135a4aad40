#!/usr/bin/env python3
"""Kills and pauses under load, the short version: ten kills and four pauses over both profiles, then every check; and every check
against evidence that was damaged on purpose. Starts servers of its own. The long one: long_faults.py."""

import os
import random
import signal
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "integration")]
from faults_py import campaign, faults
from faults_py.plants import plant_all
from faults_py.stack import Stack
from support_py.service import Report, profiles

COUNTS = {
    "embedded": {("kill", "server"): 3},
    "cluster": {("kill", "server"): 4, ("kill", "postgres"): 2, ("kill", "kafka"): 1, ("pause", "server"): 1, ("pause", "postgres"): 1,
                ("pause", "kafka"): 1, ("pause", "elasticsearch"): 1},
}


def run_round(profile, stack, seed, report):
    rng = random.Random(seed)
    one = campaign.Round(profile, stack, seed)
    well = False
    try:
        one.start()
        one.injector.inject(faults.plan(rng, COUNTS[profile], long_pause=0))
        one.journal.acks.wait_for(200, 60)  # enough of everything to be damaged afterwards
        found, drained = one.finish()
        print(f"{profile}: {campaign.size_of(found)}; drained in {drained:.1f} s", flush=True)
        print("\n".join(faults.summary(one.injector.recoveries)), flush=True)
        well = campaign.check_all(report, profile, one, found)
        if well:
            one.stop_nodes()
            plant_all(report, profile, found, one.store)
    finally:
        one.close(keep=not well)
        if not well:
            print(f"{profile}: kept {one.store.folder} {one.store.name}", flush=True)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # no process is left behind
    seed = int(os.environ.get("AUTHLEDGER_SEED") or random.SystemRandom().randrange(1 << 32))
    print(f"seed {seed}", flush=True)
    report = Report()
    wanted = profiles()
    stack = Stack() if "cluster" in wanted else None
    if stack:
        stack.begin()
    try:
        if "embedded" in wanted:
            run_round("embedded", None, seed, report)
        if stack:
            stack.ready()
            run_round("cluster", stack, seed, report)
    finally:
        if stack:
            stack.down()
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
