"""Headers and verbs that every answer shares."""

import re

from . import checks
from .registry import test
from .world import UNKNOWN_ID

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"
TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]\Z")


def some_answers(world, **options):
    """Answers of every kind: data, page, text, image, and refusals."""
    user = world.user()
    api = world.api
    return [api.get(f"/v1/users/{user.id}", token=user.token, **options),
            api.get("/login", **options), api.get("/health", **options),
            api.get(f"/avatars/{user.id}.svg", **options), api.get("/v1/users", **options),
            api.get("/nowhere", **options), api.request("PUT", "/v1/users", **options),
            api.post("/v1/registeruser", {}, **options), api.get("/publickey", **options),
            api.request("OPTIONS", "/v1/users", **options)]


def too_large(world):
    """A refusal before the request was read at all."""
    return checks.status(world.api.post("/login", raw=b"x" * (1024 * 1024 + 1)), 413)


@test
def security_headers_are_on_every_answer(world):
    for answer in (*some_answers(world), too_large(world)):
        checks.same(answer.header("x-content-type-options"), "nosniff", "nosniff", answer)
        checks.check(answer.header("x-frame-options") == "DENY" or "frame-ancestors" in
                     answer.header("content-security-policy", ""), "may be framed", answer)
        checks.check(answer.header("referrer-policy"), "Referrer-Policy", answer)


@test
def personal_answers_are_not_stored(world):
    user = world.user()
    for answer in (world.api.get(f"/v1/users/{user.id}", token=user.token),
                   world.api.get("/v1/users", token=world.root.token),
                   world.api.get("/currentuser", token=user.token)):
        checks.check("no-store" in answer.header("cache-control", ""), "Cache-Control", answer)


@test
def every_answer_has_a_request_id(world):
    for answer in (*some_answers(world), too_large(world)):
        checks.matches(checks.REQUEST_ID, answer.header("x-request-id"), "x-request-id", answer)
    for answer in some_answers(world, query={"requestId": "my-own.id_7"}):
        checks.same(answer.header("x-request-id"), "my-own.id_7", "x-request-id", answer)


@test
def a_request_id_that_cannot_be_used_is_replaced(world):
    """Never a refusal: a tracing aid must not break the call it belongs to."""
    for given in ("", "a b", "z" * 129, "caf\u00e9", "a\r\nx-evil: 1"):
        answer = world.api.get("/v1/users", query={"requestId": given}, token=world.root.token)
        checks.matches(checks.REQUEST_ID, checks.status(answer, 200).json["requestId"],
                       "requestId", answer)
    answer = world.api.get("/health", headers={"x-request-id": "no blanks"})
    checks.matches(checks.REQUEST_ID, answer.header("x-request-id"), "x-request-id", answer)


@test
def an_encoded_body_is_415(world):
    """It would be read as what it is not; identity encodes nothing."""
    form = world.form()
    for coding in ("gzip", "deflate", "br", "gzip, identity"):
        answer = world.api.post("/v1/registeruser", form, headers={"content-encoding": coding})
        checks.error(answer, 415)
    for coding in ("identity", "IDENTITY"):
        headers = {"content-encoding": coding}
        checks.status(world.api.post("/v1/registeruser", world.form(), headers=headers), 201)


@test
def a_body_of_too_many_values_is_400(world):
    for values in (10_000, 300_000):
        answer = world.api.post("/login", raw=b'{"a":[' + b"0," * values + b"0]}",
                                headers={"content-type": "application/json"})
        checks.error(answer, 400)
        checks.check("values" in answer.json["detail"], "the reason is another", answer)
    answer = world.api.post("/login", {"username": "a", "password": "[,{" * 5000})
    checks.check("values" not in answer.json["detail"], "text is no value", answer)


@test
def options_of_the_whole_server(world):
    answer = checks.status(world.api.request("OPTIONS", "*"), 204)
    checks.check("POST" in answer.header("allow", ""), "Allow", answer)


@test
def the_trace_goes_on(world):
    for answer in some_answers(world, headers={"traceparent": PARENT}):
        value = answer.header("traceparent")
        checks.matches(TRACEPARENT, value, "traceparent", answer)
        checks.same(value.split("-")[1], TRACE, "trace id", answer)


@test
def a_broken_trace_is_ignored(world):
    for value in ("nonsense", "00-" + "0" * 32 + "-00f067aa0ba902b7-01", PARENT.upper(),
                  f"ff-{TRACE}-00f067aa0ba902b7-01"):
        answer = world.api.get("/health", headers={"traceparent": value})
        checks.status(answer, 200)
        sent = answer.header("traceparent")
        if sent is not None:
            checks.matches(TRACEPARENT, sent, "traceparent", answer)
            checks.check(TRACE not in sent and "0" * 32 not in sent, "taken over", answer)


@test
def head_is_get_without_the_body(world):
    user = world.user()
    for path, token in (("/health", None), ("/login", None), (f"/v1/users/{user.id}", user.token),
                        ("/publickey", None), (f"/avatars/{user.id}.svg", None)):
        get = checks.status(world.api.get(path, token=token), 200)
        head = checks.status(world.api.request("HEAD", path, token=token), 200)
        checks.same(head.body, b"", "body", head)
        checks.same(head.header("content-type"), get.header("content-type"), "type", head)
    checks.status(world.api.request("HEAD", f"/v1/users/{user.id}"), 401)
    checks.status(world.api.request("HEAD", "/nowhere"), 404)
    checks.status(world.api.request("HEAD", "/logout"), 405)
    user = world.user()
    refused = checks.status(world.api.request("HEAD", "/relogin", token=user.token), 405)
    checks.check("HEAD" not in refused.header("allow"), "Allow names HEAD", refused)
    checks.check(world.lives(user), "HEAD ended the session", world.api.last)


@test
def options_tells_the_verbs(world):
    for path, allowed in (("/v1/users", {"GET", "POST"}), ("/login", {"GET", "POST"}),
                          (f"/v1/users/{UNKNOWN_ID}", {"GET", "PATCH", "DELETE"})):
        answer = checks.status(world.api.request("OPTIONS", path), 200, 204)
        verbs = {verb.strip() for verb in answer.header("allow", "").split(",")}
        checks.check(allowed <= verbs, f"Allow: {verbs}", answer)
    checks.status(world.api.request("OPTIONS", "/nowhere"), 404)


@test
def other_origins_are_not_allowed_by_default(world):
    headers = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    for method, path in (("OPTIONS", "/v1/users"), ("GET", "/health"), ("OPTIONS", "/login")):
        answer = world.api.request(method, path, headers=headers)
        checks.check(answer.header("access-control-allow-origin") is None, "CORS", answer)


@test
def a_tenant_that_is_no_text_is_unknown(world):
    for value in (b"\xff", b"\xed\xa0\x80", "ä".encode()):
        headers = {"x-tenant": value.decode("latin-1")}
        checks.status(world.api.get("/v1/usergroups", headers=headers), 404)


@test(server="browsers")
def a_listed_origin_may_call_and_read_what_it_needs(world):
    ours = {"origin": "https://app.example"}
    asked = {**ours, "access-control-request-method": "PATCH"}
    answer = checks.status(world.api.request("OPTIONS", f"/v1/users/{UNKNOWN_ID}", headers=asked), 204)
    checks.same(answer.header("access-control-allow-origin"), ours["origin"], "origin", answer)
    checks.same(answer.header("access-control-allow-credentials"), "true", "credentials", answer)
    checks.same(names(answer, "access-control-allow-methods"), {"GET", "HEAD", "PATCH", "DELETE"}, "methods", answer)
    wanted = {"authorization", "content-type", "airbnb3-access-token", "x-tenant", "x-position", "if-match",
              "idempotency-key", "x-amz-security-token", "last-event-id"}
    checks.check(wanted <= names(answer, "access-control-allow-headers"), "headers to send", answer)
    answer = checks.status(world.api.get("/v1/users", headers={**ours, "airbnb3-access-token": world.root.token}), 200)
    checks.same(answer.header("access-control-allow-origin"), ours["origin"], "origin", answer)
    checks.same(answer.header("vary"), "Origin", "vary", answer)
    wanted = {"x-position", "x-request-id", "x-total-count", "retry-after", "airbnb3-access-token"}
    checks.check(wanted <= names(answer, "access-control-expose-headers"), "headers to read", answer)
    refused = checks.status(world.api.get("/v1/users", headers=ours), 401)
    checks.same(refused.header("access-control-allow-origin"), ours["origin"], "a refusal's origin", refused)
    for origin in ("https://evil.example", "https://app.example.evil.example", "http://app.example", "null"):
        for method in ("OPTIONS", "GET"):
            answer = world.api.request(method, "/v1/users", headers={**asked, "origin": origin})
            checks.check(answer.header("access-control-allow-origin") is None, f"CORS of {origin}", answer)


def names(answer, header):
    return {name.strip() for name in answer.header(header, "").split(",")}


@test
def trace_and_unknown_verbs_echo_nothing(world):
    for method in ("TRACE", "BREW"):
        answer = world.api.request(method, "/v1/users", headers={"x-secret": "s3cr3t-echo"})
        checks.status(answer, 400, 405, 501)
        checks.check("s3cr3t-echo" not in answer.text, "the request came back", answer)


@test
def paths_match_exactly(world):
    checks.status(world.api.get("/currentuser/"), 404, 401)
    checks.status(world.api.get("//login"), 400, 404)
