"""Random commands on members of apps against running servers, and a model of what has to come out: every member is
exactly one of active, inactive and banned, and each list shows exactly those."""

import dataclasses
import datetime
import random
import secrets
import threading
import time

from support_py.several import Client

PASSWORD = "a fresh password"
PEOPLE, APPS = 12, 3
LEASE_S = 20  # by then members of a deleted app have left it, whoever was killed doing it
LISTS = {"active": "getActiveUser", "inactive": "getInactiveUser", "banned": "getBannedUser"}


class Broken(AssertionError):
    """What the service did is not what the model says."""


@dataclasses.dataclass
class Membership:
    active: bool = True
    banned: bool = False


@dataclasses.dataclass
class Person:
    id: str
    email: str
    confirmed: bool = True
    archived: bool = False
    banned: bool = False  # as a whole account
    apps: dict = dataclasses.field(default_factory=dict)
    leaving_until: float = 0  # time.monotonic(): till then a deleted app may count among those that have banned them

    def shut_out(self):
        return self.banned or bool(self.apps) and all(one.banned for one in self.apps.values())

    def status(self, app):
        member = self.apps[app]
        if self.banned or member.banned:
            return "banned"
        return "active" if member.active and self.confirmed and not self.archived else "inactive"


class World:
    """People and apps of its own, which nobody else changes."""

    def __init__(self, servers, seed):
        self.dice = random.Random(seed)
        self.client = Client(servers, random.Random())  # whoever answers, the commands are the same
        self.name = secrets.token_hex(4)
        self.made, self.commands, self.checks = 0, 0, 0
        root = self.call("POST", "/login", {"username": "root@example.com", "password": "correct horse battery"}, 200)
        self.owner = self.new_person()  # of all its apps
        self.call("PATCH", f"/v1/userrole/{self.owner.id}", {"roleId": "superAdmin"}, 200, token=root["accessToken"])
        self.token = self.log_in(self.owner)
        self.apps = [self.new_app() for _ in range(APPS)]
        self.people = [self.new_sign_up() if number % 3 == 0 else self.new_person() for number in range(PEOPLE)]

    # ---- how the service is called
    def call(self, method, path, body, *wanted, token=None):
        answer = self.client.call(method, path, body, token=token)
        if answer.status not in wanted:
            raise Broken(f"{method} {path} {body}: {answer.status}, expected {wanted}: {answer.body[:300]}")
        return answer.json()

    def manage(self, operation, wanted, **body):
        return self.call("POST", "/manage/" + operation, body, *wanted, token=self.token)["data"]

    def new_app(self):
        self.made += 1
        return self.manage("postAddApps", (201,), app_name=f"{self.name} {self.made}", description="x")["id"]

    def new_person(self):
        self.made += 1
        email = f"{self.name}.{self.made}@example.com"
        made = self.call("POST", "/v1/registeruser", {"email": email, "password": PASSWORD, "fullname": "A Person"}, 201)
        return Person(made["user"]["id"], email)

    def new_sign_up(self):
        """Of the pool face: nobody's log-in before the address is confirmed."""
        self.made += 1
        email = f"{self.name}.{self.made}@example.com"
        name = f"{self.name}{self.made}"
        self.call("POST", "/user_signup", {"email": email, "username": name, "password": PASSWORD}, 200)
        found = self.call("GET", f"/v1/users?email={email}&consistency=strong", None, 200, token=self.token)["users"]
        return Person(found[0]["id"], email, confirmed=False)

    def log_in(self, person):
        return self.call("POST", "/login", {"username": person.email, "password": PASSWORD}, 200)["accessToken"]

    # ---- the commands, each with what the model says of it
    def add(self, person, app):
        refused = app not in person.apps and (person.shut_out() or person.archived)
        by_mail = {"email": person.email} if self.dice.random() < 0.3 and not person.archived else {"user_id": person.id}
        self.manage("postAddUserToApp", (403, 409) if refused else (200, 201), app_id=app, **by_mail)
        if not refused:
            person.apps.setdefault(app, Membership())

    def confirm(self, person, _):
        if person.confirmed or person.shut_out():
            return
        start = "/verification-services/email-verification/start"
        code = self.call("POST", start, {"email": person.email}, 200)["secretCode"]
        self.call("POST", "/auth_confirm", {"username": person.email, "confirm_code": code}, 200)
        person.confirmed = True

    def join(self, person, app):
        if person.shut_out() or person.archived or not person.confirmed:
            return self.call("POST", "/login", {"username": person.email, "password": PASSWORD}, 403)
        self.call("POST", "/auth/join", {"app": app}, 200, 201, token=self.log_in(person))
        return person.apps.setdefault(app, Membership())

    def ban(self, person, app):
        more = self.dice.choice(({}, {"reason": "for a test"}, {"until": "2100-01-01T00:00:00.000Z"}))
        self.manage("banUser", (200,) if app in person.apps else (404,), user_id=person.id, app_id=app, **more)
        if app in person.apps:
            person.apps[app].banned = True

    def ban_for_a_moment(self, person, app):
        """Until it is over: a timer of the service lifts it, and says so in the lists."""
        if app not in person.apps or person.banned:
            return
        until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=3)
        text = until.strftime("%Y-%m-%dT%H:%M:%S.") + f"{until.microsecond // 1000:03d}Z"
        answer = self.client.call("POST", "/manage/banUser", {"user_id": person.id, "app_id": app, "until": text},
                                  token=self.token)
        if answer.status == 400:  # it had to be sent again for longer than that
            return
        end = time.monotonic() + 60
        while person.id in self.shown("getBannedUser", app)[0]:
            if time.monotonic() > end:
                raise Broken(f"the ban of {person.id} in {app} until {text} never ended")
        person.apps[app].banned = False

    def unban(self, person, app):
        self.manage("unbanUser", (200,) if app in person.apps else (404,), user_id=person.id, app_id=app)
        if app in person.apps:
            person.apps[app].banned = False

    def ban_account(self, person, _):
        self.manage("banUser", (200,), user_id=person.id)
        person.banned = True

    def unban_account(self, person, _):
        self.manage("unbanUser", (200,), user_id=person.id)
        person.banned = False

    def set_active(self, person, app):
        active = self.dice.random() < 0.5
        self.manage("setMemberActive", (200,) if app in person.apps else (404,), user_id=person.id, app_id=app, active=active)
        if app in person.apps:
            person.apps[app].active = active

    def archive(self, person, _):
        if not person.shut_out() and not person.archived and person.confirmed:
            self.call("DELETE", f"/v1/archiveprofile/{person.id}", None, 200, token=self.log_in(person))
            person.archived = True

    def restore(self, person, _):
        if not person.shut_out() and person.archived:
            self.call("POST", "/v1/restoreprofile", {"username": person.email, "password": PASSWORD}, 200)
            person.archived = False

    def delete(self, person, _):
        if person.archived:
            return
        self.call("DELETE", f"/v1/users/{person.id}", None, 200, token=self.token)
        self.people[self.people.index(person)] = self.new_sign_up() if self.dice.random() < 0.5 else self.new_person()

    def delete_app(self, _, app):
        before = self.client.retried
        self.call("GET", f"/manage/deleteApp/{app}", None, 200, token=self.token)
        for person in self.people:
            if person.apps.pop(app, None) and self.client.retried > before:  # who deleted it was killed before they left
                person.leaving_until = time.monotonic() + LEASE_S
        self.apps[self.apps.index(app)] = self.new_app()

    def step(self):
        """One random command."""
        commands = {self.add: 24, self.join: 4, self.ban: 22, self.unban: 14, self.ban_account: 4, self.unban_account: 6,
                    self.set_active: 14, self.archive: 4, self.restore: 6, self.delete: 1, self.delete_app: 0.5, self.confirm: 2,
                    self.ban_for_a_moment: 0.3}
        command = self.dice.choices(list(commands), commands.values())[0]
        person, app = self.dice.choice(self.people), self.dice.choice(self.apps)
        if command in (self.add, self.join, self.archive, self.restore) and time.monotonic() < person.leaving_until:
            return
        command(person, app)
        self.commands += 1

    # ---- what must hold
    def shown(self, operation, app):
        rows = self.call("GET", f"/manage/{operation}?app_id={app}", None, 200, token=self.token)["data"]
        return {row["id"]: row for row in rows}, len(rows)

    def check(self, app):
        """The lists of an app are the model's, and they part its members."""
        members = {person.id: person.status(app) for person in self.people if app in person.apps}
        members[self.owner.id] = "active"
        everybody, count = self.shown("getAllUser", app)
        if everybody.keys() != members.keys() or count != len(members):
            raise Broken(f"getAllUser of {app} shows {sorted(everybody)}, expected {sorted(members)}")
        for status, operation in LISTS.items():
            rows, count = self.shown(operation, app)
            wanted = {one for one, known in members.items() if known == status}
            if rows.keys() != wanted or count != len(wanted):
                raise Broken(f"{operation} of {app} shows {sorted(rows)}, expected {sorted(wanted)}")
            wrong = [row for row in (*rows.values(), *(everybody[one] for one in wanted))
                     if row["status"] != status or row["active"] is not (status == "active") or row["app_id"] != app]
            if wrong:
                raise Broken(f"{operation} of {app} has rows {wrong}")
        self.checks += 1

    def sequence(self):
        for _ in range(self.dice.randint(1, 6)):
            self.step()
        self.check(self.dice.choice(self.apps))


class Campaign:
    """So many sequences, on worlds side by side; each world's course follows from the seed."""

    def __init__(self, servers, seed, sequences, worlds=4):
        self.sequences, self.errors = sequences, []
        self.worlds = []
        self.threads = [threading.Thread(target=self.run, args=(servers, f"{seed}/{one}", sequences // worlds))
                        for one in range(worlds)]

    def run(self, servers, seed, sequences):
        world = None
        try:
            world = World(servers, seed)
            self.worlds.append(world)
            for number in range(sequences):
                world.sequence()
                if self.errors:
                    return
                if number % 100 == 99:
                    print(f"        world {seed}: {number + 1} sequences, {world.commands} commands", flush=True)
            for app in world.apps:
                world.check(app)
        except Exception as error:  # noqa: BLE001  told by the main thread
            at = f"after {world.commands} commands: " if world else ""
            self.errors.append(f"world {seed} {at}{error!r}")
            if world:
                print(*world.people, *world.client.latest, sep="\n        ", flush=True)

    def start(self):
        for thread in self.threads:
            thread.start()

    def join(self):
        for thread in self.threads:
            thread.join()

    def total(self, what):
        return sum(getattr(world, what) for world in self.worlds)
