#!/usr/bin/env python3
"""active, inactive and banned always part the members of an app.

Random sequences of commands on the real server, each on a person of its own, compared with a model
of a few lines. Every thousand sequences the three lists and getAllUser are read: each
member must be in exactly the list that the model says.

Environment: AUTHLEDGER_PROFILES as in run_http_contract.py, AUTHLEDGER_SEQUENCES (400; long_partition.py: 10,000),
AUTHLEDGER_SEED (printed; repeats a run).
"""

import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

from support_py.service import PASSWORD, Service, Store, in_parallel  # noqa: E402

SEQUENCES = int(os.environ.get("AUTHLEDGER_SEQUENCES", "400"))
COMMANDS_MAX = 8
LISTS = {"getActiveUser": "active", "getInactiveUser": "inactive", "getBannedUser": "banned"}


class Model:
    """What a person's status is, by the contract's own words."""

    def __init__(self):
        self.active, self.archived, self.app_ban, self.account_ban = True, False, False, False

    @property
    def status(self):
        if self.app_ban or self.account_ban:
            return "banned"
        return "active" if self.active and not self.archived else "inactive"


class Sequence:
    def __init__(self, test, number):
        self.test, self.model = test, Model()
        self.dice = random.Random(f"{test.seed}/{number}")
        self.email = f"p{number}@example.com"
        data = test.ok(201, "POST", "/auth/signup",
                       {"firstName": "Person", "lastName": str(number), "email": self.email,
                        "app": test.app_name, "password": PASSWORD, "confirmPassword": PASSWORD})
        self.id, self.token = data["client"]["id"], data["tokens"]["access_token"]

    def run(self):
        for _ in range(self.dice.randint(1, COMMANDS_MAX)):
            getattr(self, self.dice.choice(("ban", "unban", "ban_account", "unban_account",
                                            "deactivate", "activate", "archive", "restore")))()
        return self.id, self.model.status

    def in_app(self, **more):
        return {"user_id": self.id, "app_id": self.test.app_id, **more}

    def ban(self):
        self.test.ok(200, "POST", "/manage/banUser", self.in_app(), self.test.owner)
        self.model.app_ban = True

    def unban(self):
        self.test.ok(200, "POST", "/manage/unbanUser", self.in_app(), self.test.owner)
        self.model.app_ban = False

    def ban_account(self):
        self.test.ok(200, "POST", "/manage/banUser", {"user_id": self.id}, self.test.root)
        self.model.account_ban = True

    def unban_account(self):
        self.test.ok(200, "POST", "/manage/unbanUser", {"user_id": self.id}, self.test.root)
        self.model.account_ban = False

    def deactivate(self):
        self.test.ok(200, "POST", "/manage/setMemberActive", self.in_app(active=False),
                     self.test.owner)
        self.model.active = False

    def activate(self):
        self.test.ok(200, "POST", "/manage/setMemberActive", self.in_app(active=True),
                     self.test.owner)
        self.model.active = True

    def archive(self):
        answer = self.test.service.call("DELETE", f"/v1/archiveprofile/{self.id}", token=self.token)
        lived = answer.status == 200
        assert answer.status in (200, 401, 403), (answer.status, answer.body)
        self.model.archived |= lived

    def restore(self):
        answer = self.test.service.call("POST", "/v1/restoreprofile",
                                        {"username": self.email, "password": PASSWORD})
        if self.model.status == "banned":
            assert answer.status == 403, (answer.status, answer.body)
        elif self.model.archived:
            assert answer.status == 200, (answer.status, answer.body)
            self.model.archived = False


class Test:
    def __init__(self, service, seed):
        self.service, self.seed, self.app_name = service, seed, "Partition"
        data = self.ok(201, "POST", "/auth/signup",
                       {"firstName": "The", "lastName": "Owner", "email": "owner@example.com",
                        "app": self.app_name, "password": PASSWORD, "confirmPassword": PASSWORD})
        self.owner, self.owner_id = data["tokens"]["access_token"], data["client"]["id"]
        self.app_id = data["client"]["apps"][0]["id"]
        self.root = service.login()["accessToken"]
        self.expected = {self.owner_id: "active"}

    def ok(self, status, method, path, body, token=None):
        answer = self.service.call(method, path, body, token)
        assert answer.status == status, (method, path, body, answer.status, answer.body)
        return answer.json()["data"]

    def listed(self, name):
        path = f"/manage/{name}?app_id={self.app_id}&consistency=strong"
        answer = self.service.call("GET", path, token=self.owner)
        while answer.status == 503:  # the read model catches up
            answer = self.service.call("GET", path, token=self.owner)
        assert answer.status == 200, (answer.status, answer.body)
        return [row["id"] for row in answer.json()["data"]]

    def compare(self):
        found = {}
        for name, status in LISTS.items():
            for user in self.listed(name):
                assert user not in found, f"{user} is {found[user]} and {status}"
                found[user] = status
        assert found == self.expected, "lists differ from the model: " + str(
            [(user, found.get(user), status) for user, status in self.expected.items()
             if found.get(user) != status][:5])
        assert sorted(self.listed("getAllUser")) == sorted(found), "getAllUser is not the union"


def run(profile, seed):
    store = Store(profile)
    service = Service(store, AUTHLEDGER__LIMITS__ENABLED="0", AUTHLEDGER__TOKENS__ACCESS_TTL_S="86400")
    try:
        test, done = Test(service, seed), 0
        while done < SEQUENCES:
            count = min(1000, SEQUENCES - done)
            for result in in_parallel(count, lambda i, first=done: Sequence(test, first + i).run(), 8):
                if isinstance(result, Exception):
                    raise result
                test.expected[result[0]] = result[1]
            done += count
            test.compare()
        counts = {status: list(test.expected.values()).count(status) for status in LISTS.values()}
        print(f"[{profile}] {done} sequences, {counts}: each member in exactly one list")
    finally:
        service.stop()
        store.remove()


def main():
    seed = os.environ.get("AUTHLEDGER_SEED") or str(random.SystemRandom().randrange(1 << 32))
    print(f"seed {seed} (AUTHLEDGER_SEED={seed} repeats it)")
    default = "embedded,cluster" if "AUTHLEDGER__POSTGRES__URL" in os.environ else "embedded"
    failed = passed = 0
    for profile in os.environ.get("AUTHLEDGER_PROFILES", default).split(","):
        try:
            run(profile, seed)
            passed += 1
        except AssertionError as failure:
            failed += 1
            print(f"FAILED [{profile}] {failure}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
