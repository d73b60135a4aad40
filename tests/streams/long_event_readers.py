#!/usr/bin/env python3
"""5,000 readers of /v1/events, 100 of them slow, while log-ins go on.

Log-ins come at an even rate, hashed as in production; before, with the readers, and after. The p99
with readers may be 1.5 times the one without. Prints the memory per reader.

  AUTHLEDGER_READERS        how many (5000)
  AUTHLEDGER_LOGIN_RATE     log-ins a second (12)
  AUTHLEDGER_READERS_S      seconds of each part (45)
"""

import json
import os
import pathlib
import statistics
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "integration"), str(HERE.parent / "load")]
sys.dont_write_bytecode = True

import driver  # noqa: E402
import readers  # noqa: E402
from support_py.service import EMAIL, PASSWORD, Report, Service, Store, profiles  # noqa: E402

COUNT = int(os.environ.get("AUTHLEDGER_READERS", 5000))
SLOW = 100
RATE = float(os.environ.get("AUTHLEDGER_LOGIN_RATE", 12))
SECONDS = float(os.environ.get("AUTHLEDGER_READERS_S", 45))
RATIO_MAX = 1.5
KB_PER_READER_MAX = 40
SETTINGS = {"AUTHLEDGER__PASSWORD__MEMORY_KIB": "19456", "AUTHLEDGER__PASSWORD__ITERATIONS": "2",
            "AUTHLEDGER__EVENTS__HEART_BEAT_S": "15", "AUTHLEDGER__LOG__LEVEL": "warning"}


def rss_kb(service):
    with open(f"/proc/{service.process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def log_ins(service, name):
    """The p99 of log-ins at the rate, in ms."""
    logins = driver.group("login", "POST", "/login", connections=8, rate=RATE,
                          body={"username": EMAIL, "password": PASSWORD})
    outcome = driver.run(service.port, [logins], SECONDS)["login"]
    print(f"{name}: {outcome}", flush=True)
    assert outcome.good["count"] > 0.9 * RATE * SECONDS, outcome.counts
    return outcome.good["p99"]


def one_profile(report, profile):
    store = Store(profile)
    service = Service(store, **SETTINGS)
    try:
        token = service.login()["accessToken"]
        log_ins(service, f"{profile}, warming up")
        without = [log_ins(service, f"{profile}, without readers")]
        before = rss_kb(service)
        crowd = readers.Readers(service.port, token, COUNT - SLOW, SLOW)
        opened = json.loads(crowd.wait_open())
        report.check(f"{profile}: {opened['open']} readers are open", opened["open"] == COUNT,
                     str(opened))
        idle = (rss_kb(service) - before) / COUNT
        cpu = driver.cpu_s(service.process.pid)
        having = log_ins(service, f"{profile}, with {COUNT} readers")
        cpu = (driver.cpu_s(service.process.pid) - cpu) / SECONDS
        busy = (rss_kb(service) - before) / COUNT
        counts = crowd.counts()
        without.append(log_ins(service, f"{profile}, without readers again"))
        print(f"{profile}: the readers got {counts}", flush=True)
        report.check(f"{profile}: memory per reader {idle:.1f} kB idle, {busy:.1f} kB under events; "
                     f"{cpu:.2f} cores used", busy < KB_PER_READER_MAX)
        quick = COUNT - SLOW
        report.check(f"{profile}: each of {quick} quick readers got the events",
                     counts["events"] >= quick * RATE * SECONDS * 0.9 and counts["closed"] == 0,
                     str(counts))
        ratio = having / statistics.mean(without)
        report.check(f"{profile}: p99 of log-ins {having:.1f} ms with readers, "
                     f"{without[0]:.1f} and {without[1]:.1f} ms without: {ratio:.2f} times",
                     ratio <= RATIO_MAX)
    finally:
        service.stop()
        store.remove()


def main():
    report = Report()
    for profile in profiles():
        one_profile(report, profile)
    sys.exit(report.finish())


if __name__ == "__main__":
    main()
