#!/usr/bin/env python3
"""A rebuild, and its roll back, while people write and read, in both profiles: no read fails, none is staler than the position it
brings, totals never fall, and the new generation is the fold of the log. ROWS (default 5000) people are imported first,
RATE (default 100) writes a second go on meanwhile, and others, each of whom looks for it in a list. The long one: long_rebuild.py."""

import http.client
import json
import os
import random
import re
import signal
import sys
import tempfile
import threading
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "integration")]
from support_py.service import Report, Service, Store, profiles

ROWS = int(os.environ.get("ROWS", "5000"))
RATE = float(os.environ.get("RATE", "100"))
WRITERS = 4  # who look for what they wrote
PLAIN_WRITERS = 16  # who keep to the rate
PACE_MIN = 0.9 if ROWS > 100_000 else 0.5  # of RATE; the short version tells that there is a load at all
LOAD_S_MIN = 2  # a roll back takes less
HEAD_WITHIN_S = 60 + ROWS / 500


def make_rows(path, rng):
    first = ["Ada", "Émile", "Zoë", "Linus", "Grace", "Søren", "Łukasz", "Noor", "Yuki", "Iñaki"]
    last = ["Lovelace", "Zola", "Hopper", "Müller", "Tanaka", "Okafor", "Silva", "Novak"]
    with open(path, "w", encoding="utf-8") as out:
        for number in range(ROWS):
            row = {"email": f"person{number}@example.com", "fullname": f"{rng.choice(first)} {rng.choice(last)}", "emailVerified": True}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


class Caller:
    """One kept connection of one thread."""

    def __init__(self, service, token):
        self.service, self.token = service, token
        self.connection = None

    def call(self, method, path, body=None, headers=None):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=30)
        sent = {"Authorization": "Bearer " + self.token, **(headers or {})}
        if body is not None:
            sent["Content-Type"] = "application/json"
        try:
            self.connection.request(method, path, json.dumps(body) if body is not None else None, sent)
            answer = self.connection.getresponse()
            return answer.status, dict((k.lower(), v) for k, v in answer.getheaders()), answer.read()
        except Exception:
            self.connection.close()
            self.connection = None
            raise


class Load:
    """Writers at a fixed rate; writers who look for what they wrote with the position they were answered; and a reader who brings none."""

    def __init__(self, service, tokens, people):
        self.service, self.tokens = service, tokens
        self.people, self.others = people[:len(people) // 2], people[len(people) // 2:]
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.next_write = self.next_mark = 0
        self.began = time.monotonic()
        self.paced = self.writes = self.reads = self.reads_with_position = 0
        self.troubles = []
        self.slowest_ms = 0.0
        self.threads = [threading.Thread(target=self.run, args=(self.write_and_look, i)) for i in range(WRITERS)]
        self.threads += [threading.Thread(target=self.run, args=(self.write, i % WRITERS)) for i in range(PLAIN_WRITERS)]
        self.threads.append(threading.Thread(target=self.run, args=(self.read, WRITERS)))
        for thread in self.threads:
            thread.start()

    def run(self, work, number):
        caller = Caller(self.service, self.tokens[number])
        try:
            while not self.stopping.is_set():
                work(caller)
        except Exception as error:
            self.trouble(f"{work.__name__}: {error!r}")

    def trouble(self, text):
        with self.lock:
            self.troubles.append(text)

    def write(self, caller):
        with self.lock:
            number = self.next_write
            self.next_write += 1
        wait = self.began + number / RATE - time.monotonic()
        if wait > 0 and self.stopping.wait(wait):
            return
        person = self.others[number % len(self.others)]
        status, _, body = caller.call("PATCH", f"/v1/users/{person}", {"fullname": f"Somebody {number}"})
        if status != 200:
            return self.trouble(f"write {status} {body[:200]!r}")
        with self.lock:
            self.paced += 1
            self.writes += 1

    def write_and_look(self, caller):
        with self.lock:
            number = self.next_mark
            self.next_mark += 1
        person = self.people[number % len(self.people)]
        mark = f"Marker {os.getpid()} {number}x"
        status, headers, body = caller.call("PATCH", f"/v1/users/{person}", {"fullname": mark})
        if status != 200:
            return self.trouble(f"write {status} {body[:200]!r}")
        path = "/v1/users?fullname=" + urllib.parse.quote(mark)
        began = time.monotonic()
        seen, _, listed = caller.call("GET", path, headers={"x-position": headers["x-position"]})
        took = (time.monotonic() - began) * 1000
        with self.lock:
            self.writes += 1
            self.reads_with_position += 1
            self.slowest_ms = max(self.slowest_ms, took)
        # Another writer may have changed the same person since; then there is none, and nothing older.
        if seen != 200:
            return self.trouble(f"read with a position {seen} {listed[:200]!r}")
        names = [(one["id"], one["fullname"]) for one in json.loads(listed)["users"]]
        if names != [(person, mark)]:
            self.trouble(f"stale: {mark} at {headers['x-position']} shows {names}")

    def read(self, caller):
        for path in ("/v1/users", f"/v1/users?pageNumber={max(ROWS // 50, 1)}", "/v1/searchusers?keyword=hopper"):
            status, _, body = caller.call("GET", path, headers={"Cache-Control": "no-cache"})
            self.reads += 1
            if status != 200:
                return self.trouble(f"read {path} {status} {body[:200]!r}")
            total = json.loads(body)["paging"]["totalRowCount"]
            if path != "/v1/searchusers?keyword=hopper" and total < ROWS:
                self.trouble(f"{path} shows {total} of {ROWS}")
            self.stopping.wait(0.02)

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join()
        return time.monotonic() - self.began


def at_the_head(service, token):
    """Waits until a list shows the whole log."""
    deadline = time.monotonic() + HEAD_WITHIN_S
    while time.monotonic() < deadline:
        if service.call("GET", "/v1/users?consistency=strong", token=token).status == 200:
            return True
    return False


def check_load(report, load, seconds):
    report.check("there were reads of both kinds, and writes at the rate", load.reads and load.reads_with_position and load.paced >= PACE_MIN * RATE * seconds,
                 f"{load.paced} writes of {RATE * seconds:.0f} at {RATE:.0f}/s, {load.reads_with_position} reads with a position, {load.reads} without")
    report.check("no read failed, none was stale, no total fell", not load.troubles,
                 f"{load.writes} writes ({load.writes / seconds:.0f}/s), {load.reads_with_position} reads with a position (slowest {load.slowest_ms:.0f} ms), "
                 f"{load.reads} without" + "".join("\n        " + one for one in load.troubles[:5]))


def run_profile(profile, report):
    store = Store(profile)
    service = None
    try:
        with tempfile.NamedTemporaryFile(suffix=".jsonl") as rows:
            make_rows(rows.name, random.Random(11))
            began = time.monotonic()
            done = store.run("users", "import", rows.name)
            report.check("people are imported", done.returncode == 0, f"{time.monotonic() - began:.1f} s {done.stdout.splitlines()[-1:]}")
        began = time.monotonic()
        service = Service(store, AUTHLEDGER__TOKENS__ACCESS_TTL_S="86400")  # longer than the longest run
        tokens = [service.login()["accessToken"] for _ in range(WRITERS + 1)]
        report.check("the read model comes to the head", at_the_head(service, tokens[0]), f"{time.monotonic() - began:.1f} s")
        listed = service.call("GET", "/v1/users?pageRowCount=500&pageNumber=2", token=tokens[0]).json()["users"]
        people = [one["id"] for one in listed]
        for what, arguments in (("rebuild", []), ("roll back", ["--rollback"])):
            load = Load(service, tokens, people)
            began = time.monotonic()
            done = store.run("rebuild", "users", *arguments)
            took = time.monotonic() - began
            load.stopping.wait(max(0, LOAD_S_MIN - took))
            seconds = load.stop()
            folded = re.search(r"documents from (\d+) events in ([0-9.]+) s, compared", done.stdout)
            rate = f"{int(folded[1]) / float(folded[2]):.0f} events/s, " if folded else ""
            report.check(f"{what} under load", done.returncode == 0 and (rate or arguments), f"{rate}{took:.1f} s: {(done.stdout or done.stderr).strip()[-300:]}")
            check_load(report, load, seconds)
            report.check(f"after the {what} lists follow", at_the_head(service, tokens[0]))
        report.check("SIGTERM ends it with 0", service.stop() == 0)
        checked = store.run("verify")
        report.check("every document is the fold of its stream", checked.returncode == 0, (checked.stdout + checked.stderr).strip()[-300:])
    finally:
        if service:
            service.kill()
        store.remove()


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    report = Report()
    for profile in profiles():
        print("---", profile, flush=True)
        run_profile(profile, report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
