"""The manage face: its envelope, and apps and members made through it."""

import dataclasses
import time

from . import checks
from .world import Actor, PASSWORD, tag

OK_KEYS = {"statusCode", "data", "message", "status"}
CLIENT_KEYS = {"id", "first_name", "last_name", "email", "mobile_no", "role_id", "apps"}
TOKEN_KEYS = {"access_token", "refresh_token", "token_type", "expires_in"}
APP_KEYS = {"id", "app_name", "name", "description", "descripition", "url"}
MEMBER_KEYS = {"id", "first_name", "last_name", "email", "mobile_no", "app_id", "app_name",
               "active", "status"}
ROLE_KEYS = {"id", "name", "description", "app_name", "createdAt", "updatedAt"}
ASSIGNMENT_KEYS = {"ur_id", "role_id", "name", "email", "role"}


@dataclasses.dataclass
class App:
    id: str
    name: str
    owner: Actor


def data(answer, code=200):
    """The data of a success."""
    checks.status(answer, code)
    body = answer.json
    checks.keys(body, OK_KEYS, "envelope", answer)
    checks.same(body["statusCode"], code, "statusCode", answer)
    checks.same(body["status"], "success", "status", answer)
    checks.check(isinstance(body["message"], str) and body["message"], "no message", answer)
    return body["data"]


def refused(answer, code, *, names=(), err_code=None):
    """The refusal; `names` are the wrong fields."""
    checks.status(answer, code)
    body = answer.json
    extra = ({"error"} if names else set()) | ({"errCode"} if err_code else set())
    checks.keys(set(body) - {"userId", "sessionId"}, OK_KEYS | extra, "envelope", answer)
    checks.same(body["statusCode"], code, "statusCode", answer)
    checks.same(body["data"], None, "data", answer)
    checks.same(body["status"], "error", "status", answer)
    checks.check(isinstance(body["message"], str) and body["message"], "no message", answer)
    if names:
        checks.same(sorted(row["field"] for row in body["error"]), sorted(names), "fields", answer)
        for row in body["error"]:
            checks.keys(row, {"field", "message", "status"}, "row", answer)
            checks.same(row["status"], "error", "status", answer)
    if err_code:
        checks.same(body["errCode"], err_code, "errCode", answer)
    return body


def form(**fields):
    word = tag()
    base = {"firstName": "Ada " + word, "lastName": "Lovelace", "email": f"{word}@example.com",
            "app": "App " + word, "description": "About " + word, "password": PASSWORD,
            "confirmPassword": PASSWORD}
    return {key: value for key, value in {**base, **fields}.items() if value is not None}


def sign_up(world, **fields):
    """A new person with a session, in an app; the answer's data is kept in `client`."""
    body = form(**fields)
    signed = data(world.api.post("/auth/signup", body), 201)
    actor = Actor(signed["client"]["id"], body["email"], body["password"],
                  signed["tokens"]["access_token"])
    actor.client, actor.tokens = signed["client"], signed["tokens"]
    return actor


def make_app(world, owner=None, **fields):
    owner = owner or world.user()
    body = {"app_name": "App " + tag(), "description": "An app", "secret": "s3cret-" + tag()}
    body.update(fields)
    app = data(world.api.post("/manage/postAddApps", body, token=owner.token), 201)
    return App(app["id"], app["app_name"], owner)


def add_member(world, app, person=None, token=None):
    person = person or world.user()
    body = {"user_id": person.id, "app_id": app.id}
    data(world.api.post("/manage/postAddUserToApp", body, token=token or app.owner.token), 201)
    return person


def make_role(world, app, **fields):
    body = {"app_id": app.id, "name": "role " + tag(), "description": "", **fields}
    return data(world.api.post("/manage/postCreateRole", body, token=app.owner.token), 201)


def assign(world, app, role, person):
    body = {"role_id": role["id"], "user_id": person.id, "app_id": app.id}
    return data(world.api.post("/manage/postAssinRole", body, token=app.owner.token), 201)


def ban(world, app, person, token=None, **fields):
    body = {"user_id": person.id, **({"app_id": app.id} if app else {}), **fields}
    return data(world.api.post("/manage/banUser", body, token=token or app.owner.token))


def unban(world, app, person, token=None):
    body = {"user_id": person.id, **({"app_id": app.id} if app else {})}
    return data(world.api.post("/manage/unbanUser", body, token=token or app.owner.token))


def patiently(ask):
    """Lists that are behind a write may say so (503), on a machine with much else to do."""
    deadline = time.monotonic() + 30
    while True:
        answer = ask()
        if answer.status != 503 or time.monotonic() > deadline:
            return answer
        checks.check(answer.header("retry-after"), "503 without Retry-After", answer)


def listed(world, name, token, **query):
    """The rows of a list that shows every write made so far."""
    return data(patiently(lambda: world.api.fresh("/manage/" + name, query, token=token)))


def listed_by_post(world, name, body, token):
    """The same for a list that is asked for by POST."""
    headers = {"x-position": world.api.position}
    return data(patiently(lambda: world.api.post("/manage/" + name, body, token=token,
                                                 headers=headers)))
