#!/usr/bin/env python3
"""Overload: log-ins at ten times what the hash pool can do, writes at five times what the log can take. What is too much is
refused with 503 or 429 and Retry-After at once, the rest goes on at nearly the peak rate, memory stays where it was, and reads
hardly notice. Peak and quiet values are measured in the same run. A round tells nothing about speed when other processes used
more than a tenth of the processors meanwhile: it is repeated, and if that does not help only what is no matter of time is judged,
which --long takes for a failure.

    run_overload.py            embedded profile, a few seconds each; wide bounds, which tell a collapse
    run_overload.py --long     both profiles, 20 s each, and writes that the processor limits, not the disk; the goals are the bounds

The load generator shares the processors with the server. Where the log's disk is the limit that does not matter. Where the
processor is, each refusal costs time that would have served a request; the last rows of --long show how much."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
for folder in ("load", "bench", "integration"):
    sys.path.insert(0, os.path.join(HERE, "..", folder))
import driver
from costs import Meter
from driver import group
from support_py.service import EMAIL, PASSWORD, Report, Service, Store

LONG = "--long" in sys.argv
SECONDS = 20 if LONG else 2
ROUNDS = 3
OTHERS_MAX = 0.1  # of the processors
GOOD_MIN = 0.9 if LONG else 0.5  # of the peak rate; of the reads that are due
OFFERED_MIN = 0.5  # of what a storm is to offer: refusals that take as long as answers keep clients from sending more
SYNC_MS = 10  # of the slow disk
SLOW_DISK = os.path.join(driver.ROOT, "build/release/tests/libauthledger_slow_disk.so")
READS = ("whoami", "get", "list")
PEOPLE = 500


def reads(token, user_id):
    return [group("whoami", path="/currentuser", token=token, rate=100, connections=8),
            group("get", path="/v1/users/" + user_id, token=token, rate=100, connections=8),
            group("list", path="/v1/users?caching=false", token=token, rate=50, connections=8)]


def logins(**more):
    return group("login", "POST", "/login", body={"username": EMAIL, "password": PASSWORD}, **more)


def profile_changes(token, ids, **more):
    return group("write", "PATCH", "/v1/users/{value}", body={"fullname": "Somebody Number {n}"}, token=token, values=ids, **more)


def busy_s():
    """Processor time that anybody has used."""
    with open("/proc/stat", encoding="ascii") as stat:
        fields = [int(one) for one in stat.readline().split()[1:]]
    return (sum(fields) - fields[3] - fields[4] - sum(fields[8:10])) / driver.TICKS


class Round:
    """Quiet, peak and storm, one after the other. `wrong` and `slow` list what did not hold, `others` is the greatest part of the
    processors that processes outside of the test had."""

    def __init__(self, service, readers, name, at_peak, in_storm, times):
        self.wrong, self.slow, self.others = [], [], 0
        self.meter = Meter(service.store, service.process.pid)
        quiet = self.load(service, readers)
        peak = self.load(service, [at_peak])[name]
        _, before_mb = driver.memory_mb(service.process.pid)
        in_storm["rate"] = times * max(1, peak.rate)
        storm = self.load(service, readers + [in_storm])
        _, after_mb = driver.memory_mb(service.process.pid)
        flood = storm[name]
        print(f"    offered {in_storm['rate']:.0f}/s; memory at most {before_mb:.0f} MB before, {after_mb:.0f} MB after; load generator "
              f"{storm['all']['clientCpu_s'] / SECONDS:.2f} processors; others had {100 * self.others:.0f} % of the machine")
        for row in [f"peak  {peak}", f"storm {flood}"] + [f"quiet {quiet[one]}\n    storm {storm[one]}" for one in READS]:
            print("    " + row, flush=True)
        self.expect(flood.refused["count"] > 0, "nothing was refused")
        self.expect(flood.withoutRetryAfter == 0, f"{flood.withoutRetryAfter} refusals without Retry-After")
        self.expect(flood.odd_count == 0, f"other answers {flood.counts}: {flood.odd[:300]}")
        self.expect(after_mb - before_mb < 32, f"{after_mb - before_mb:.0f} MB more")
        self.in_time(flood.rate >= GOOD_MIN * peak.rate, f"good {flood.rate:.0f}/s of {peak.rate:.0f}/s")
        offered = flood.answers / SECONDS
        self.in_time(offered >= OFFERED_MIN * in_storm["rate"], f"only {offered:.0f}/s were answered of {in_storm['rate']:.0f}/s")
        self.in_time(flood.refused["p99"] < 50, f"refused after {flood.refused['p99']:.0f} ms (p99)")
        for given in readers:
            one, due = given["name"], given["rate"] * SECONDS
            then, now = quiet[one].good["p99"], storm[one].good["p99"]
            self.in_time(now <= (2 * then if LONG else 100), f"{one}: p99 {now:.2f} ms, quiet {then:.2f}")
            self.in_time(storm[one].good["count"] >= GOOD_MIN * due, f"{one}: {storm[one].good['count']} of {due:.0f} answered")
            self.expect(0 < storm[one].answers == storm[one].good["count"], f"{one}: answers {storm[one].counts}")

    def load(self, service, groups):
        before, busy = sum(self.meter.read().values()), busy_s()
        outcomes = driver.run(service.port, groups, SECONDS)
        ours = sum(self.meter.read().values()) - before + outcomes["all"]["clientCpu_s"]
        self.others = max(self.others, (busy_s() - busy - ours) / os.cpu_count() / (SECONDS + 0.3))
        return outcomes

    def expect(self, good, what):
        if not good:
            self.wrong.append(what)

    def in_time(self, good, what):
        if not good:
            self.slow.append(what)


def judge(report, name, make_round):
    """Right in every round; quick in one of them, unless all were disturbed."""
    wrong, slow = [], []
    for number in range(1, ROUNDS + 1):
        print(f"  round {number}", flush=True)
        done = make_round()
        wrong += done.wrong
        if not done.slow:
            slow = None
            break
        print("    too slow: " + "; ".join(done.slow), flush=True)
        if done.others <= OTHERS_MAX:
            slow.append("; ".join(done.slow))
    report.check(name + ": answers and memory", not wrong, "; ".join(wrong))
    if slow == [] and not LONG:
        print(f"        {name}: speed not judged, others used the processors")
    else:
        report.check(name + ": speed", slow is None, " | ".join(slow or ["others used the processors in every round"]))


def sessions(service):
    """Two sessions of the administrator: reads of the second don't wait for writes of the first."""
    one, two = service.login(), service.login()
    return one["accessToken"], two["accessToken"], one["userId"]


def people(store):
    path = os.path.join(store.folder, "people.ndjson")
    with open(path, "w", encoding="utf-8") as out:
        for i in range(PEOPLE):
            out.write('{"email":"person%d@example.com","fullname":"Person %d"}\n' % (i, i))
    store.run("users", "import", path)


def ids_of(service, token):
    page = service.call("GET", "/v1/users?pageRowCount=500&consistency=strong", token=token)
    while page.status == 503:  # each look waits by itself
        page = service.call("GET", "/v1/users?pageRowCount=500&consistency=strong", token=token)
    return [user["id"] for user in page.json()["users"]]


def log_in_storm(report, profile):
    print(f"--- {profile}: log-ins at ten times the hash pool's capacity", flush=True)
    store = Store(profile)
    service = Service(store, AUTHLEDGER__PASSWORD__MEMORY_KIB="19456", AUTHLEDGER__PASSWORD__ITERATIONS="2")
    try:
        _, token, user_id = sessions(service)
        driver.run(service.port, reads(token, user_id) + [logins(connections=8)], 1)
        judge(report, f"{profile}: a log-in storm",
              lambda: Round(service, reads(token, user_id), "login", logins(connections=8), logins(connections=256), 10))
    finally:
        service.kill()
        store.remove()


def slow_log(store):
    """Makes each commit of the log take longer; settings for the server."""
    if store.profile == "embedded":
        return {"LD_PRELOAD": SLOW_DISK, "AUTHLEDGER_SYNC_MS": str(SYNC_MS)}
    store.psql(f"ALTER DATABASE {store.name} SET commit_delay = {SYNC_MS * 1000}")
    store.psql(f"ALTER DATABASE {store.name} SET commit_siblings = 0")
    return {}


def write_storm(report, profile, slow):
    print(f"--- {profile}: writes at five times the log's capacity, limited by the {'disk' if slow else 'processor'}", flush=True)
    store = Store(profile)
    people(store)
    service = Service(store, **(slow_log(store) if slow else {}))
    try:
        writer, token, user_id = sessions(service)
        ids = ids_of(service, token)
        driver.run(service.port, reads(token, user_id) + [profile_changes(writer, ids, connections=64)], 1)

        def one():
            return Round(service, reads(token, user_id), "write", profile_changes(writer, ids, connections=64),
                         profile_changes(writer, ids, connections=600), 5)

        if slow:
            judge(report, f"{profile}: a storm of writes", one)
        else:
            shown = one()
            report.check(f"{profile}: a storm of writes that the processor limits: answers and memory", not shown.wrong, "; ".join(shown.wrong))
            print("    speed shown, not judged; did not hold: " + ("; ".join(shown.slow) or "nothing"))
    finally:
        service.kill()
        store.remove()


def main():
    report = Report()
    for profile in ("embedded", "cluster") if LONG else ("embedded",):
        log_in_storm(report, profile)
        write_storm(report, profile, slow=True)
        if LONG:
            write_storm(report, profile, slow=False)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
