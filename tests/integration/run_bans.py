#!/usr/bin/env python3
"""Bans on the real program.

1. Two processes on one store: 200 people are banned through the first; the second one is asked
   until it refuses them. Prints the p99 of that time, which must stay under a second. (Cluster
   profile; in the embedded one a store has one process, and the same process is asked.)
2. A ban whose time comes while the server is down is lifted when it is up again: log-in works at
   once, and lists and the log say so soon.
3. Of two processes exactly one lifts a ban: one user.unbanned in the log.

Environment: AUTHLEDGER_PROFILES as in run_http_contract.py, AUTHLEDGER_BANS (200).
"""

import datetime
import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

from support_py.service import PASSWORD, Service, Store, in_parallel  # noqa: E402

COUNT = int(os.environ.get("AUTHLEDGER_BANS", "200"))
PATIENCE_S = 30
PASSED = []


def check(truth, what):
    if not truth:
        raise AssertionError(what)
    PASSED.append(what)


def later(seconds):
    then = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return then.strftime("%Y-%m-%dT%H:%M:%S.") + f"{then.microsecond // 1000:03d}Z"


def sign_up(service, name, app):
    body = {"firstName": name, "lastName": "Person", "email": f"{name}@example.com", "app": app,
            "password": PASSWORD, "confirmPassword": PASSWORD}
    answer = service.call("POST", "/auth/signup", body)
    assert answer.status == 201, (answer.status, answer.body)
    return answer.json()["data"]


class Shop:
    """An app and its members, with a token each."""

    def __init__(self, service, prefix, members):
        owner = sign_up(service, prefix + "-owner", prefix)
        self.id = owner["client"]["apps"][0]["id"]
        self.token = owner["tokens"]["access_token"]
        people = in_parallel(members, lambda i: sign_up(service, f"{prefix}-{i}", prefix), 8)
        for person in people:
            if isinstance(person, Exception):
                raise person
        self.people = [(one["client"]["id"], one["tokens"]["access_token"],
                        one["client"]["email"]) for one in people]

    def ban(self, service, user, **more):
        answer = service.call("POST", "/manage/banUser",
                              {"user_id": user, "app_id": self.id, **more}, self.token)
        assert answer.status == 200, (answer.status, answer.body)

    def status(self, service, user):
        for name in ("getActiveUser", "getBannedUser"):
            answer = service.call("GET", f"/manage/{name}?app_id={self.id}&consistency=strong",
                                  token=self.token)
            if answer.status == 200 and any(row["id"] == user for row in answer.json()["data"]):
                return name
        return None


def refusals(first, second, shop):
    """How long the second process lets each banned person in, in seconds."""
    times = []
    for user, token, _ in shop.people:
        assert second.call("GET", "/currentuser", token=token).status == 200
        shop.ban(first, user)
        banned = time.monotonic()
        while second.call("GET", "/currentuser", token=token).status == 200:
            assert time.monotonic() < banned + PATIENCE_S, "never refused"
        times.append(time.monotonic() - banned)
        answer = first.call("GET", "/currentuser", token=token)
        assert answer.status == 403, (answer.status, answer.body)
    return sorted(times)


def unbanned_events(service, user):
    shown = service.store.run("events", "show", f"user-{user}").stdout
    return shown.count("user.unbanned")


def wait_for(what, truth):
    deadline = time.monotonic() + PATIENCE_S
    while not truth():
        assert time.monotonic() < deadline, what


def run(profile):
    store = Store(profile)
    services = []
    try:
        first = Service(store, AUTHLEDGER__LIMITS__ENABLED="0")
        services.append(first)
        second = first
        if profile == "cluster":
            second = Service(store, AUTHLEDGER__LIMITS__ENABLED="0")
            services.append(second)
        shop = Shop(first, "shop", COUNT)
        times = refusals(first, second, shop)
        p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
        print(f"[{profile}] {len(times)} bans, refused by {'another' if second is not first else 'the same'}"
              f" process after: median {times[len(times) // 2] * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms,"
              f" max {times[-1] * 1000:.1f} ms")
        check(p99 < 1, f"[{profile}] p99 under a second")
        login = {"username": shop.people[0][2], "password": PASSWORD}
        answer = second.call("POST", "/login", login)
        check(answer.status == 403 and answer.json()["errCode"] == "UserBanned",
              f"[{profile}] log-in is refused elsewhere, too")

        timed = Shop(first, "timed", 3)
        for user, _, _ in timed.people:
            timed.ban(first, user, until=later(3), reason="for a while")
        for service in services:
            service.stop()
        time_up = time.monotonic() + 3.2
        while time.monotonic() < time_up:
            time.sleep(0.05)  # the server is down: there is nobody to ask
        for service in services:
            service.start()
        for user, _, email in timed.people:
            answer = first.call("POST", "/login", {"username": email, "password": PASSWORD})
            check(answer.status == 200, f"[{profile}] over at its time, {answer.status}")
            wait_for("lists never showed it",
                     lambda user=user: timed.status(first, user) == "getActiveUser")
            check(unbanned_events(first, user) == 1, f"[{profile}] lifted once")
        check(timed.status(first, timed.people[0][0]) == "getActiveUser",
              f"[{profile}] lists follow")

        for user, _, email in timed.people:
            timed.ban(second, user, until=later(2))
        for user, _, email in timed.people:
            wait_for("never lifted", lambda user=user: unbanned_events(first, user) == 2)
        for service in services:
            service.stop()  # what was under way is done now
        check(all(unbanned_events(first, user) == 2 for user, _, _ in timed.people),
              f"[{profile}] exactly one process lifted each")
    finally:
        for service in services:
            if service.process.poll() is None:
                service.stop()
        store.remove()


def main():
    default = "embedded,cluster" if "AUTHLEDGER__POSTGRES__URL" in os.environ else "embedded"
    failed = []
    for profile in os.environ.get("AUTHLEDGER_PROFILES", default).split(","):
        try:
            run(profile)
        except AssertionError as failure:
            failed.append(f"[{profile}] {failure}")
            print("FAILED", failed[-1])
    print(f"{len(PASSED)} passed, {len(failed)} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
