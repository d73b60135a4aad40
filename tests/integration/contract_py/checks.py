"""What every answer owes: the envelope, the user object and the error object of the contract."""

import datetime
import re

from .client import Failed

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
HEX = re.compile(r"[0-9a-f]+\Z")
REQUEST_ID = re.compile(r"[0-9a-f]{32}\Z")
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")
ENVELOPE_KEYS = {"status", "statusCode", "elapsedMs", "ssoTime", "source", "cacheKey", "userId",
                 "sessionId", "requestId", "dataName", "method", "action", "appVersion", "rowCount"}
LIST_KEYS = {"paging", "filters", "uiPermissions"}
USER_KEYS = {"id", "email", "password", "fullname", "avatar", "roleId", "emailVerified",
             "preferredLanguage", "bio", "isActive", "recordVersion", "createdAt", "updatedAt",
             "_owner"}
MODEL_KEYS = {"username", "mobile", "mobileVerified", "tenantId"}  # of the one identity model
ERROR_KEYS = {"result", "status", "message", "errCode", "date", "detail"}


def check(truth, text, answer):
    if not truth:
        raise Failed(text, answer)


def same(got, expected, what, answer):
    check(got == expected and type(got) is type(expected),
          f"{what} is {got!r}, expected {expected!r}", answer)


def status(answer, *allowed):
    check(answer.status in allowed, f"status {answer.status}, expected {allowed}", answer)
    return answer


def matches(pattern, value, what, answer):
    check(isinstance(value, str) and pattern.match(value), f"{what} is {value!r}", answer)


def keys(found, expected, what, answer):
    found = set(found)
    check(found == set(expected), f"{what}: missing {sorted(set(expected) - found)}, "
          f"unexpected {sorted(found - set(expected))}", answer)


def number(value, what, answer):
    check(isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0,
          f"{what} is {value!r}, expected a number", answer)


def date(value, what, answer):
    matches(DATE, value, what, answer)
    return datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))


def envelope(answer, code, *, method, action, source="db", name="user", caller=None):
    """The whole envelope; returns its data. `caller` is the actor, None for nobody."""
    status(answer, code)
    body = answer.json
    extra = LIST_KEYS if action == "list" else set()
    keys(body, ENVELOPE_KEYS | extra | {name}, "envelope", answer)
    same(body["status"], "OK", "status", answer)
    same(body["statusCode"], code, "statusCode", answer)
    same(body["dataName"], name, "dataName", answer)
    same(body["method"], method, "method", answer)
    same(body["action"], action, "action", answer)
    for key in ("elapsedMs", "ssoTime"):
        number(body[key], key, answer)
    allowed = source if isinstance(source, tuple) else (source,)
    check(body["source"] in allowed, f"source is {body['source']!r}, expected {allowed}", answer)
    if action == "list" and body["paging"]["pageNumber"] or body["cacheKey"]:
        matches(HEX, body["cacheKey"], "cacheKey", answer)
    matches(REQUEST_ID, body["requestId"], "requestId", answer)
    same(answer.header("x-request-id"), body["requestId"], "header x-request-id", answer)
    check(isinstance(body["appVersion"], str) and body["appVersion"], "appVersion", answer)
    same(body["userId"], caller.id if caller else None, "userId", answer)
    same(body["sessionId"], caller.session if caller else None, "sessionId", answer)
    rows = len(body[name]) if action == "list" else 1
    same(body["rowCount"], rows, "rowCount", answer)
    return body[name]


def user(answer, document, **expected):
    """Every key and type of a user object, and the given values."""
    keys(set(document) - MODEL_KEYS, USER_KEYS, "user object", answer)
    same(document["password"], "********", "password", answer)
    matches(UUID, document["id"], "id", answer)
    matches(UUID, document["_owner"], "_owner", answer)
    for key in ("email", "fullname", "avatar", "roleId"):
        check(isinstance(document[key], str) and document[key], f"{key} is no text", answer)
    for key in ("preferredLanguage", "bio"):
        check(document[key] is None or isinstance(document[key], str), f"{key} is no text", answer)
    for key in ("emailVerified", "isActive"):
        check(isinstance(document[key], bool), f"{key} is no boolean", answer)
    check(type(document["recordVersion"]) is int and document["recordVersion"] >= 1,
          "recordVersion is no positive integer", answer)
    created = date(document["createdAt"], "createdAt", answer)
    check(created <= date(document["updatedAt"], "updatedAt", answer), "updated first", answer)
    for key, value in expected.items():
        same(document[key], value, key, answer)
    return document


def error(answer, code, *, message=None, err_code=None, names=()):
    """The error object; `names` are the fields that its detail must mention."""
    status(answer, code)
    body = answer.json
    keys(body, ERROR_KEYS, "error object", answer)
    same(body["result"], "ERR", "result", answer)
    same(body["status"], code, "status", answer)
    same(body["errCode"], err_code or code, "errCode", answer)
    matches(re.compile(r"errMsg_[a-z][A-Za-z0-9]*\Z"), body["message"], "message", answer)
    if message:
        same(body["message"], message, "message", answer)
    date(body["date"], "date", answer)
    check(isinstance(body["detail"], str) and body["detail"], "detail is no sentence", answer)
    for name in names:
        check(name in body["detail"], f"detail doesn't name {name}", answer)
    if code in (429, 503):
        matches(re.compile(r"[1-9]\d*\Z"), answer.header("retry-after"), "Retry-After", answer)
    return body


def short_401(answer, message="No login found"):
    """The 401 of currentuser and relogin."""
    status(answer, 401)
    body = answer.json
    keys(body, {"status", "message", "result", "errCode", "date"}, "short error", answer)
    same(body["status"], "ERR", "status", answer)
    same(body["result"], "ERR", "result", answer)
    same(body["message"], message, "message", answer)
    same(body["errCode"], 401, "errCode", answer)
    date(body["date"], "date", answer)
    return body
