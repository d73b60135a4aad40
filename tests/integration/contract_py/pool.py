"""The pool face as its callers use it: seed 001's envelope, codes read from the outbox."""

import base64
import re
import time

from . import checks, codes
from .world import PASSWORD, tag

MOUNTS = ("", "/staging")
SESSION_KEYS = {"access_key", "expires_in", "id_token", "identity_id", "secret_key", "session_key",
                "token", "resfresh_token", "refresh_token"}
MORE_KEYS = {"errCode", "userId", "sessionId"}  # beside the seed's three, in refusals


def good(answer, data=None):
    """A success; returns its data."""
    body = checks.status(answer, 200).json
    checks.keys(body, {"message", "data", "error"}, "envelope", answer)
    checks.same(body["error"], False, "error", answer)
    checks.check(isinstance(body["message"], str) and body["message"], "message", answer)
    if data is not None:
        checks.same(body["data"], data, "data", answer)
    return body["data"]


def refused(answer, status, names=()):
    body = checks.status(answer, status).json
    checks.keys(set(body) - MORE_KEYS, {"message", "data", "error"}, "envelope", answer)
    checks.same(body["error"], True, "error", answer)
    checks.same(body["data"], {}, "data", answer)
    checks.check(isinstance(body["message"], str) and body["message"], "message", answer)
    for name in names:
        checks.check(name in body["message"], f"the message doesn't name {name}", answer)
    if status in (429, 503):
        checks.matches(re.compile(r"[1-9]\d*\Z"), answer.header("retry-after"), "Retry-After",
                       answer)
    return body


def session(answer, person=None):
    """The data of a log-in or a refresh."""
    data = good(answer)
    checks.keys(data, SESSION_KEYS, "data", answer)
    for key, value in data.items():
        checks.check(isinstance(value, str) and value, f"{key} is no text", answer)
    checks.same(data["resfresh_token"], data["refresh_token"], "the two spellings", answer)
    checks.same(answer.header("x-amzn-remapped-authorization"), "Bearer " + data["token"],
                "x-amzn-remapped-authorization", answer)
    if person:
        checks.same(data["identity_id"], person, "identity_id", answer)
    return data


def mails(world, address):
    """What the outbox holds for an address, oldest first."""
    answer = checks.status(world.api.get("/dev/outbox", token=world.root.token), 200)
    rows = answer.json if isinstance(answer.json, list) else next(
        value for value in answer.json.values() if isinstance(value, list))
    return [row for row in rows if row["to"].lower() == address.lower()]


def code(world, address, count=1):
    """The code of the newest mail to the address, once there are so many."""
    deadline = time.monotonic() + 30
    found = mails(world, address)
    while len(found) < count and time.monotonic() < deadline:
        found = mails(world, address)  # each look is a request
    checks.check(len(found) == count, f"{len(found)} mails, expected {count}", world.api.last)
    return re.search(r"(?<!\d)\d{6}(?!\d)", found[-1]["body"]).group(0)


def form(**fields):
    word = tag()
    return {"email": f"{word}@example.com", "username": word, "password": PASSWORD, **fields}


def sign_up(world, mount="", **fields):
    made = form(**fields)
    good(world.api.post(mount + "/user_signup", made), {})
    return made


def confirmed(world, mount="", **fields):
    """Two mails: the sign-up's, and that of the code which development tells."""
    made = sign_up(world, mount, **fields)
    value = codes.code(codes.start(world, codes.EMAIL, email=made["email"]))
    form = {"username": made["username"], "confirm_code": value}
    good(world.api.post(mount + "/auth_confirm", form), {})
    return made


def log_in(world, made, mount="", **options):
    form = {"username": made["username"], "password": made["password"]}
    return session(world.api.post(mount + "/user_login", form, **options))


def refresh(world, token, mount="", **more):
    return world.api.post(mount + "/refresh_token", {"refresh_token": token, **more})


def basic(data, **changed):
    """The headers of session credentials."""
    data = {**data, **changed}
    pair = base64.b64encode(f"{data['access_key']}:{data['secret_key']}".encode()).decode()
    return {"authorization": "Basic " + pair, "x-amz-security-token": data["session_key"]}


def lives(world, token):
    return world.api.post("/test", token=token).status == 200
