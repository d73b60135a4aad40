"""People to test with, made through the contract itself."""

import dataclasses
import secrets
import time

from . import checks
from .client import Api

PASSWORD = "a quiet Lagoon, 7 herons"
OTHER_PASSWORD = "nine Lanterns over-the-bay"
COOKIE = "airbnb3-access-token"
TOKEN_AGE_MAX_S = 300  # of 900
UNKNOWN_ID = "01890a5d-ac96-774b-bcce-b302099a8057"


def tag(length=10):
    """A word that no other test uses."""
    return "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(length))


@dataclasses.dataclass
class Actor:
    id: str
    email: str
    password: str = PASSWORD
    token: str = None
    session: str = None


class World:
    """One running server and its first superAdmin."""

    def __init__(self, server):
        self.server = server
        self.api = Api(server.port)
        self.root = Actor(None, server.root_email, server.root_password)
        self.login(self.root)
        self.logged_in = time.monotonic()
        self.root.id = self.api.last.json["userId"]
        self.wait_readable()

    def stay_logged_in(self):
        """A token of the first superAdmin that outlives the next test, too."""
        if time.monotonic() > self.logged_in + TOKEN_AGE_MAX_S and self.server.kind != "short":
            self.login(self.root)
            self.logged_in = time.monotonic()

    def wait_readable(self):
        """Until lists follow the log: a process that has just started opens its feeds first."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            answer = self.api.get("/v1/users?consistency=strong", token=self.root.token)
            if answer.status != 503:
                return
        checks.status(answer, 200)

    @property
    def read_model(self):
        """What an answer out of the read model names as its source."""
        return "elastic"

    def form(self, **fields):
        """A sound registration; a field given as None is left out."""
        word = tag()
        base = {"email": f"{word}@example.com", "password": PASSWORD, "fullname": f"Person {word}"}
        return {key: value for key, value in {**base, **fields}.items() if value is not None}

    def register(self, **fields):
        """A new plain user without a session."""
        form = self.form(**fields)
        answer = checks.status(self.api.post("/v1/registeruser", form), 201)
        return Actor(answer.json["user"]["id"], form["email"], form["password"])

    def login(self, actor, **options):
        form = {"username": actor.email, "password": actor.password}
        answer = checks.status(self.api.post("/login", form, **options), 200)
        actor.token, actor.session = answer.json["accessToken"], answer.json["sessionId"]
        return actor

    def again(self, actor):
        """A second session of the same person."""
        return self.login(dataclasses.replace(actor))

    def user(self, **fields):
        """A new plain user with a session."""
        return self.login(self.register(**fields))

    def with_role(self, role, **fields):
        actor = self.register(**fields)
        self.set_role(actor, role)
        return self.login(actor)

    def admin(self):
        return self.with_role("admin")

    def super_admin(self):
        return self.with_role("superAdmin")

    def set_role(self, actor, role):
        path = f"/v1/userrole/{actor.id}"
        return checks.status(self.api.patch(path, {"roleId": role}, token=self.root.token), 200)

    def get(self, actor):
        """The user object as the first superAdmin sees it."""
        answer = self.api.get(f"/v1/users/{actor.id}", token=self.root.token)
        return checks.status(answer, 200).json["user"]

    def lives(self, actor):
        return self.api.get("/currentuser", token=actor.token).status == 200

    def listed(self, actor, **query):
        """The ids of a fresh list of the users with these filters, as the actor sees it."""
        answer = checks.status(self.api.fresh("/v1/users", query, token=actor.token), 200)
        return [row["id"] for row in answer.json["users"]]
