#!/usr/bin/env python3
"""Two processes on one log: one stream that both change, and e-mail addresses that both register.

Per profile: a process wins each contested version and each contested address exactly once, nothing that was answered is lost, and the log has
nothing that was not answered. AUTHLEDGER_LONG: more of each. AUTHLEDGER_SEED repeats the choices.
"""

import collections
import json
import os
import random
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration"))
from support_py.service import Report, Service, Store, in_parallel, profiles

LONG = "AUTHLEDGER_LONG" in os.environ
VERSIONS = 500 if LONG else 60
CLIENTS = 3  # per process and contested version
BLIND = 3000 if LONG else 400  # changes without If-Match
REPEATS = 1000 if LONG else 100
ADDRESSES = 1000 if LONG else 250
PASSWORD = "a long enough one"


def together(calls):
    """Runs the calls at the same moment; the answers in order."""
    answers = [None] * len(calls)
    barrier = threading.Barrier(len(calls))

    def run(index):
        barrier.wait()
        answers[index] = calls[index]()
    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def position_of(answer):
    return int(answer.header("x-position").split("-")[1])


def events_of(store, stream):
    return [json.loads(line) for line in store.run("events", "show", stream).stdout.splitlines()]


def contested_versions(store, services, token, report, dice):
    user = services[0].call("POST", "/v1/registeruser", {"email": "stream@example.com", "password": PASSWORD, "fullname": "Stream"}).json()["user"]
    path, version = "/v1/users/" + user["id"], user["recordVersion"]
    winners, wrong = [], collections.Counter()
    for round_ in range(VERSIONS):
        calls = []
        for index in range(CLIENTS * len(services)):
            def change(service=services[index % len(services)], name=f"round {round_} client {index}", seen=version):
                return service.call("PATCH", path, {"fullname": name}, token=token, headers={"If-Match": f'"{seen}"'})
            calls.append(change)
        dice.shuffle(calls)
        answers = together(calls)
        statuses = sorted(answer.status for answer in answers)
        if statuses != [200] + [409] * (len(calls) - 1):
            wrong[str(statuses)] += 1
        won = [answer for answer in answers if answer.status == 200]
        winners += [(position_of(answer), answer.json()["user"]["fullname"]) for answer in won]
        version = max((answer.json()["user"]["recordVersion"] for answer in won), default=version)
    report.check(f"{VERSIONS} versions, {CLIENTS} clients on each of {len(services)} processes: one 200 each, the others 409", not wrong, str(dict(wrong)))
    events = events_of(store, "user-" + user["id"])
    report.check("the stream has exactly the winners' events, versions 1..N",
                 [event["position"] for event in events[1:]] == [position for position, _ in winners]
                 and [event["streamVersion"] for event in events] == list(range(1, VERSIONS + 2)), f"{len(events)} events")
    for service in services:
        shown = service.call("GET", path + "?consistency=strong", token=token).json()["user"]
        report.check("and shows the last winner's change", shown["fullname"] == winners[-1][1] and shown["recordVersion"] == VERSIONS + 1, shown["fullname"])


def blind_changes(store, services, token, report):
    user = services[0].call("POST", "/v1/registeruser", {"email": "blind@example.com", "password": PASSWORD, "fullname": "Blind"}).json()["user"]
    path = "/v1/users/" + user["id"]
    answers = in_parallel(BLIND, lambda i: services[i % len(services)].call("PATCH", path, {"bio": f"change {i}"}, token=token), threads=8)
    counts = collections.Counter(answer.status for answer in answers)
    report.check(f"{BLIND} changes without If-Match: done or refused", counts[200] > 0 and set(counts) <= {200, 409, 503}, str(dict(counts)))
    done = {position_of(answer): answer.json()["user"] for answer in answers if answer.status == 200}
    events = events_of(store, "user-" + user["id"])
    report.check("no update is lost and none is written twice", sorted(done) == [event["position"] for event in events[1:]] and len(done) == counts[200],
                 f"{len(events) - 1} events")
    last = services[1].call("GET", path, token=token).json()["user"]
    report.check("the last position's change is the one that shows", last["bio"] == done[max(done)]["bio"], last["bio"])


def repeated_changes(services, token, report):
    """One process changes something, the other is asked for the same at once and has nothing to change."""
    user = services[0].call("POST", "/v1/registeruser", {"email": "again@example.com", "password": PASSWORD, "fullname": "Again"}).json()["user"]
    older = []
    for i in range(REPEATS):
        here, there = services if i % 2 else reversed(services)
        first, again = (service.call("PATCH", "/v1/users/" + user["id"], {"bio": f"change {i}"}, token=token) for service in (here, there))
        if first.status != 200 or again.status != 200 or position_of(again) < position_of(first):
            older.append((i, first.status, first.header("x-position"), again.status, again.header("x-position")))
    report.check(f"{REPEATS} changes asked of the other process again: the position answered holds what was found there", not older, str(older[:3]))


def contested_addresses(store, services, report, dice):
    def register(index):
        calls = [lambda service=service: service.call("POST", "/v1/registeruser", {
            "email": f"wanted-{index}@example.com", "password": PASSWORD, "fullname": service.name}) for service in services]
        dice.shuffle(calls)
        answers = together(calls)
        for turn in range(len(answers)):  # the hash pool may be full: the client tries again
            while answers[turn].status == 503:
                answers[turn] = calls[turn]()
        return answers
    results = in_parallel(ADDRESSES, register, threads=8)
    failed = [result for result in results if isinstance(result, Exception)]
    report.check("every registration was answered", not failed, str(failed[:1]))
    results = [result for result in results if not isinstance(result, Exception)]
    statuses = collections.Counter(tuple(sorted(answer.status for answer in answers)) for answers in results)
    report.check(f"{ADDRESSES} addresses on {len(services)} processes: one 201 each, the other 409", statuses == {(201, 409): ADDRESSES}, str(dict(statuses)))
    won = [answer.json()["user"] for answers in results for answer in answers if answer.status == 201]
    shares = collections.Counter(user["fullname"] for user in won)
    report.check("both processes won some", len(shares) == len(services), str(dict(shares)))
    registered = collections.Counter()
    for line in store.run("events", "tail", "--after", "0", "--once").stdout.splitlines():
        event = json.loads(line)
        if event["type"] == "user.registered":
            registered[event["stream"]] += 1
    streams = {"user-" + user["id"] for user in won}
    report.check("one stream for each, and no other", streams <= set(registered) and set(registered.values()) == {1} and len(streams) == ADDRESSES
                 and len(registered) == ADDRESSES + 4, f"{len(registered)} people")  # and the first superAdmin and the three above
    owners = store.claim_owners()
    report.check("one claim for each, held by its stream", len(owners) == len(registered) and set(owners) == set(registered), f"{len(owners)} claims")


class Log(Store):
    def claim_owners(self):
        if self.profile == "cluster":
            import subprocess
            query = ["psql", "-qAt", self.env["AUTHLEDGER__POSTGRES__URL"], "-c", "SELECT owner FROM claims WHERE kind = 'email'"]
            return subprocess.run(query, check=True, capture_output=True, text=True).stdout.split()
        import sqlite3
        with sqlite3.connect(os.path.join(self.folder, "log.db")) as database:
            return [owner for owner, in database.execute("SELECT owner FROM claims WHERE kind = 'email'")]


class Process(Service):
    def __init__(self, store, name):
        super().__init__(store)
        self.name = name


def run(profile, report, dice):
    print(f"--- {profile}", flush=True)
    store, services = Log(profile), []
    try:
        for name in ("first", "second"):
            services.append(Process(store, name))
        token = services[0].login()["accessToken"]
        contested_versions(store, services, token, report, dice)
        blind_changes(store, services, token, report)
        repeated_changes(services, token, report)
        contested_addresses(store, services, report, dice)
    finally:
        for service in services:
            service.kill()
        store.remove()


def main():
    seed = int(os.environ.get("AUTHLEDGER_SEED", random.SystemRandom().getrandbits(40)))
    print(f"seed {seed} (AUTHLEDGER_SEED={seed} repeats it)", flush=True)
    report, dice = Report(), random.Random(seed)
    for profile in profiles():
        run(profile, report, dice)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
