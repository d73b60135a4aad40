"""The load: clients that register, change, archive, delete, log in and out, and journal every step outside of the server."""

import http.client
import threading
import time

from faults_py.journal import Command, Probe, Read, Served
from faults_py.nodes import Wire
from support_py.service import EMAIL, PASSWORD

USER_PASSWORD = "a long enough one"
RETRIED = {0, 429, 500, 502, 503}  # and every lost connection: the same key again, until the outcome is known
READ_BACK = 0.15
PEOPLE_MAX = 40  # per client, living ones


class Person:
    """A user as the one client knows it that changes it."""

    def __init__(self, user, want):
        self.id = user
        self.want = want
        self.archived = False
        self.sessions = {}  # id → token, living
        self.over = {}  # id → token, ended


class Client(threading.Thread):
    """One at a time: a command, its answer, the next. Other clients meet it only in the contested e-mail addresses."""

    def __init__(self, number, rng, nodes, journal, contest, think_s):
        super().__init__(daemon=True, name=f"client-{number}")
        self.number = number
        self.rng = rng
        self.nodes = nodes
        self.journal = journal
        self.contest = contest
        self.think_s = think_s
        self.wire = Wire()
        self.people = []
        self.gone = []  # deleted, or left as they are: their ended sessions are tried, too
        self.serial = 0
        self.admin = ""
        self.stopping = threading.Event()
        self.giving_up = threading.Event()
        self.failure = None

    def run(self):
        try:
            self.admin = self.open_admin_session()
            self.register(EMAIL)  # the superAdmin's: refused
            while not self.stopping.wait(self.rng.expovariate(1 / self.think_s)):
                self.step()
        except Exception as error:
            self.failure = error
            if not self.giving_up.is_set():
                raise
        finally:
            self.wire.close()

    def open_admin_session(self):
        return self.send("login", "POST", "/login", {"username": EMAIL, "password": PASSWORD}).json()["accessToken"]

    # --- one command, until its outcome is known

    def send(self, kind, method, path, body=None, token=None, user="", session="", want=None):
        self.serial += 1
        command = Command(f"{self.name}-{self.serial}", kind, user, session, dict(want or {}))
        self.journal.sending(command)
        headers = {"Idempotency-Key": command.id, "x-request-id": command.id}
        while True:
            command.attempts += 1
            sent_at = time.monotonic()
            try:
                node = self.rng.choice(self.nodes)
                answer, command.by, _ = self.wire.call(node, method, path, body, token, headers)
            except (OSError, http.client.HTTPException):
                answer = None
            if answer is not None and answer.status == 401 and token == self.admin and kind != "login":
                self.admin = token = self.open_admin_session()  # its 15 minutes are over
                continue
            if answer is not None and answer.status not in RETRIED:
                break
            if self.giving_up.wait(0.02):
                raise RuntimeError(f"{command.id}: outcome unknown")
        command.sent_at = sent_at
        command.answered_at = time.monotonic()
        command.status = answer.status
        if command.acknowledged():
            command.position = int(answer.header("x-position").split("-")[1])
            given = answer.json()
            command.started = given.get("sessionId", "") if kind in ("login", "relogin") else ""
            if kind == "register":
                command.user = given["user"]["id"]
        self.journal.answered(command)
        answer.command = command
        return answer

    # --- what a client does

    def step(self):
        choices = [(self.register, 14), (self.contested, 3), (self.probe, 25)]
        if self.people:
            choices += [(self.profile, 22), (self.role, 8), (self.login, 14), (self.logout, 10), (self.relogin, 4),
                        (self.password, 2), (self.archive, 2), (self.delete, 2)]
        actions, weights = zip(*choices)
        self.rng.choices(actions, weights)[0]()

    def register(self, email=None):
        name = f"{self.name}-{self.serial}"
        want = {"email": email or f"{name}@example.com", "fullname": f"Name {name}", "bio": None, "roleId": "user", "isActive": True}
        answer = self.send("register", "POST", "/v1/registeruser",
                           {"email": want["email"], "password": USER_PASSWORD, "fullname": want["fullname"]}, want=want)
        if answer.status != 201:
            return
        self.people.append(Person(answer.command.user, want))
        self.read_back(self.people[-1], answer)
        if len(self.people) > PEOPLE_MAX:
            self.gone.append(self.people.pop(self.rng.randrange(len(self.people))))  # stays as it is

    def contested(self):
        """An address that other clients want at the same moment; and again once its owner is deleted."""
        self.register(self.contest.address(self.rng))

    def anyone(self, archived=False):
        some = [p for p in self.people if p.archived == archived]
        return self.rng.choice(some) if some else None

    def profile(self):
        person = self.anyone()
        if person is None:
            return
        text = f"Changed by {self.name}-{self.serial}"
        change = {"fullname": text} if self.rng.random() < 0.5 else {"fullname": text, "bio": text}
        session, token = self.rng.choice(list(person.sessions.items()) or [("", "")])
        own = token and self.rng.random() < 0.5
        path = f"/v1/profile/{person.id}" if own else f"/v1/users/{person.id}"
        self.change(person, "profile", "PATCH", path, change, change, token if own else self.admin, session if own else "")

    def role(self):
        person = self.anyone()
        if person:
            role = f"role-{self.number}-{self.serial}"
            self.change(person, "role", "PATCH", f"/v1/userrole/{person.id}", {"roleId": role}, {"roleId": role}, self.admin)

    def password(self):
        person = self.anyone()
        if person:
            self.change(person, "password", "PATCH", f"/v1/userpasswordbyadmin/{person.id}", {"password": USER_PASSWORD}, {}, self.admin, ends=True)

    def archive(self):
        """By the person; a later turn restores it, or deletes it."""
        away = self.anyone(archived=True)
        if away:
            answer = self.send("restore", "POST", "/v1/restoreprofile", {"username": away.want["email"], "password": USER_PASSWORD},
                               user=away.id, want={**away.want, "isActive": True})
            if answer.status == 200:
                away.want["isActive"], away.archived = True, False
            return
        person = self.anyone()
        if person is None or not person.sessions:
            return
        session, token = self.rng.choice(list(person.sessions.items()))
        answer = self.change(person, "archive", "DELETE", f"/v1/archiveprofile/{person.id}", None, {"isActive": False}, token, session, ends=True)
        person.archived = answer.status == 200

    def delete(self):
        person = self.anyone(archived=self.rng.random() < 0.3)
        if person and self.change(person, "delete", "DELETE", f"/v1/users/{person.id}", None, {"isActive": False}, self.admin, ends=True).status == 200:
            self.people.remove(person)
            self.gone.append(person)

    def change(self, person, kind, method, path, body, changed, token, session="", ends=False):
        answer = self.send(kind, method, path, body, token, person.id, session, {**person.want, **changed})
        if 200 <= answer.status < 300:
            person.want.update(changed)
            self.read_back(person, answer)
            if ends:
                for one in list(person.sessions):
                    self.over(person, one, answer.command.by)
        return answer

    def read_back(self, person, answer):
        """Some writes are looked for in a list at once, at any process; nobody else changes that person."""
        if self.rng.random() > READ_BACK or not person.want["isActive"]:
            return
        position = answer.header("x-position")
        try:
            page, by, _ = self.wire.call(self.rng.choice(self.nodes), "GET", "/v1/users?email=" + person.want["email"], token=self.admin,
                                         headers={"x-position": position})
        except (OSError, http.client.HTTPException):
            return
        rows = page.json()["users"] if page.status == 200 else []
        shown = next(({name: row[name] for name in person.want} for row in rows if row["id"] == person.id), None)
        self.journal.read(Read(person.id, position, by, page.status, shown, dict(person.want)))

    def login(self):
        person = self.anyone()
        if person is None:
            return
        answer = self.send("login", "POST", "/login", {"username": person.want["email"], "password": USER_PASSWORD}, user=person.id)
        if answer.status == 200:
            person.sessions[answer.command.started] = answer.json()["accessToken"]

    def with_session(self):
        people = [p for p in self.people if p.sessions]
        if not people:
            return None, "", ""
        person = self.rng.choice(people)
        return (person, *self.rng.choice(list(person.sessions.items())))

    def logout(self):
        person, session, token = self.with_session()
        if person:
            answer = self.send("logout", "POST", "/logout", {}, token, person.id, session)
            self.over(person, session, answer.command.by)

    def relogin(self):
        """Its answer is not given twice once the old session is over: a lost one is a new log-in."""
        person, session, token = self.with_session()
        if person is None:
            return
        answer = self.send("relogin", "GET", "/relogin", None, token, person.id, session)
        self.over(person, session, answer.command.by)
        if answer.status == 200:
            person.sessions[answer.command.started] = answer.json()["accessToken"]

    def over(self, person, session, by):
        person.over[session] = person.sessions.pop(session)
        self.journal.ended(session, by)
        self.probe_one(session, person.over[session])

    def probe(self):
        people = [p for p in self.people + self.gone if p.over]
        if people:
            self.probe_one(*self.rng.choice(list(self.rng.choice(people).over.items())))

    def probe_one(self, session, token):
        sent_at = time.monotonic()
        try:
            answer, by, began = self.wire.call(self.rng.choice(self.nodes), "GET", "/currentuser", token=token)
        except (OSError, http.client.HTTPException):
            return
        self.journal.probed(Probe(session, sent_at, by, began, answer.status))


class Contest:
    """Hands out each address a few times, so that clients register it at once. Thread-safe."""

    def __init__(self):
        self._lock = threading.Lock()
        self._handed = 0

    def address(self, rng):
        with self._lock:
            self._handed += 1
            number = self._handed // 3
            if number > 3 and rng.random() < 0.3:
                number = rng.randrange(number)  # an old one: taken still, or free again
        return f"Contested-{number}@example.com" if rng.random() < 0.5 else f"contested-{number}@example.com"


class Lister(threading.Thread):
    """Reads the head of the list with consistency=strong, over and over."""

    def __init__(self, rng, nodes, token):
        super().__init__(daemon=True, name="lister")
        self.rng = rng
        self.nodes = nodes
        self.token = token
        self.stopping = threading.Event()
        self._changed = threading.Condition()
        self.lists = Served(self._changed)
        self.wrong = []

    def run(self):
        wire = Wire()
        while not self.stopping.wait(0.05):
            sent_at = time.monotonic()
            try:
                answer, by, _ = wire.call(self.rng.choice(self.nodes), "GET", "/v1/users?consistency=strong&pageRowCount=1", token=self.token())
            except (OSError, http.client.HTTPException):
                continue
            if answer.status == 200:
                with self._changed:
                    self.lists.add(sent_at, by)
            elif answer.status not in (401, 503):
                self.wrong.append((answer.status, by, answer.body[:200]))
        wire.close()
