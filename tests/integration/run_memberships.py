#!/usr/bin/env python3
"""active, inactive and banned part the members of every app, whatever is done to them: random sequences of commands over
the real server, compared with a model after each. In the cluster profile through three processes, one of which is killed
and started again all the time.

SEQUENCES: how many (120); long_memberships.py runs 10,000. AUTHLEDGER_SEED repeats the commands.
Environment: as run_outage.py."""

import os
import secrets
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
from support_py.memberships import Campaign
from support_py.service import Report, Service, Store, profiles
from support_py.several import Unsteady

KILL_EVERY_S = float(os.environ.get("KILL_EVERY_S", "4"))


def one_profile(profile, report, seed, sequences):
    store = Store(profile)
    store.env.update({"AUTHLEDGER__LIMITS__ENABLED": "0", "AUTHLEDGER__TOKENS__ACCESS_TTL_S": "86400",
                      "AUTHLEDGER__VERIFICATION__RESEND_WINDOW_S": "0"})
    servers = []
    try:
        servers.append(Service(store))
        if profile == "cluster":
            servers += [Service(store), Service(store)]
        alive, kills = list(servers), 0
        campaign = Campaign(lambda: list(alive), seed, sequences)
        began = time.monotonic()
        campaign.start()
        if len(servers) > 1:
            with Unsteady(servers[-1], alive, KILL_EVERY_S) as third:
                campaign.join()
            kills = third.kills
        else:
            campaign.join()
        took = time.monotonic() - began
        report.check(f"[{profile}] {sequences} sequences: active, inactive and banned part the members, as the model says",
                     not campaign.errors and campaign.total("checks") >= sequences, "; ".join(campaign.errors)[:1500])
        print(f"        {campaign.total('commands')} commands, {campaign.total('checks')} checks in {took:.0f} s; {len(servers)} "
              f"processes, {kills} kills, {sum(one.client.retried for one in campaign.worlds)} calls sent again")
        if len(servers) > 1:
            report.check(f"[{profile}] the third process was killed and came back", kills > 0)
    finally:
        for server in servers:
            server.kill()
        store.remove()


def main(sequences):
    seed = int(os.environ.get("AUTHLEDGER_SEED") or secrets.randbits(32))
    print(f"seed {seed} (AUTHLEDGER_SEED={seed} repeats it)")
    report = Report()
    for profile in profiles():
        one_profile(profile, report, seed, sequences)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main(int(os.environ.get("SEQUENCES", "120"))))
