#!/usr/bin/env python3
"""Kills and pauses under load, the long campaign: in rounds, each with a fresh store, and after each round every check.

  --kills N          of the server, in either profile            100
  --server-kills N   of PostgreSQL, Kafka, Elasticsearch, each    30
  --pauses N         of the server and of each of these           30
  --rounds N         that the faults are spread over               5
  --clients N        that write at once                            8
  --think S          seconds between two commands of a client, on average  0.05
  AUTHLEDGER_SEED, AUTHLEDGER_PROFILES as everywhere
"""

import argparse
import os
import random
import signal
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "integration")]
from faults_py import campaign, faults
from faults_py.stack import SERVERS, Stack
from support_py.service import Report, profiles


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--server-kills", type=int, default=30)
    parser.add_argument("--pauses", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--think", type=float, default=0.05)
    return parser.parse_args()


def planned(profile, given, rng):
    counts = {("kill", "server"): given.kills}
    if profile == "cluster":
        counts.update({("kill", name): given.server_kills for name in SERVERS})
        counts.update({("pause", name): given.pauses for name in ("server", *SERVERS)})
    return faults.plan(rng, counts)


def run_round(label, profile, stack, seed, given, some, report):
    if stack:  # a round that was broken off may have left one of them down
        for name in SERVERS:
            stack.start(name)
    one = campaign.Round(profile, stack, seed, given.clients, given.think)
    well, began = False, time.monotonic()
    try:
        one.start()
        one.injector.inject(some)
        found, drained = one.finish()
        print(f"{label}: {len(some)} faults in {time.monotonic() - began:.0f} s; {campaign.size_of(found)}; drained in {drained:.1f} s", flush=True)
        well = campaign.check_all(report, label, one, found)
    except RuntimeError as problem:
        report.check(f"{label}: comes to its end", False, str(problem))
    finally:
        one.close(keep=not well)
        if not well:
            print(f"{label}: kept {one.store.folder}, database, topic and prefix {one.store.name}", flush=True)
    return one.injector.recoveries


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # no process is left behind
    given = arguments()
    seed = int(os.environ.get("AUTHLEDGER_SEED") or random.SystemRandom().randrange(1 << 32))
    print(f"seed {seed}", flush=True)
    report = Report()
    for profile in profiles():
        began = time.monotonic()
        stack = Stack() if profile == "cluster" else None
        if stack:
            stack.begin()
            stack.ready()
        recoveries = []
        try:
            rng = random.Random(f"{seed} {profile}")
            todo = planned(profile, given, rng)
            for number in range(given.rounds):
                label = f"{profile} {number + 1}/{given.rounds}"
                recoveries += run_round(label, profile, stack, rng.randrange(1 << 32), given, faults.lists_first(rng, todo[number::given.rounds]), report)
        finally:
            if stack:
                stack.down()
        report.check(f"{profile}: every fault was done", len(recoveries) == len(todo), f"{len(recoveries)} of {len(todo)}")
        print(f"--- {profile}: {len(recoveries)} faults in {(time.monotonic() - began) / 60:.1f} min, seed {seed}")
        print("\n".join(faults.summary(recoveries)), flush=True)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
