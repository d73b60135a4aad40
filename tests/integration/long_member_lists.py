#!/usr/bin/env python3
"""Lists of the members of one app with 100,000 of them (ROWS), in either profile: a page, a deep page, a keyword and a
status, cold once the load has settled (printed alone), then warm with all caches void, and right after a change; the median of
REPEATS calls (31) stays under 20 ms. A ban shows in the next list without waiting for anything. In the cluster profile two
processes answer in turn, and what one writes the other shows, beside a third that is killed and started again.

People come by `users import`; then they are added to the app over the interface. Environment: as run_outage.py."""

import crypt
import itertools
import json
import os
import random
import secrets
import statistics
import sys
import time
import urllib.parse
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
from support_py.service import Report, Service, Store, in_parallel, profiles
from support_py.several import Unsteady

ROWS = int(os.environ.get("ROWS", "100000"))
KILL_EVERY_S = 1.0
SETTLED_S = 5.0  # as long without a merge
REPEATS = int(os.environ.get("REPEATS", "31"))
GOAL_MS = 20.0
NAMES = ["Ada", "Émile", "Zoë", "Linus", "Grace", "Søren", "Łukasz", "Noor", "Yuki", "Iñaki"]
SEED = int(os.environ.get("AUTHLEDGER_SEED") or secrets.randbits(32))


class Bench:
    def __init__(self, profile, report):
        self.profile, self.report = profile, report
        self.store = Store(profile)
        self.store.env.update({"AUTHLEDGER__LIMITS__ENABLED": "0", "AUTHLEDGER__TOKENS__ACCESS_TTL_S": "86400"})
        self.servers, self.third = [], None

    def check(self, name, good, detail=""):
        self.report.check(f"[{self.profile}] {name}", good, "" if good else str(detail)[:500])

    def manage(self, operation, **body):
        answer = next(self.turn).call("POST", "/manage/" + operation, body, token=self.token)
        assert answer.status in (200, 201), (operation, answer.status, answer.body)
        self.position = answer.header("x-position")
        return answer.json()["data"]

    def load(self):
        path = os.path.join(self.store.folder, "people.jsonl")
        hashed = crypt.crypt("open sesame please", crypt.mksalt(crypt.METHOD_BLOWFISH, rounds=16))
        with open(path, "w", encoding="utf-8") as out:
            for number in range(ROWS):
                out.write(json.dumps({"email": f"person{number}@example.com", "fullname": f"{NAMES[number % 10]} Person{number}",
                                      "emailVerified": True, "passwordHash": hashed}, ensure_ascii=False) + "\n")
        began = time.monotonic()
        done = self.store.run("users", "import", path)
        print(f"        {done.stdout.splitlines()[-1]} ({time.monotonic() - began:.0f} s)", flush=True)
        self.servers = [Service(self.store) for _ in range(2 if self.profile == "cluster" else 1)]
        self.turn = itertools.cycle(self.servers)
        self.token = self.servers[0].login()["accessToken"]
        self.app = self.manage("postAddApps", app_name="shop", description="a shop")["id"]
        began = time.monotonic()
        everybody = self.everybody()
        while everybody.status == 503:  # read models are still catching up
            everybody = self.everybody()
        self.people = [user["id"] for user in everybody.json()["users"] if user["email"].startswith("person")]
        lost = [one for one in in_parallel(len(self.people), self.add, threads=16) if one is not True]
        self.check(f"{len(self.people)} people are members of one app", not lost and len(self.people) == ROWS, lost[:3])
        print(f"        added in {time.monotonic() - began:.0f} s", flush=True)

    def everybody(self):
        return self.servers[0].call("GET", "/v1/users?pageNumber=0&consistency=strong", token=self.token, timeout=600)

    def add(self, number):
        while True:
            answer = self.servers[number % len(self.servers)].call("POST", "/manage/postAddUserToApp", {"app_id": self.app, "user_id": self.people[number]}, token=self.token)
            if answer.status != 503:
                return answer.status in (200, 201) or answer.body

    def get(self, path, **query):
        words = urllib.parse.urlencode({"app_id": self.app, **query})
        headers = {"x-position": self.position} if self.position else {}
        server = next(self.turn)
        began = time.monotonic()
        answer = server.call("GET", f"/manage/{path}?{words}", token=self.token, headers=headers)
        took = (time.monotonic() - began) * 1000
        while answer.status == 503:
            answer = server.call("GET", f"/manage/{path}?{words}", token=self.token, headers=headers)
        assert answer.status == 200, (path, answer.status, answer.body[:300])
        return answer.json()["data"], took

    def timed(self, name, path, rows, variant):
        """The median of calls that no cache knows: each asks for something else."""
        times, counts = [], set()
        for repeat in range(REPEATS):
            found, took = self.get(path, **variant(repeat))
            times.append(took)
            counts.add(len(found))
        median = statistics.median(times)
        print(f"        [{self.profile}] {name:34} median {median:6.1f} ms, slowest {max(times):6.1f} ms", flush=True)
        if name.startswith("cold"):
            return
        self.check(f"{name}: under {GOAL_MS:.0f} ms at the median", median < GOAL_MS and counts == {rows}, (median, counts))

    def lists(self, when):
        last = ROWS // 25 - 1
        dice = random.Random(SEED)
        self.timed(f"{when}: first pages", "getAllUser", 25, lambda one: {"pageNumber": one + 1, "pageRowCount": 25})
        self.timed(f"{when}: deep pages", "getAllUser", 25, lambda one: {"pageNumber": last - one * 7, "pageRowCount": 25})
        self.timed(f"{when}: a keyword", "getAllUser", 1, lambda one: {"keyword": f"person{ROWS - 1 - dice.randrange(ROWS // 10)}@example.com", "pageNumber": 1, "pageRowCount": 25})
        self.timed(f"{when}: a frequent keyword", "getAllUser", 25, lambda one: {"keyword": NAMES[one % 10], "pageNumber": 1 + one // 10, "pageRowCount": 25})
        self.timed(f"{when}: active", "getActiveUser", 25, lambda one: {"pageNumber": 1 + one * 31, "pageRowCount": 25})
        self.timed(f"{when}: active, deep", "getActiveUser", 25, lambda one: {"pageNumber": last - 60 - one * 3, "pageRowCount": 25})
        self.timed(f"{when}: banned", "getBannedUser", 25, lambda one: {"pageNumber": 1 + one % 20, "pageRowCount": 25})
        self.timed(f"{when}: inactive", "getInactiveUser", 25, lambda one: {"pageNumber": 1 + one % 20, "pageRowCount": 25})

    def changes(self):
        """A ban, then at once the list of the banned; each list is one that has just changed."""
        dice, times, shown = random.Random(SEED + 1), [], 0
        for _ in range(REPEATS):
            user = dice.choice(self.people)
            self.manage("banUser", user_id=user, app_id=self.app)
            rows, took = self.get("getBannedUser", pageNumber=1, pageRowCount=500)
            rows += self.get("getBannedUser", pageNumber=2, pageRowCount=500)[0]
            times.append(took)
            shown += user in {row["id"] for row in rows}
            self.manage("unbanUser", user_id=user, app_id=self.app)
            rows = self.get("getBannedUser", pageNumber=1, pageRowCount=500)[0]
            rows += self.get("getBannedUser", pageNumber=2, pageRowCount=500)[0]
            shown += user not in {row["id"] for row in rows}
        print(f"        [{self.profile}] the list right behind a ban: median {statistics.median(times):.1f} ms, slowest {max(times):.1f} ms")
        self.check("a ban and its end show in the next list", shown == 2 * REPEATS, shown)

    def run(self):
        self.load()
        chosen = random.Random(SEED).sample(self.people, 1200)
        in_parallel(600, lambda one: self.manage("banUser", user_id=chosen[one], app_id=self.app), threads=8)
        in_parallel(600, lambda one: self.manage("setMemberActive", user_id=chosen[600 + one], app_id=self.app, active=False), threads=8)
        self.people = [one for one in self.people if one not in set(chosen)]
        self.position = None
        self.get("getAllUser", pageNumber=1, pageRowCount=1)
        self.wait_settled()
        self.lists("cold")  # Elasticsearch and its JVM have not run these yet
        self.empty_caches()
        self.lists("warm")
        self.changes()
        self.empty_caches()
        self.lists("after changes")
        if self.profile == "cluster":
            self.third = Service(self.store)
            with Unsteady(self.third, [self.third], KILL_EVERY_S) as third:
                self.empty_caches()
                self.lists("third process killed")
                self.changes()
            self.check(f"a third process was killed {third.kills} times", third.kills)

    def wait_settled(self):
        """Until Elasticsearch has merged what the load has left, which takes both processors for a while."""
        if self.profile != "cluster":
            return
        url = os.environ["AUTHLEDGER__ELASTICSEARCH__URL"] + "/_nodes/stats/indices/merge"
        quiet_since, known = time.monotonic(), None
        while time.monotonic() < quiet_since + SETTLED_S:
            with urllib.request.urlopen(url) as answer:
                merges = [one["indices"]["merges"] for one in json.load(answer)["nodes"].values()]
            if known != merges or any(one["current"] for one in merges):
                quiet_since, known = time.monotonic(), merges

    def empty_caches(self):
        for operation in ("banUser", "unbanUser"):  # what was cached is of an older edition
            self.manage(operation, user_id=self.people[0], app_id=self.app)
        self.get("getAllUser", pageNumber=1, pageRowCount=1)  # every process has heard of it
        self.get("getAllUser", pageNumber=1, pageRowCount=1)

    def remove(self):
        for server in self.servers + [self.third] * bool(self.third):
            server.kill()
        self.store.remove()


def main():
    print(f"seed {SEED} (AUTHLEDGER_SEED={SEED} repeats it)")
    report = Report()
    for profile in profiles():
        bench = Bench(profile, report)
        try:
            bench.run()
        finally:
            bench.remove()
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
