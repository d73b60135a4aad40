#!/usr/bin/env python3
"""What each operation costs, end to end: the real program, a light load generator (tests/load), CPU time of the server and of its
databases, beside the limits of the parts measured in the same run. Writes the table between the marks in docs/performance.md.

    end_to_end.py [--sizes 10000,100000] [--profiles embedded,cluster] [--seconds 3] [--dry-run]

--dry-run prints and writes nothing. Needs the release build, and for the cluster profile the servers that scripts/stack env names."""

import argparse
import math
import os
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
for folder in (HERE, os.path.join(HERE, "..", "load"), os.path.join(HERE, "..", "integration")):
    sys.path.insert(0, folder)
import driver
import limits
import report
from costs import Meter, difference_ms
from driver import group
from people import SECRET, import_people
from support_py.service import Service, Store, in_parallel

CHEAP = {"AUTHLEDGER__PASSWORD__MEMORY_KIB": "8", "AUTHLEDGER__PASSWORD__QUEUE": "80", "AUTHLEDGER__HTTP__WRITE_WORKERS": "96"}
STRONG = {"AUTHLEDGER__PASSWORD__MEMORY_KIB": "19456", "AUTHLEDGER__PASSWORD__ITERATIONS": "2"}
HEAD_MAX_S = 900
QUIET = {"AUTHLEDGER__LOG__LEVEL": "error", "AUTHLEDGER__LIMITS__ENABLED": "0"}


class Bench:
    """One profile with one number of people."""

    def __init__(self, profile, size, seconds, password_hash):
        self.size, self.seconds, self.rows, self.failed = size, seconds, {}, []
        self.store = Store(profile)
        self.next_n = 1
        self.service = None
        took_s = import_people(self.store, size, password_hash)
        self.note("import_rows_per_s", size / took_s)

    def note(self, name, value, **more):
        self.rows[name] = {"value": value, **more}
        print(f"    {name}: {value:.2f} {more or ''}", flush=True)

    def start(self, **settings):
        began = time.monotonic()
        self.service = Service(self.store, **QUIET, **settings)
        while self.service.call("GET", "/health").status != 200:
            pass
        self.ready_s = time.monotonic() - began
        self.meter = Meter(self.store, self.service.process.pid)

    def measure(self, name, one, warm_up_s=0.5):
        """Rate, latency and CPU per operation of one kind of request; what gets no good answer is noted and left out."""
        if warm_up_s:
            driver.run(self.service.port, [one], warm_up_s, warm_up_s=0, first_n=self.next_n)
        for seconds in (self.seconds, 5 * self.seconds):  # a slow one gets a second chance
            self.next_n += 1_000_000
            before = self.meter.read()
            outcomes = driver.run(self.service.port, [one], seconds, warm_up_s=0, first_n=self.next_n)
            met = outcomes[one["name"]]
            cpu = difference_ms(before, self.meter.read(), met.good["count"])  # what refusals cost, too
            if met.good["count"]:
                break
        self.next_n += 1_000_000
        if met.odd_count or not met.good["count"]:
            self.failed.append(name)
            print(f"    {name}: NOT MEASURED, answers by status {met.counts} {met.odd[:500]}", flush=True)
            return
        self.rows[name] = {"cpu_ms": sum(cpu.values()), "rate": met.rate, "p50": met.good["p50"], "p99": met.good["p99"], "parts": cpu,
                           "client_cpu_ms": 1000 * outcomes["all"]["clientCpu_s"] / met.good["count"]}
        parts = " ".join(f"{part} {ms:.3f}" for part, ms in cpu.items() if ms >= 0.0005)
        print(f"    {name}: {sum(cpu.values()):.3f} ms CPU ({parts}; load generator {self.rows[name]['client_cpu_ms']:.3f}), {met}", flush=True)

    def wait_for_head(self, token):
        began = time.monotonic()
        while True:
            answer = self.service.call("GET", "/v1/users?pageRowCount=1&consistency=strong", token=token)
            took = time.monotonic() - began
            if answer.status == 200:
                return took
            if took > HEAD_MAX_S:
                raise RuntimeError(f"read models are not at the head after {took:.0f} s: {answer.body[:300]} {self.service.call('GET', '/admin/health').body}")

    def logins_and_reads(self):
        self.start(**STRONG)
        self.note("ready_s", self.ready_s)
        admin = self.service.login()["accessToken"]
        self.note("head_after_import_s", self.wait_for_head(admin))
        self.service.stop()
        self.start(**STRONG)
        self.note("ready_again_s", self.ready_s)
        idle_mb, _ = driver.memory_mb(self.service.process.pid)
        self.note("memory_idle_mb", idle_mb)
        admin = self.service.login()["accessToken"]
        emails = [f"person{i * 37 % self.size}@example.com" for i in range(min(self.size, 5000))]
        self.measure("login", group("login", "POST", "/login", body={"username": "{value}", "password": SECRET}, values=emails, connections=8))
        people = in_parallel(32, lambda i: self.service.login(f"person{i}@example.com", SECRET)["accessToken"], threads=4)
        bearer = ["authorization: Bearer {token}"]
        self.measure("whoami", group("whoami", path="/currentuser", headers=bearer, tokens=people, connections=32))
        self.measure("relogin", group("relogin", path="/relogin", headers=bearer, tokens=people, connections=32,
                                      tokenHeader="airbnb3-access-token"), warm_up_s=0)  # which would end the tokens
        self.lists(admin)
        after_mb, most_mb = driver.memory_mb(self.service.process.pid)
        self.note("memory_after_mb", after_mb, most=most_mb)
        self.service.stop()

    def lists(self, admin):
        last = (self.size + 1 + 24) // 25
        digits = [str(self.size * 7 // 10 + i * 13) for i in range(50)]
        pages = [("list", "/v1/users?caching=false", 16), ("list_cached", "/v1/users", 32),
                 ("deep_page", f"/v1/users?caching=false&pageNumber={min(3000, last)}", 8)]
        for name, path, connections in pages:
            self.measure(name, group(name, path=path, token=admin, connections=connections))
        search = "/v1/searchusers?caching=false&keyword="
        self.measure("search_rare", group("search_rare", path=search + "{value}", values=digits, token=admin, connections=8))
        self.measure("search_frequent", group("search_frequent", path=search + "inus+pers", token=admin, connections=8))

    def writes(self):
        self.start(**CHEAP)
        admin, reader = self.service.login()["accessToken"], self.service.login()["accessToken"]
        self.measure("create", group("create", "POST", "/v1/users", token=admin, connections=64, body={
            "email": "made{n}@example.org", "password": "a long enough secret", "fullname": "Made By Number {n}"}))
        self.wait_for_head(reader)
        page = self.service.call("GET", "/v1/users?pageRowCount=500", token=reader).json()
        self.visible(admin, reader, [user["id"] for user in page["users"]])
        self.service.stop()

    def visible(self, admin, reader, ids):
        """From the answer of a write to that of a list which shows it, while others write 500 times a second."""
        change = group("change", "PATCH", "/v1/users/{value}", body={"fullname": "Changed To {n}"}, token=admin, values=ids[:400], connections=32, rate=500)
        result = {}
        seconds = max(3, self.seconds)
        load = threading.Thread(target=lambda: result.update(driver.run(self.service.port, [change], seconds, first_n=self.next_n)))
        load.start()
        times_ms, stale, refused = [], 0, 0
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            name = f"Seen {len(times_ms)} At Once"
            done = self.service.call("PATCH", f"/v1/users/{ids[450]}", {"fullname": name}, token=admin)
            began = time.monotonic()
            page = self.service.call("GET", "/v1/users?email=" + done.json()["user"]["email"], token=reader,
                                     headers={"x-position": done.header("x-position")})
            times_ms.append(1000 * (time.monotonic() - began))
            refused += page.status == 503  # the list waited as long as it may
            stale += page.status == 200 and name not in [user["fullname"] for user in page.json()["users"]]
        load.join()
        times_ms.sort()
        self.note("visible_p50_ms", times_ms[len(times_ms) // 2], samples=len(times_ms), refused=refused, stale=stale)
        self.note("visible_p99_ms", times_ms[math.ceil(0.99 * len(times_ms)) - 1])
        self.note("visible_writes_per_s", result["change"].rate)
        if stale or refused:
            self.failed.append(f"write to visible: {stale} stale, {refused} refused")

    def run(self):
        try:
            self.logins_and_reads()
            self.writes()
            return self.rows
        finally:
            if self.service:
                self.service.kill()
            self.store.remove()


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", default="10000,100000")
    options.add_argument("--profiles", default="embedded,cluster")
    options.add_argument("--seconds", type=float, default=3)
    options.add_argument("--dry-run", action="store_true")
    given = options.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    parts = limits.measure()
    tables, failed = {}, []
    for profile in given.profiles.split(","):
        for size in sizes:
            print(f"--- {profile}, {size} people", flush=True)
            bench = Bench(profile, size, given.seconds, parts["password_hash"])
            tables.setdefault(profile, {})[size] = bench.run()
            failed += [f"{one} ({profile}, {size} people)" for one in bench.failed]
    text = report.markdown(parts, tables)
    print(text)
    if not given.dry_run:
        report.write(os.path.join(driver.ROOT, "docs/performance.md"), text)
    for one in failed:
        print(f"not measured, or wrong: {one}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
