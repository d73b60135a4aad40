"""Sign-up, log-in, log-out, refresh and join of the manage face."""

from . import checks
from .manage import (APP_KEYS, CLIENT_KEYS, TOKEN_KEYS, ban, data, form, make_app, refused,
                     sign_up)
from .registry import test
from .world import OTHER_PASSWORD, PASSWORD, UNKNOWN_ID, tag


def client_object(answer, client, **expected):
    checks.keys(client, CLIENT_KEYS, "client", answer)
    for key, value in expected.items():
        checks.same(client[key], value, key, answer)


@test
def a_sign_up_makes_the_app_and_owns_it(world):
    body = form(mobileNumber="+441234567890")
    answer = world.api.post("/auth/signup", body)
    signed = data(answer, 201)
    checks.keys(signed, {"tokens", "client"}, "data", answer)
    checks.keys(signed["tokens"], TOKEN_KEYS, "tokens", answer)
    checks.same(signed["tokens"]["token_type"], "Bearer", "token_type", answer)
    checks.same(signed["tokens"]["expires_in"], 900, "expires_in", answer)
    client_object(answer, signed["client"], first_name=body["firstName"],
                  last_name=body["lastName"], email=body["email"], mobile_no="+441234567890",
                  role_id="user")
    apps = signed["client"]["apps"]
    checks.same([(app["app_name"], app["owner"]) for app in apps], [(body["app"], True)], "apps",
                answer)
    token = signed["tokens"]["access_token"]
    shown = data(world.api.get("/manage/getAppById/" + apps[0]["id"], token=token))
    checks.keys(shown, APP_KEYS | {"secret"}, "app", world.api.last)
    checks.same(shown["description"], body["description"], "description", world.api.last)
    checks.check(len(shown["secret"]) >= 32, "a weak secret", world.api.last)
    answer = world.api.get("/currentuser", token=token)
    checks.same(checks.status(answer, 200).json["userId"], signed["client"]["id"], "user", answer)


@test
def the_next_ones_join_the_app(world):
    owner = sign_up(world)
    other = sign_up(world, app=owner.client["apps"][0]["app_name"].upper())
    checks.same(other.client["apps"], [{**owner.client["apps"][0], "owner": False}], "apps",
                world.api.last)


@test
def what_a_sign_up_must_be(world):
    answer = world.api.post("/auth/signup", {})
    refused(answer, 400, names=("firstName", "lastName", "email", "app", "password",
                                "confirmPassword"))
    refused(world.api.post("/auth/signup", form(confirmPassword=OTHER_PASSWORD)), 400,
            names=("confirmPassword",))
    refused(world.api.post("/auth/signup", form(email="x", firstName=7)), 400,
            names=("email", "firstName"))
    refused(world.api.post("/auth/signup", form(password="password", confirmPassword="password")),
            400, names=("password",))
    person = sign_up(world)
    refused(world.api.post("/auth/signup", form(email=person.email.upper())), 409)
    refused(world.api.post("/auth/signup", raw=b"{", headers={"content-type": "application/json"}),
            400)
    refused(world.api.post("/auth/signup", raw=b"x", headers={"content-type": "text/plain"}), 415)


@test
def nobody_signs_up_twice_under_a_key(world):
    body, headers = form(), {"idempotency-key": tag()}
    first = world.api.post("/auth/signup", body, headers=headers)
    again = world.api.post("/auth/signup", body, headers=headers)
    checks.same(data(again, 201), data(first, 201), "the second answer", again)


@test
def the_same_person_through_two_faces(world):
    person = sign_up(world)
    world.login(person)  # the service face
    registered = world.register(fullname="Grace Brewster Hopper")
    answer = world.api.post("/auth/login", {"email": registered.email,
                                            "password": registered.password})
    signed = data(answer)
    client_object(answer, signed["client"], id=registered.id, first_name="Grace Brewster",
                  last_name="Hopper", apps=[], mobile_no=None)
    checks.keys(signed["tokens"], TOKEN_KEYS, "tokens", answer)


@test
def log_ins_that_are_refused(world):
    person = sign_up(world)
    wrong = {"email": person.email, "password": OTHER_PASSWORD}
    unknown = {"email": "nobody-" + person.email, "password": OTHER_PASSWORD}
    first = refused(world.api.post("/auth/login", wrong), 401)
    checks.same(refused(world.api.post("/auth/login", unknown), 401), first, "the answer",
                world.api.last)
    refused(world.api.post("/auth/login", {}), 400, names=("email", "password"))
    world.api.delete(f"/v1/archiveprofile/{person.id}", token=person.token)
    refused(world.api.post("/auth/login", {"email": person.email, "password": PASSWORD}), 403,
            err_code="UserArchived")


@test
def logging_out(world):
    person = sign_up(world)
    data(world.api.post("/auth/logout", token=person.token))
    refused(world.api.post("/auth/logout", token=person.token), 401)
    refused(world.api.post("/auth/logout"), 401)
    refused(world.api.get("/manage/getApp", token=person.token), 401)


@test
def new_tokens_for_an_old_refresh_token(world):
    person = sign_up(world)
    answer = world.api.post("/auth/refresh", {"refresh_token": person.tokens["refresh_token"]})
    tokens = data(answer)
    checks.keys(tokens, TOKEN_KEYS, "tokens", answer)
    checks.check(tokens["refresh_token"] != person.tokens["refresh_token"], "the same", answer)
    checks.status(world.api.get("/currentuser", token=tokens["access_token"]), 200)
    refused(world.api.post("/auth/refresh", {"refresh_token": "x" * 40}), 401)
    refused(world.api.post("/auth/refresh", {}), 400, names=("refresh_token",))


@test
def joining_by_oneself(world):
    app, person = make_app(world), world.user()
    for how in (app.name.upper(), app.id, app.id.upper()):
        joined = data(world.api.post("/auth/join", {"app": how}, token=person.token), 201)
        checks.same(joined, {"id": app.id, "app_name": app.name, "owner": False}, "app",
                    world.api.last)
    refused(world.api.post("/auth/join", {"app": "nothing " + tag()}, token=person.token), 404)
    refused(world.api.post("/auth/join", {"app": UNKNOWN_ID}, token=person.token), 404)
    refused(world.api.post("/auth/join", {}, token=person.token), 400, names=("app",))
    refused(world.api.post("/auth/join", {"app": app.name}), 401)


@test
def a_path_that_is_none_says_no_in_its_face(world):
    refused(world.api.get("/manage/getAppById/x", token=world.root.token), 400, names=("app_id",))
    answer = world.api.delete("/manage/banUser", token=world.root.token)
    refused(answer, 405)
    checks.same(answer.header("allow"), "POST", "Allow", answer)


@test(server="rules")
def where_an_address_is_to_be_verified_first(world):
    body = form()
    answer = world.api.post("/auth/signup", body)
    signed = data(answer, 201)
    checks.same(signed["tokens"], None, "tokens", answer)
    refused(world.api.post("/auth/login", {"email": body["email"], "password": PASSWORD}), 403,
            err_code="EmailVerificationNeeded")


@test
def who_signed_up_here_logs_in_through_the_others(world):
    person = sign_up(world)
    login = {"username": person.email, "password": PASSWORD}
    checks.status(world.api.post("/user_login", login), 200)
    checks.status(world.api.post("/login", login), 200)


@test
def a_banned_person_is_told_so(world):
    owner = sign_up(world)
    person = sign_up(world, app=owner.client["apps"][0]["app_name"])
    app = type("App", (), {"id": owner.client["apps"][0]["id"], "owner": owner})
    ban(world, app, person)
    login = {"email": person.email, "password": PASSWORD}
    refused(world.api.post("/auth/login", login), 403, err_code="UserBanned")
    refused(world.api.post("/auth/login", {**login, "password": OTHER_PASSWORD}), 401)
    refused(world.api.get("/manage/getApp", token=person.token), 403, err_code="UserBanned")
    checks.error(world.api.post("/login", {"username": person.email, "password": PASSWORD}), 403,
                 err_code="UserBanned")
    answer = world.api.post("/auth/refresh", {"refresh_token": person.tokens["refresh_token"]})
    refused(answer, 403, err_code="UserBanned")
