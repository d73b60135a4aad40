"""The OAuth face: grants, introspection and revocation for apps (RFC 6749, 7662, 7009), and what else apps may call."""

import base64
import json

from . import apps, checks, operations
from .event_reader import EventReader
from .registry import test
from .world import UNKNOWN_ID, tag

ENDPOINTS = ("/oauth/token", "/oauth/introspect", "/oauth/revoke")


def refused(answer, code, error):
    """An error of RFC 6749 §5.2, with the headers that belong to it."""
    checks.status(answer, code)
    checks.keys(answer.json, {"error", "error_description"}, "error", answer)
    checks.same(answer.json["error"], error, "error", answer)
    text = answer.json["error_description"]
    checks.check(text and all(" " <= c <= "~" and c not in '"\\' for c in text), f"description {text!r}", answer)
    checks.same(answer.header("cache-control"), "no-store", "Cache-Control", answer)
    challenge = answer.header("www-authenticate") or ""
    checks.same(challenge.startswith("Basic "), code == 401, "a challenge", answer)
    return answer


def granted(answer):
    checks.status(answer, 200)
    checks.same(answer.header("cache-control"), "no-store", "Cache-Control", answer)
    checks.same(answer.header("pragma"), "no-cache", "Pragma", answer)
    checks.same(answer.json["token_type"], "Bearer", "token_type", answer)
    checks.check(type(answer.json["expires_in"]) is int and answer.json["expires_in"] > 0, "expires_in", answer)
    return answer.json


def grant(world, fields, headers=None):
    return apps.post_form(world, "/oauth/token", fields, headers)


def claims(token):
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


@test
def an_app_gets_a_token_of_its_own(world):
    app = apps.make(world)
    got = granted(grant(world, {"grant_type": "client_credentials"}, app.basic()))
    checks.keys(got, {"access_token", "token_type", "expires_in"}, "answer", world.api.last)
    said = claims(got["access_token"])
    checks.same((said["sub"], said["client_id"], said["tenantId"]), (app.id, app.id, "root"), "claims", world.api.last)
    checks.check("sid" not in said and "roleId" not in said, f"claims {said}", world.api.last)
    checks.status(world.api.get("/currentuser", token=got["access_token"]), 401)
    checks.status(world.api.get("/v1/users", token=got["access_token"]), 401)
    checks.check(apps.is_active(world, app, got["access_token"]), "its own token is active", world.api.last)
    other = apps.make(world)
    checks.check(apps.is_active(world, other, got["access_token"]), "to another app as well", world.api.last)
    apps.manage(world, f"deleteApp/{app.id}", app.owner.token, method="GET")
    checks.check(not apps.is_active(world, other, got["access_token"]), "not when its app is gone", world.api.last)


@test
def credentials_are_read_both_ways(world):
    secret = "a%2B b+ c:ü&=%zz"
    app = apps.make(world, secret=secret)
    for encode in (False, True):
        granted(grant(world, {"grant_type": "client_credentials"}, app.basic(encode=encode)))
    upper = apps.App(app.id.upper(), secret, app.owner)
    granted(grant(world, {"grant_type": "client_credentials"}, upper.basic()))


@test
def wrong_credentials_are_all_refused_alike(world):
    app, gone = apps.make(world), apps.make(world)
    apps.manage(world, f"deleteApp/{gone.id}", gone.owner.token, method="GET")
    wrong = {
        "secret": app.basic("wrong"), "empty secret": app.basic(""), "longer secret": app.basic(app.secret + "x"),
        "unknown app": apps.App(UNKNOWN_ID, app.secret, None).basic(), "no id": apps.App("x", app.secret, None).basic(),
        "deleted app": gone.basic(), "malformed": {"authorization": "Basic ???"}, "padding": {"authorization": "Basic ===="}}
    bodies = set()
    for name, headers in wrong.items():
        for path, fields in (("/oauth/token", {"grant_type": "client_credentials"}),
                             ("/oauth/introspect", {"token": "x"}), ("/oauth/revoke", {"token": "x"})):
            answer = refused(apps.post_form(world, path, fields, headers), 401, "invalid_client")
            bodies.add(answer.body)
    checks.same(len(bodies), 1, "different refusals", world.api.last)
    refused(grant(world, {"grant_type": "client_credentials"}), 401, "invalid_client")
    refused(apps.post_form(world, "/oauth/introspect", {"token": "x"}), 401, "invalid_client")
    bearer = {"authorization": "Bearer " + world.root.token}
    refused(apps.post_form(world, "/oauth/introspect", {"token": "x"}, bearer), 401, "invalid_client")


@test
def another_secret_is_the_only_one_from_then_on(world):
    app = apps.make(world)
    old = app.basic()
    apps.manage(world, "postAddAndUpdateSecret", app.owner.token, app_id=app.id, secret="another one, " + tag())
    refused(grant(world, {"grant_type": "client_credentials"}, old), 401, "invalid_client")
    new = apps.manage(world, "getSecret", app.owner.token, method="GET", app_id=app.id)["secret"]
    granted(grant(world, {"grant_type": "client_credentials"}, app.basic(new)))


@test
def wrong_requests_are_named_as_the_rfc_does(world):
    app = apps.make(world)
    ask = lambda fields: grant(world, fields, app.basic())  # noqa: E731
    refused(ask({}), 400, "invalid_request")
    refused(ask({"grant_type": ""}), 400, "invalid_request")
    refused(ask({"grant_type": "password", "username": "x", "password": "y"}), 400, "unsupported_grant_type")
    refused(ask({"grant_type": "refresh_token"}), 400, "invalid_request")
    refused(ask({"grant_type": "refresh_token", "refresh_token": "nonsense"}), 400, "invalid_grant")
    refused(ask({"grant_type": "client_credentials", "scope": "everything"}), 400, "invalid_scope")
    refused(ask([("grant_type", "client_credentials"), ("grant_type", "client_credentials")]), 400, "invalid_request")
    granted(ask({"grant_type": "client_credentials", "scope": "", "unknown": "x"}))
    for path in ENDPOINTS[1:]:
        refused(apps.post_form(world, path, {}, app.basic()), 400, "invalid_request")
    for path in ENDPOINTS:
        refused(world.api.post(path, {"token": "x", "grant_type": "client_credentials"}, headers=app.basic()), 415, "invalid_request")
        refused(world.api.post(path, raw=b"token=%zz&grant_type=%", headers={"content-type": apps.FORM, **app.basic()}),
                400, "invalid_request")
        answer = refused(world.api.get(path, headers=app.basic()), 405, "invalid_request")
        checks.check("POST" in answer.header("allow"), "Allow", answer)
        refused(apps.post_form(world, path, {"token": "x" * 9000, "grant_type": "x" * 9000}, app.basic()), 400, "invalid_request")


@test
def introspection_tells_a_live_session(world):
    app = apps.make(world)
    person = apps.member(world, app)
    answer = apps.introspect(world, app, person.token, token_type_hint="refresh_token")
    got = answer.json
    checks.keys(got, {"active", "token_type", "iss", "aud", "sub", "client_id", "exp", "iat", "jti", "sid", "roleId",
                      "tenantId"}, "introspection", answer)
    said = claims(person.token)
    for key in ("iss", "aud", "sub", "exp", "iat", "jti", "sid", "tenantId"):
        checks.same(got[key], said[key], key, answer)
    checks.same((got["active"], got["sub"], got["roleId"]), (True, person.id, "user"), "who", answer)
    checks.same(answer.header("cache-control"), "no-store", "Cache-Control", answer)
    world.set_role(person, "editor")
    checks.same(apps.introspect(world, app, person.token).json["roleId"], "editor", "the role as of now", world.api.last)


@test
def tokens_that_are_nothing_to_an_app(world):
    app, other = apps.make(world), apps.make(world)
    person, stranger = apps.member(world, app), world.user()
    active = lambda token, at=app: apps.is_active(world, at, token)  # noqa: E731
    checks.check(active(person.token) and not active(person.token, other), "a member's, in its app alone", world.api.last)
    for token in (stranger.token, world.root.token, "nonsense", "a.b.c", person.token[:-2] + "xx", "x" * 8000):
        checks.check(not active(token), "strangers' and broken ones", world.api.last)
    apps.ban(world, app, person)
    checks.check(not active(person.token), "banned", world.api.last)
    apps.unban(world, app, person)
    person = world.again(person)
    checks.check(active(person.token), "the ban was lifted", world.api.last)
    apps.manage(world, "setMemberActive", app.owner.token, user_id=person.id, app_id=app.id, active=False)
    checks.check(not active(person.token), "no active member", world.api.last)
    apps.manage(world, "setMemberActive", app.owner.token, user_id=person.id, app_id=app.id, active=True)
    checks.check(active(person.token), "active again", world.api.last)
    world.api.post("/logout", token=person.token)
    checks.check(not active(person.token), "logged out", world.api.last)


@test
def a_ban_in_another_app_takes_nothing_from_this_one(world):
    app, other = apps.make(world), apps.make(world)
    person = apps.add(world, other, apps.member(world, app))
    apps.ban(world, other, person)
    checks.check(apps.is_active(world, app, person.token), "not banned here", world.api.last)
    checks.check(not apps.is_active(world, other, person.token), "banned there", world.api.last)


@test
def a_refresh_token_is_redeemed_and_told_about(world):
    app = apps.make(world)
    person = apps.member(world, app)
    first = apps.tokens(world, person)
    checks.check(apps.is_active(world, app, first["refresh_token"]), "the refresh token lives", world.api.last)
    got = granted(grant(world, {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}))
    checks.keys(got, {"access_token", "token_type", "expires_in", "refresh_token"}, "answer", world.api.last)
    checks.same(claims(got["access_token"])["sub"], person.id, "sub", world.api.last)
    checks.check(apps.is_active(world, app, got["access_token"]), "the new one lives", world.api.last)
    again = granted(grant(world, {"grant_type": "refresh_token", "refresh_token": got["refresh_token"]}, app.basic()))
    checks.check(again["refresh_token"] != got["refresh_token"], "rotated", world.api.last)
    stranger = apps.make(world)
    refused(grant(world, {"grant_type": "refresh_token", "refresh_token": again["refresh_token"]}, stranger.basic()), 400, "invalid_grant")
    apps.ban(world, app, person)
    for headers in (app.basic(), None):
        refused(grant(world, {"grant_type": "refresh_token", "refresh_token": again["refresh_token"]}, headers), 400, "invalid_grant")
    checks.check(not apps.is_active(world, app, again["refresh_token"]), "banned", world.api.last)


@test
def revoking_ends_the_session(world):
    app = apps.make(world)
    for kind in ("access_token", "refresh_token"):
        for headers in (None, app.basic()):
            person = apps.member(world, app)
            got = apps.tokens(world, person)
            answer = apps.post_form(world, "/oauth/revoke", {"token": got[kind], "token_type_hint": "nonsense"}, headers)
            checks.status(answer, 200)
            checks.status(world.api.get("/currentuser", token=got["access_token"]), 401)
            refused(grant(world, {"grant_type": "refresh_token", "refresh_token": got["refresh_token"]}), 400, "invalid_grant")
            checks.status(apps.post_form(world, "/oauth/revoke", {"token": got[kind]}, headers), 200)
            checks.check(world.lives(person), "another session of the person lives", world.api.last)
    for token in ("nonsense", "a.b.c"):
        checks.status(apps.post_form(world, "/oauth/revoke", {"token": token}, app.basic()), 200)
    refused(apps.post_form(world, "/oauth/revoke", {"token": apps.own_token(world, app)}, app.basic()), 400, "unsupported_token_type")


@test
def a_visit_token_is_for_its_app_alone(world):
    app, other = apps.make(world), apps.make(world)
    apps.manage(world, "putUpdateApps", app.owner.token, method="PUT", app_id=app.id, url="https://shop.example.com/")
    person = apps.add(world, other, apps.member(world, app))
    visit = apps.manage(world, "getUrlAndToken", person.token, app_id=app.id)
    checks.same(claims(visit["token"])["aud"], app.id, "aud", world.api.last)
    checks.check(apps.is_active(world, app, visit["token"]), "at its app", world.api.last)
    checks.check(not apps.is_active(world, other, visit["token"]), "elsewhere", world.api.last)
    checks.status(world.api.get("/currentuser", token=visit["token"]), 401)
    apps.ban(world, app, person)
    checks.check(not apps.is_active(world, app, visit["token"]), "banned", world.api.last)


@test
def another_tenant_is_nothing(world):
    app = apps.make(world)
    tenant, email = tag(), f"{tag()}@example.com"
    world.server.run("tenants", "create", tenant)
    made = world.server.run("users", "create-admin", email, "--tenant", tenant)
    body = {"username": email, "password": world.server.root_password}
    login = checks.status(world.api.post("/login", body, headers={"x-tenant": tenant}), 200)
    token = login.json["accessToken"]
    checks.check(not apps.is_active(world, app, token), f"active {made}", world.api.last)
    checks.status(apps.post_form(world, "/oauth/revoke", {"token": token}, app.basic()), 200)
    checks.status(world.api.get("/currentuser", token=token), 200)
    there = apps.post_form(world, "/oauth/introspect", {"token": token}, {**app.basic(), "x-tenant": tenant})
    checks.same(there.json, {"active": False}, "whatever the header says", there)


@test
def apps_check_permissions_of_people(world):
    app, person, permission = apps.make(world), world.user(), "orders." + tag()
    world.api.post("/v1/permissions", {"permissionName": permission, "subjectUserId": person.id}, token=world.root.token)
    body = {"checks": [{"userId": person.id, "permissionName": permission}]}
    answer = checks.status(world.api.post("/v1/permissions/check", body, headers=app.basic()), 200)
    checks.same(answer.json["results"][0]["canDo"], True, "canDo", answer)
    checks.error(world.api.post("/v1/permissions/check", body, headers=app.basic("wrong")), 401)
    checks.error(world.api.post("/v1/permissions/check", body, token=apps.own_token(world, app)), 401)


@test
def apps_follow_the_events_until_they_are_gone(world):
    anybodys = apps.make(world)
    checks.error(world.api.get("/v1/events", headers=anybodys.basic()), 403)
    app = apps.make(world, owner=world.admin())
    checks.status(world.api.get("/v1/events", headers=app.basic("wrong")), 401)
    with EventReader(world.server.port, "/v1/events", headers=app.basic()) as reader:
        checks.same(reader.status, 200, "status", world.api.last)
        person = world.register()
        frames = reader.until(lambda one: one["data"].get("subject") == f"user-{person.id}")
        checks.check(frames[-1]["event"].startswith("authledger.user.registered.v"), f"{frames[-1]}", world.api.last)
        text = json.dumps(frames)
        checks.check(person.email not in text and app.secret not in text, "nothing personal", world.api.last)
        apps.manage(world, f"deleteApp/{app.id}", app.owner.token, method="GET")
        last = reader.until(lambda one: one["event"] == "end")[-1]
        checks.same(last["event"], "end", "the stream ends with its app", world.api.last)


@test
def apps_may_do_nothing_else(world):
    """Their credentials are those of nobody wherever no app is meant."""
    app, person = apps.make(world), world.user()
    meant = {"app", "adminOrApp", "publicOrApp"}
    wrong = []
    for operation in operations.read(world):
        if operation.access == "public" or operation.access in meant:
            continue
        answer = operations.request(world, operation, person, headers=app.basic())
        if answer.status != 401:
            wrong.append(f"{operation}: {answer.status}")
    checks.same(wrong, [], "open to apps", world.api.last)


@test(server="own")
def refused_credentials_are_limited_by_address(servers):
    world = servers.open(servers.make("limits"), {"AUTHLEDGER__LIMITS__CLIENT_FAILURES_PER_MINUTE": "20"})
    app = apps.make(world)
    seen = []
    for _ in range(12):
        answer = grant(world, {"grant_type": "client_credentials"}, app.basic("wrong"))
        seen.append(answer.status)
        if answer.status == 429:
            refused(answer, 429, "temporarily_unavailable")
            checks.check(int(answer.header("retry-after")) >= 1, "Retry-After", answer)
    checks.check(seen[0] == 401 and seen[-1] == 429, f"{seen}", world.api.last)
    refused(grant(world, {"grant_type": "client_credentials"}, app.basic()), 429, "temporarily_unavailable")
    answer = world.api.post("/oauth/token", raw=b"grant_type=client_credentials", source="127.0.0.2",
                            headers={"content-type": apps.FORM, **app.basic()})
    granted(answer)


@test
def discovery_tells_where_everything_is(world):
    answer = checks.status(world.api.get("/.well-known/openid-configuration"), 200)
    found = answer.json
    checks.same(found["issuer"], claims(world.root.token)["iss"], "issuer", answer)
    base = f"http://127.0.0.1:{world.server.port}"
    for name, path in (("jwks_uri", "/.well-known/jwks.json"), ("token_endpoint", "/oauth/token"),
                       ("introspection_endpoint", "/oauth/introspect"), ("revocation_endpoint", "/oauth/revoke")):
        checks.same(found[name], base + path, name, answer)
    checks.same(found["id_token_signing_alg_values_supported"], ["RS256"], "algorithms", answer)
    empty = [name for name, value in found.items() if value in ([], "", None)]
    checks.same(empty, [], "members without a value (RFC 8414, 3.2)", answer)


@test
def a_token_request_is_idempotent_under_a_key(world):
    app = apps.make(world)
    person = apps.member(world, app)
    first = apps.tokens(world, person)["refresh_token"]
    fields = {"grant_type": "refresh_token", "refresh_token": first}
    answers = [grant(world, fields, {"idempotency-key": "once-" + first[:20]}) for _ in range(2)]
    checks.same(granted(answers[0]), granted(answers[1]), "the same answer", answers[1])
