#!/usr/bin/env python3
"""Hostile HTTP: attacks the real program over bare sockets, while a bystander goes on working.

Prints a table, a row per probe: what came back, the server's memory before the probe, at its peak
and after it, and how the bystander fared. A row fails when an answer is not the wanted one, when
memory grows beyond the row's limit, or when the bystander sees an error or waits too long.

Environment: AUTHLEDGER_BIN (default build/release/authledger), AUTHLEDGER_HOSTILE_FULL=1 for full
sizes (thousands of slow clients, 1 GB), AUTHLEDGER_HOSTILE_P99_MS: how long the bystander may wait
at p99 (default: 1000, or 20 times what it waits when alone). Arguments select rows by a part of
their name.
"""

import os
import pathlib
import resource
import sys
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "integration")]

from hostile_http import descriptors, load, syntax  # noqa: E402
from hostile_http.bystander import Bystander  # noqa: E402
from hostile_http.raw import Process  # noqa: E402
from hostile_http.table import Limits, Table, repeated  # noqa: E402
from support_py.service import PASSWORD, Service, Store  # noqa: E402

FULL = os.environ.get("AUTHLEDGER_HOSTILE_FULL") == "1"
USERS = 400
QUIET_S = 2


class Target:
    """A running server and the sizes that it is attacked with."""

    crowd = 4000 if FULL else 600
    gigabyte = 1 << 30 if FULL else 64 << 20
    connections_max = 6000 if FULL else 900
    head_s = 10 if FULL else 2
    request_s = 30 if FULL else 3

    def __init__(self, limit=None, **settings):
        self.store = Store("embedded")
        self.service = Service(self.store, preexec=limit, AUTHLEDGER__LIMITS__ENABLED="0",
                               AUTHLEDGER__HTTP__CONNECTIONS_MAX=str(self.connections_max),
                               AUTHLEDGER__HTTP__HEADER_TIMEOUT_S=str(self.head_s),
                               AUTHLEDGER__HTTP__REQUEST_TIMEOUT_S=str(self.request_s), **settings)
        self.port = self.service.port
        self.process = Process(self.service.process.pid)
        self.token = self.service.login()["accessToken"]
        self.bystander = Bystander(self.port, self.token, PASSWORD)

    def stop(self):
        """True when the server has lived until now and stops as it should."""
        alive = self.service.process.poll() is None
        self.bystander.stop()
        code = self.service.stop()
        self.store.remove()
        return alive and code == 0


def add_users(target):
    for number in range(USERS):
        answer = target.service.call(
            "POST", "/v1/users", {"email": f"u{number}@example.com", "password": PASSWORD,
                                  "fullname": f"Somebody {number}", "bio": "b" * 500},
            token=target.token)
        assert answer.status == 201, answer.body


def attack(target, rows, table=None):
    chosen = [row for row in rows if not sys.argv[1:]
              or any(part in row[0] for part in sys.argv[1:])]
    if not chosen:
        return table
    target.bystander.mark()
    time.sleep(QUIET_S)
    quiet = target.bystander.mark()
    p99_ms = float(os.environ.get("AUTHLEDGER_HOSTILE_P99_MS", max(1000, 20 * quiet["p99_ms"])))
    table = Table(target.process, target.bystander, p99_ms, table)
    table.heading(quiet)
    for name, probe, limits in chosen:
        table.row(name, probe, limits)
    return table


def syntax_rows(target):
    return [(name, lambda sent=sent, wanted=wanted: repeated(target.port, sent, wanted), Limits())
            for name, sent, wanted in syntax.probes()]


def main():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    begun = time.monotonic()
    target = Target()
    add_users(target)
    rows = syntax_rows(target)
    rows += [(name, lambda probe=probe: probe(target), limits) for name, probe, limits in load.PROBES]
    table = attack(target, rows)
    lived = target.stop()
    few = Target(limit=descriptors.set_low_limit)
    table = attack(few, [(name, lambda probe=probe: probe(few), limits)
                         for name, probe, limits in descriptors.PROBES], table)
    lived = few.stop() and lived
    if not lived:
        print("FAILED  a server died, or did not stop")
    failed = (table.failed if table else 0) + (not lived)
    passed = (table.passed if table else 0) + lived
    print(f"soft limit of descriptors here: {soft}; took {time.monotonic() - begun:.0f} s")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not table else 0)


if __name__ == "__main__":
    main()
