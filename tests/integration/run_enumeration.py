#!/usr/bin/env python3
"""Whether answers or their times tell who has an account: in production settings, log-in, the start of every
verification, asking again too early, and wrong codes, for addresses that somebody has and that nobody has. The two are
asked in turns, in a random order; AUC is the chance that a known one takes longer than an unknown one (0.5: nobody can
tell).

AUTHLEDGER_LONG=1 takes 2,000 of each and the bounds 0.45 to 0.55 at the real cost of a password; else 200, wider
bounds and quick passwords. AUTHLEDGER_SEED repeats an order. Environment: as run_outage.py."""

import json
import os
import random
import re
import secrets
import socket
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
from support_py.service import Report, Service, Store, profiles

LONG = os.environ.get("AUTHLEDGER_LONG") == "1"
SAMPLES = 2000 if LONG else 200
LOW, HIGH = (0.45, 0.55) if LONG else (0.3, 0.7)
PEOPLE = 50
TRIES_PER_ADDRESS = 3  # of one account from one address: fewer than are delayed
PASSWORD = "correct horse battery"


class Link:
    """One kept connection from an address of ours; a request goes out in one write."""

    def __init__(self, port, source):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60, source_address=(source, 0))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def post(self, path, form):
        body = json.dumps(form).encode()
        request = (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                   f"Content-Length: {len(body)}\r\n\r\n").encode() + body
        started = time.perf_counter_ns()
        self.socket.sendall(request)
        head, _, rest = b"", b"", b""
        while b"\r\n\r\n" not in head:
            head += self.received()
        head, _, rest = head.partition(b"\r\n\r\n")
        length = int(re.search(rb"(?i)content-length: (\d+)", head).group(1))
        while len(rest) < length:
            rest += self.received()
        return time.perf_counter_ns() - started, head.decode(), rest.decode()

    def received(self):
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("the service closed the connection")
        return data


def auc(known, unknown):
    """Mann-Whitney: ties count half."""
    ranked = sorted([(value, 1) for value in known] + [(value, 0) for value in unknown])
    total, index = 0.0, 0
    while index < len(ranked):
        end = index
        while end < len(ranked) and ranked[end][0] == ranked[index][0]:
            end += 1
        rank = (index + 1 + end) / 2
        total += rank * sum(kind for _, kind in ranked[index:end])
        index = end
    count = len(known)
    return (total - count * (count + 1) / 2) / (count * len(unknown))


def person(known):
    word = secrets.token_hex(6)
    return {"email": f"{'k' if known else 'u'}{word}@example.com",
            "mobile": "+49" + str(secrets.randbelow(10**11)).zfill(11)}


class Bench:
    def __init__(self, profile, report, resend_window_s):
        self.profile, self.report = profile, report
        self.store = Store(profile)
        self.store.env.update({"AUTHLEDGER_ENV": "production", "AUTHLEDGER__LIMITS__ENABLED": "0",
                               "AUTHLEDGER__KEYS__MASTER_KEY": secrets.token_hex(32),
                               "AUTHLEDGER__VERIFICATION__RESEND_WINDOW_S": str(resend_window_s),
                               "AUTHLEDGER__VERIFICATION__MAX_TRIES": "1000000"})
        if LONG:
            del self.store.env["AUTHLEDGER__PASSWORD__MEMORY_KIB"], self.store.env["AUTHLEDGER__PASSWORD__ITERATIONS"]
        self.known = [person(True) for _ in range(PEOPLE)]
        self.unknown = [person(False) for _ in range(PEOPLE)]
        self.service = Service(self.store)
        self.import_people()
        self.links, self.compared = {}, 0

    def import_people(self):
        # Every other one has an address that is verified already: that must not show either.
        rows = [{**one, "fullname": "Somebody", "password": PASSWORD, "emailVerified": index % 2 == 0,
                 "mobileVerified": True} for index, one in enumerate(self.known)]
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.write("".join(json.dumps(row) + "\n" for row in rows))
            file.flush()
            done = self.store.run("users", "import", file.name)
        assert done.returncode == 0, done.stderr

    def post(self, who, round_of, path, form):
        source = f"127.{self.compared}.1.{1 + round_of}"
        if source not in self.links:
            self.links[source] = Link(self.service.port, source)
        return self.links[source].post(path, form(who))

    def compare(self, name, path, form, status):
        order = random.Random(SEED + name)
        self.compared += 1  # with addresses of its own: wrong guesses are counted by them
        for warm in range(PEOPLE):  # what is asked for the first time has a stream to begin
            for who in (self.known[warm], self.unknown[warm]):
                self.post(who, 0, path, form)
        times, shapes = {True: [], False: []}, {True: set(), False: set()}
        for index in range(SAMPLES):
            for known in order.sample((True, False), 2):
                who = (self.known if known else self.unknown)[index % PEOPLE]
                took, head, body = self.post(who, 1 + index // PEOPLE // TRIES_PER_ADDRESS, path, form)
                times[known].append(took)
                shapes[known].add(shape(head, body, who))
        found = auc(times[True], times[False])
        same = shapes[True] == shapes[False] and len(shapes[True]) == 1 and f" {status} " in next(iter(shapes[True]))
        median = {known: sorted(times[known])[SAMPLES // 2] / 1e6 for known in (True, False)}
        title = f"[{self.profile}] {name}"
        self.report.check(f"{title}: the same bytes", same, "" if same else sorted(shapes[True] ^ shapes[False]))
        self.report.check(f"{title}: the same times", LOW <= found <= HIGH,
                          f"AUC {found:.3f}, medians {median[True]:.3f} and {median[False]:.3f} ms, {SAMPLES} each")

    def remove(self):
        self.service.kill()
        self.store.remove()


def shape(head, body, who):
    """All that an answer shows but what differs from request to request."""
    lines = head.split("\r\n")
    varying = ("x-request-id", "x-position", "traceparent", "date", "retry-after", "set-cookie")
    kept = [line if line.split(":")[0].lower() not in varying else line.split(":")[0] for line in lines]
    text = re.sub(r'"date":"[^"]*"', '"date"', body)
    for value in who.values():
        text = text.replace(value, "WHO")
    return "\n".join(kept) + "\n" + text


def by_email(who):
    return {"email": who["email"]}


def by_mobile(who):
    return {"mobile": who["mobile"]}


def login(who):
    return {"username": who["email"], "password": "not it, 5 crows"}


def wrong_code(who):
    return {"email": who["email"], "secretCode": "nothing", "password": "an entirely new password"}


STARTS = (("email-verification", by_email), ("mobile-verification", by_email), ("password-reset-by-email", by_email),
          ("password-reset-by-mobile", by_mobile))
PATH = "/verification-services/"


def run(profile, report):
    bench = Bench(profile, report, 0)
    try:
        bench.compare("log-in", "/login", login, 401)
        for service, form in STARTS:
            bench.compare(f"start of {service}", f"{PATH}{service}/start", form, 200)
    finally:
        bench.remove()
    bench = Bench(profile, report, 86400)
    try:
        for service, form in STARTS:
            bench.compare(f"{service} asked for again", f"{PATH}{service}/start", form, 403)
        for service in ("email-verification", "password-reset-by-email"):
            bench.compare(f"wrong code for {service}", f"{PATH}{service}/complete", wrong_code, 403)
    finally:
        bench.remove()


SEED = os.environ.get("AUTHLEDGER_SEED") or str(secrets.randbelow(10**9))


def main():
    print(f"seed {SEED}")
    report = Report()
    for profile in profiles():
        run(profile, report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
