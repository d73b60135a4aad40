#!/usr/bin/env python3
"""Two processes on one store, and a third that is killed and started again all the time (cluster profile):

1. a hundred refreshes of one token at once, at whichever process: one successor, nobody logged out; the token that comes
   back after the grace ends the session at every process, with its event, once
2. bans until a time, set at whichever process, end by themselves: one event each, log-in works through either
3. bans whose time comes while no process is up end when they are up again
4. a ban, and its end, show in the next list that anybody asks of any process with the position of the write
5. who wrote at one process is known at the next: the own profile with the position of its change, a session that has passed
   its second factor, and one that goes on (relogin) right behind the end of all others

What the others promise is in run_three_faces.py (faces, bans), run_memberships.py (the partition) and
long_member_lists.py (size). ROUNDS: of each (12). Environment: as run_outage.py."""

import datetime
import json
import os
import random
import secrets
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
from support_py.service import PASSWORD, Report, Service, Store, in_parallel, profiles
from support_py.several import Client, Unsteady

ROUNDS = int(os.environ.get("ROUNDS", "12"))
GRACE_S = 15
PATIENCE_S = 60


def later(seconds):
    then = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return then.strftime("%Y-%m-%dT%H:%M:%S.") + f"{then.microsecond // 1000:03d}Z"


class Bench:
    def __init__(self, report):
        self.report = report
        self.store = Store("cluster")
        self.store.env.update({"AUTHLEDGER__LIMITS__ENABLED": "0", "AUTHLEDGER__TOKENS__REFRESH_GRACE_S": str(GRACE_S)})
        self.servers = [Service(self.store) for _ in range(3)]
        self.steady = self.servers[:2]
        self.alive = list(self.servers)
        self.anybody = Client(lambda: list(self.alive), random.Random())
        self.root = self.good("POST", "/login", {"username": "root@example.com", "password": PASSWORD})["accessToken"]
        self.app = self.good("POST", "/manage/postAddApps", {"app_name": "shop", "description": "a shop"}, self.root)["data"]["id"]

    def check(self, name, good, detail=""):
        self.report.check(name, good, "" if good else str(detail)[:500])

    def client(self):
        """Of one thread: whom it asks and what it has seen are its own."""
        return Client(lambda: list(self.alive), random.Random())

    def good(self, method, path, body=None, token=None):
        answer = self.anybody.call(method, path, body, token=token)
        assert answer.status in (200, 201), (method, path, answer.status, answer.body)
        return answer.json()

    def member(self):
        """(id, e-mail address)"""
        email = f"{secrets.token_hex(6)}@example.com"
        made = self.good("POST", "/v1/registeruser", {"email": email, "password": PASSWORD, "fullname": "Ada"})["user"]
        self.good("POST", "/manage/postAddUserToApp", {"app_id": self.app, "user_id": made["id"]}, self.root)
        return made["id"], email

    def ban(self, user, **more):
        self.good("POST", "/manage/banUser", {"user_id": user, "app_id": self.app, **more}, self.root)

    def log_in(self, server, email):
        return server.call("POST", "/login", {"username": email, "password": PASSWORD}).status

    def events(self, stream, kind):
        lines = self.store.run("events", "show", stream).stdout.splitlines()
        return [one for one in map(json.loads, lines) if one["type"] == kind]

    def wait(self, truth):
        """Whether it comes true in time; each look asks a process."""
        end = time.monotonic() + PATIENCE_S
        while not truth():
            if time.monotonic() > end:
                return False
        return True

    def remove(self):
        for server in self.servers:
            server.kill()
        self.store.remove()


def refresh(client, token):
    return client.call("POST", "/refresh_token", {"refresh_token": token})


def use(server, token):
    return server.call("POST", "/test", token=token).status


def refreshes(bench):
    odd, thefts = [], []
    for _ in range(ROUNDS):
        _, email = bench.member()
        first = bench.good("POST", "/user_login", {"username": email, "password": PASSWORD})["data"]
        answers = in_parallel(100, lambda _, first=first: refresh(bench.client(), first["refresh_token"]), threads=100)
        statuses = {getattr(answer, "status", repr(answer)) for answer in answers}
        if statuses != {200}:
            odd.append(statuses)
            continue
        data = [answer.json()["data"] for answer in answers]
        successors = {one["refresh_token"] for one in data}
        lives = {use(server, one["token"]) for server in bench.steady for one in (data[0], data[-1])}
        if len(successors) != 1 or lives != {200}:
            odd.append((len(successors), lives))
            continue
        thefts.append((first["refresh_token"], successors.pop(), data[0]["token"]))
    bench.check(f"{ROUNDS} times 100 parallel refreshes of one token: one successor, nobody logged out", not odd, odd[:3])
    wrong = []
    for stolen, successor, token in thefts:
        client = bench.client()
        ended = bench.wait(lambda: refresh(client, stolen).status == 401)
        began = time.monotonic()
        gone = all(bench.wait(lambda server=server: use(server, token) == 401) for server in bench.steady)
        took = time.monotonic() - began
        refused = refresh(client, successor).status
        stream = "session-{}-{}-{}-{}-{}".format(stolen[:8], stolen[8:12], stolen[12:16], stolen[16:20], stolen[20:32])
        written = len(bench.events(stream, "session.refresh_reused"))
        if not (ended and gone and took < 5 and refused == 401 and written == 1):
            wrong.append((ended, gone, took, refused, written))
    bench.check(f"{len(thefts)} tokens that came back after the grace: the session ends at every process, one event", not wrong and thefts,
                       wrong[:3])


def timed_bans(bench):
    people = [bench.member() for _ in range(2 * ROUNDS)]
    for number, (user, _) in enumerate(people):
        bench.ban(user, until=later(3 + number % 5))
    early = [email for user, email in people for server in bench.steady
             if not bench.wait(lambda server=server, email=email: bench.log_in(server, email) == 200)]
    lifted = [user for user, _ in people if bench.wait(lambda user=user: bench.events("user-" + user, "user.unbanned"))]
    return people, early, lifted


def bans_until_a_time(bench):
    people, shut, lifted = timed_bans(bench)
    bench.check(f"{len(people)} bans end at their time: log-in through either process", not shut, shut[:3])
    bench.check("and each end is written", len(lifted) == len(people), f"{len(lifted)} of {len(people)}")
    return [user for user, _ in people]


def bans_while_down(bench):
    people = [bench.member() for _ in range(ROUNDS)]
    for user, _ in people:
        bench.ban(user, until=later(3))
    for server in bench.servers:
        server.kill()
    up_again = time.monotonic() + 3.5
    while time.monotonic() < up_again:
        time.sleep(0.05)  # nobody is up, there is nobody to ask
    for server in bench.steady:
        server.start()
    shut = [email for _, email in people for server in bench.steady if bench.log_in(server, email) != 200]
    bench.check(f"{ROUNDS} bans whose time came while no process was up are over at once, through either", not shut, shut[:3])
    bench.servers[2].start()
    written = [user for user, _ in people if bench.wait(lambda user=user: bench.events("user-" + user, "user.unbanned"))]
    bench.check("and each end is written", len(written) == len(people), f"{len(written)} of {len(people)}")
    return [user for user, _ in people]


def shown(bench, user, operation):
    body = bench.good("GET", f"/manage/{operation}?app_id={bench.app}", token=bench.root)
    return any(row["id"] == user for row in body["data"])


def lists(bench):
    user, _ = bench.member()
    wrong = []
    for number in range(5 * ROUNDS):
        bench.ban(user)
        if not shown(bench, user, "getBannedUser") or shown(bench, user, "getActiveUser"):
            wrong.append(("banned", number))
        bench.good("POST", "/manage/unbanUser", {"user_id": user, "app_id": bench.app}, bench.root)
        if shown(bench, user, "getBannedUser") or not shown(bench, user, "getActiveUser"):
            wrong.append(("unbanned", number))
    bench.check(f"{5 * ROUNDS} bans and their ends show in the next list of any process", not wrong, wrong[:5])


def positioned(answer):
    return {"x-position": answer.header("x-position")}


def from_process_to_process(bench):
    here, there = bench.steady
    odd = []
    for number in range(5 * ROUNDS):
        user, email = bench.member()
        entry = here.call("POST", "/login", {"username": email, "password": PASSWORD}).json()
        token = entry["accessToken"]
        there.call("GET", "/currentuser", token=token)  # knows the person from now on
        changed = here.call("PATCH", f"/v1/profile/{user}", {"fullname": f"Ada {number}"}, token=token)
        seen = there.call("GET", "/currentuser", token=token, headers=positioned(changed))
        if seen.status != 200 or seen.json()["fullname"] != f"Ada {number}":
            odd.append(("profile", seen.status, seen.body))
        here.call("DELETE", "/v1/sessions", token=token)
        next_one = there.call("GET", "/relogin", token=token)
        lives = [server.call("GET", "/currentuser", token=next_one.json().get("accessToken")).status for server in bench.steady]
        if next_one.status != 200 or lives != [200, 200]:
            odd.append(("relogin", next_one.status, lives))
    bench.check(f"{5 * ROUNDS} changes and new sessions are known at the next process at once", not odd, odd[:3])


def main():
    report = Report()
    if "cluster" not in profiles():
        report.check("one store has one process in the embedded profile: nothing to do", True)
        return report.finish()
    bench = Bench(report)
    try:
        with Unsteady(bench.servers[2], bench.alive) as third:
            refreshes(bench)
            banned = bans_until_a_time(bench)
            lists(bench)
            from_process_to_process(bench)
        banned += bans_while_down(bench)
        for server in bench.servers:
            server.stop()  # what was under way is done now
        twice = [user for user in banned if len(bench.events("user-" + user, "user.unbanned")) != 1]
        report.check("no end is written twice", not twice, str(twice[:3]))
        report.check(f"the third process was killed {third.kills} times, {bench.anybody.retried} calls were sent again", third.kills > 0)
    finally:
        bench.remove()
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
