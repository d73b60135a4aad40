"""Log-in: what is accepted, what comes back, what a failure gives away (nothing)."""

import json
import re
import time

from . import checks
from .registry import test
from .world import COOKIE, PASSWORD, tag

SESSION_KEYS = ("sessionId", "userId", "email", "fullname", "roleId", "tenantId", "accessToken")


def session(answer, user):
    """The session object of login, relogin and currentuser."""
    body = checks.status(answer, 200).json
    for key in SESSION_KEYS:
        checks.check(isinstance(body.get(key), str) and body[key], f"{key} is missing", answer)
    checks.same(body["userId"], user.id, "userId", answer)
    checks.same(body["email"], user.email, "email", answer)
    checks.same(body["tenantId"], "root", "tenantId", answer)
    checks.matches(checks.UUID, body["sessionId"], "sessionId", answer)
    checks.check("$argon2" not in answer.text, "a hash left the process", answer)
    return body


def login(world, **form):
    return world.api.post("/login", form)


@test
def login_by_email_or_username_under_either_name(world):
    name = tag()
    user = world.register(username=name)
    for form in ({"username": user.email}, {"email": user.email}, {"username": name},
                 {"username": user.email.upper()}, {"email": user.email.title()},
                 {"username": name.upper()}):
        session(login(world, password=PASSWORD, **form), user)


@test
def username_wins_when_both_are_sent(world):
    first, second = world.register(), world.register(password="another Pass, 41 gulls")
    answer = login(world, username=first.email, email=second.email, password=first.password)
    session(answer, first)
    answer = login(world, username=first.email, email=second.email, password=second.password)
    checks.error(answer, 401)


@test
def missing_or_wrong_typed_credentials_are_400(world):
    email = world.register().email
    checks.error(login(world), 400, names=("username", "password"))
    checks.error(login(world, username=email), 400, names=("password",))
    checks.error(login(world, email=email), 400, names=("password",))
    checks.error(login(world, password=PASSWORD), 400, names=("username",))
    checks.error(login(world, username=7, password=PASSWORD), 400, names=("username",))
    checks.error(login(world, username=email, password=["x"]), 400, names=("password",))
    checks.error(login(world, username=email, password=""), 400, names=("password",))
    checks.error(world.api.post("/login"), 400)


@test
def unknown_user_and_wrong_password_are_one_answer(world):
    user = world.register(username=tag())
    answers = [login(world, username=name, password="not it, 5 crows")
               for name in (user.email, f"{tag()}@example.com", tag(), "ü" * 50)]
    deleted = world.register()
    checks.status(world.api.delete(f"/v1/users/{deleted.id}", token=world.root.token), 200)
    answers.append(login(world, username=deleted.email, password=deleted.password))
    plain = set()
    for answer in answers:
        checks.error(answer, 401)
        body = re.sub(r'("(date|requestId)":)"[^"]*"', r"\1", answer.text)
        names = tuple(sorted(key.lower() for key, _ in answer.headers))
        plain.add((body, names, answer.header("content-length")))
    checks.check(len(plain) == 1, f"{len(plain)} different answers", answers[0])


@test(server="production")
def unknown_user_and_wrong_password_cost_the_same_time(world):
    user = world.register()

    def once(email):
        started = time.perf_counter()
        checks.error(login(world, username=email, password="not it, 5 crows"), 401)
        return time.perf_counter() - started

    # Interleaved, and the best of each, so that a busy machine tells nothing.
    nobody = f"{tag()}@example.com"
    known, unknown = (min(took) for took in zip(*((once(user.email), once(nobody)) for _ in range(4))))
    checks.check(1 / 3 < unknown / known < 3, f"{known=:.4f} {unknown=:.4f}", world.api.last)


@test
def a_login_gives_cookie_header_and_body_the_same_token(world):
    user = world.register()
    answer = login(world, username=user.email, password=user.password)
    token = session(answer, user)["accessToken"]
    checks.same(answer.header(COOKIE), token, "header", answer)
    value, attributes = answer.cookie(COOKIE)
    checks.same(value, token, "cookie", answer)
    checks.check("httponly" in attributes, "HttpOnly", answer)
    checks.same(attributes.get("samesite"), "Lax", "SameSite", answer)
    checks.same(attributes.get("path"), "/", "Path", answer)
    checks.check("secure" not in attributes, "Secure in development", answer)
    checks.check("no-store" in answer.header("cache-control", ""), "Cache-Control", answer)


@test(server="production")
def the_cookie_is_secure_in_production(world):
    user = world.register()
    answer = login(world, username=user.email, password=user.password)
    _, attributes = answer.cookie(COOKIE)
    for name in ("secure", "httponly"):
        checks.check(name in attributes, name, answer)
    checks.same(attributes.get("samesite"), "Lax", "SameSite", answer)
    answer = world.api.post("/logout", token=answer.json["accessToken"])
    checks.check("secure" in answer.cookie(COOKIE)[1], "Secure on log-out", answer)


@test
def a_dead_cookie_does_not_keep_one_from_logging_in(world):
    user = world.user()
    checks.status(world.api.post("/logout", token=user.token), 200)
    form = {"username": user.email, "password": user.password}
    for value in (user.token, "nonsense"):
        answer = world.api.post("/login", form, headers={"cookie": f"{COOKIE}={value}"})
        session(answer, user)


@test
def each_login_is_a_session_of_its_own(world):
    user = world.user()
    second = world.again(user)
    checks.check(second.session != user.session and second.token != user.token, "the same session",
                 world.api.last)
    checks.check(world.lives(user) and world.lives(second), "one has ended", world.api.last)


@test
def the_login_page_is_html(world):
    answer = checks.status(world.api.get("/login"), 200)
    checks.check(answer.header("content-type", "").startswith("text/html"), "content type", answer)
    checks.check("<form" in answer.text.lower() and "password" in answer.text, "no form", answer)


@test
def no_answer_holds_a_hash_or_a_password(world):
    user = world.user(password="leaky Teapot 99 spouts")
    admin = world.admin()
    answers = [world.api.get(f"/v1/users/{user.id}", token=user.token),
               world.api.fresh("/v1/users", {"email": user.email}, token=admin.token),
               world.api.get("/currentuser", token=user.token)]
    for answer in answers:
        text = json.dumps(checks.status(answer, 200).json)
        for secret in ("$argon2", "leaky Teapot", "passwordHash"):
            checks.check(secret not in text, f"{secret} in the answer", answer)


@test
def a_null_username_is_none(world):
    user = world.user()
    answer = world.api.post("/login", {"username": None, "email": user.email,
                                       "password": user.password})
    checks.status(answer, 200)


@test
def an_email_beside_a_username_is_not_even_looked_at(world):
    user = world.user()
    answer = world.api.post("/login", {"username": user.email, "email": 5, "password": user.password})
    checks.status(answer, 200)
