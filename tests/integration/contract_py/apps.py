"""Apps with their owners and members, made through the manage face, and how they call by HTTP Basic."""

import base64
import dataclasses
import urllib.parse

from . import checks
from .world import tag

FORM = "application/x-www-form-urlencoded"


@dataclasses.dataclass
class App:
    id: str
    secret: str
    owner: object

    def basic(self, secret=None, encode=False):
        """The header; `encode`: id and secret form-encoded before, as RFC 6749 §2.3.1 asks."""
        words = [self.id, self.secret if secret is None else secret]
        if encode:
            words = [urllib.parse.quote_plus(word) for word in words]
        return {"authorization": "Basic " + base64.b64encode(":".join(words).encode()).decode()}


def manage(world, operation, token, method="POST", **fields):
    path = "/manage/" + operation
    if method == "GET":
        answer = world.api.get(path, query=fields, token=token)
    else:
        answer = world.api.request(method, path, json=fields, token=token)
    return checks.status(answer, 200, 201).json["data"]


def make(world, owner=None, secret=None):
    owner = owner or world.user()
    secret = secret or "secret of " + tag(20)
    made = manage(world, "postAddApps", owner.token, app_name=tag(), description="an app", secret=secret)
    return App(made["id"], secret, owner)


def add(world, app, person):
    manage(world, "postAddUserToApp", app.owner.token, user_id=person.id, app_id=app.id)
    return person


def member(world, app, **fields):
    return add(world, app, world.user(**fields))


def ban(world, app, person, **more):
    manage(world, "banUser", app.owner.token, user_id=person.id, app_id=app.id, **more)


def unban(world, app, person):
    manage(world, "unbanUser", app.owner.token, user_id=person.id, app_id=app.id)


def tokens(world, person):
    """What the manage face's log-in gives: access_token, refresh_token."""
    body = {"email": person.email, "password": person.password}
    return checks.status(world.api.post("/auth/login", body), 200).json["data"]["tokens"]


def post_form(world, path, fields, headers=None, kind=FORM):
    return world.api.post(path, raw=urllib.parse.urlencode(fields).encode(),
                          headers={"content-type": kind, **(headers or {})})


def introspect(world, app, token, **more):
    answer = post_form(world, "/oauth/introspect", {"token": token, **more}, app.basic())
    return checks.status(answer, 200)


def is_active(world, app, token):
    answer = introspect(world, app, token)
    if not answer.json["active"]:
        checks.keys(answer.json, {"active"}, "what is told of an inactive token", answer)
    return answer.json["active"]


def own_token(world, app):
    """By client_credentials."""
    answer = post_form(world, "/oauth/token", {"grant_type": "client_credentials"}, app.basic())
    return checks.status(answer, 200).json["access_token"]
