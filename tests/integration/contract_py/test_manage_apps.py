"""Apps, their secrets, and tokens for them."""

import base64
import json

from . import checks
from .manage import (APP_KEYS, App, add_member, ban, data, listed, make_app, make_role, refused, sign_up)
from .registry import test
from .world import COOKIE, PASSWORD, UNKNOWN_ID, tag


def app_object(answer, app, secret=False, **expected):
    checks.keys(app, APP_KEYS | ({"secret"} if secret else set()), "app", answer)
    checks.same(app["name"], app["app_name"], "name", answer)
    checks.same(app["descripition"], app["description"], "descripition", answer)
    for key, value in expected.items():
        checks.same(app[key], value, key, answer)


@test
def the_life_of_an_app(world):
    owner, name = world.user(), "Shop " + tag()
    body = {"app_name": name, "description": "Sells", "secret": "s3cret", "url": "https://a.example/x"}
    answer = world.api.post("/manage/postAddApps", body, token=owner.token)
    app = data(answer, 201)
    app_object(answer, app, app_name=name, description="Sells", url="https://a.example/x")
    path = "/manage/getAppById/" + app["id"]
    answer = world.api.get(path, token=owner.token)
    app_object(answer, data(answer), secret=True, id=app["id"])
    checks.same(data(answer)["secret"], "s3cret", "secret", answer)
    answer = world.api.request("PUT", "/manage/putUpdateApps", token=owner.token,
                               json={"app_id": app["id"].upper(), "app_name": name + "!",
                                     "secret": "other", "url": None})
    app_object(answer, data(answer), app_name=name + "!", description="Sells", url=None)
    answer = world.api.request("PUT", "/manage/putUpdateApps", token=owner.token,
                               json={"app_name": name.upper() + "!", "description": "Sells more"})
    app_object(answer, data(answer), app_name=name + "!", description="Sells more")
    rows = listed(world, "getApp", owner.token)
    checks.same([(row["id"], row["secret"]) for row in rows], [(app["id"], "other")], "list",
                world.api.last)
    answer = world.api.get("/manage/deleteApp/" + app["id"], token=owner.token)
    app_object(answer, data(answer), secret=True, id=app["id"])
    refused(world.api.get(path, token=owner.token), 404)
    refused(world.api.delete("/manage/deleteApp/" + app["id"], token=owner.token), 404)
    checks.same(listed(world, "getApp", owner.token), [], "list", world.api.last)
    data(world.api.post("/manage/postAddApps", {"app_name": name + "!"}, token=owner.token), 201)


@test
def a_link_deletes_no_app(world):
    app = make_app(world)
    headers = {"cookie": f"{COOKIE}={app.owner.token}"}
    refused(world.api.get("/manage/deleteApp/" + app.id, headers=headers), 401)
    data(world.api.get("/manage/getAppById/" + app.id, headers=headers))


@test
def deleting_by_delete(world):
    app = make_app(world)
    data(world.api.delete("/manage/deleteApp/" + app.id, token=app.owner.token))
    refused(world.api.get("/manage/deleteApp/" + app.id, token=app.owner.token), 404)


@test
def a_path_that_is_none_is_refused_in_the_form_of_its_face(world):
    for path in ("/manage/nope", "/manage/getAppById/", "/auth/nope"):
        refused(world.api.get(path), 404)


@test
def its_end_ends_the_sessions_of_who_came_for_it(world):
    owner = sign_up(world)
    app = App(owner.client["apps"][0]["id"], owner.client["apps"][0]["app_name"], owner)
    person, other = sign_up(world, app=app.name), sign_up(world, app=app.name)
    make_app(world, owner=other)
    added = add_member(world, app)
    data(world.api.delete("/manage/deleteApp/" + app.id, token=owner.token))
    checks.status(world.api.get("/currentuser", token=person.token), 401)
    refused(world.api.post("/auth/refresh", {"refresh_token": person.tokens["refresh_token"]}), 401)
    for stays in (owner, other, added):
        checks.status(world.api.get("/currentuser", token=stays.token), 200)
    checks.status(world.api.post("/auth/login", {"email": person.email, "password": PASSWORD}), 200)


@test
def names_of_apps_are_unique(world):
    app = make_app(world)
    refused(world.api.post("/manage/postAddApps", {"app_name": app.name.upper()},
                           token=world.user().token), 409)
    other = make_app(world)
    refused(world.api.request("PUT", "/manage/putUpdateApps", token=other.owner.token,
                              json={"app_id": other.id, "app_name": app.name}), 409)


@test
def what_an_app_must_be(world):
    token = world.user().token
    refused(world.api.post("/manage/postAddApps", {}, token=token), 400, names=("app_name",))
    refused(world.api.post("/manage/postAddApps", {"app_name": "x" * 101, "url": "javascript:1",
                                                   "secret": ""}, token=token), 400,
            names=("app_name", "url", "secret"))
    refused(world.api.request("PUT", "/manage/putUpdateApps", json={}, token=token), 400,
            names=("app_id",))
    refused(world.api.request("PUT", "/manage/putUpdateApps", json={"app_id": "x"}, token=token),
            400, names=("app_id",))
    refused(world.api.request("PUT", "/manage/putUpdateApps", json={"app_id": UNKNOWN_ID},
                              token=token), 404)
    refused(world.api.request("PUT", "/manage/putUpdateApps", json={"app_name": "no " + tag()},
                              token=token), 404)


@test
def an_apps_secret(world):
    app, stranger = make_app(world, secret="first"), world.user()
    answer = world.api.get("/manage/getSecret", query={"app_id": app.id}, token=app.owner.token)
    checks.same(data(answer), {"app_id": app.id, "app_name": app.name, "name": app.name,
                               "secret": "first"}, "secret", answer)
    body = {"app_id": app.id, "secret": "second"}
    answer = world.api.post("/manage/postAddAndUpdateSecret", body, token=app.owner.token)
    checks.same(data(answer)["secret"], "second", "secret", answer)
    for token in (app.owner.token, world.admin().token):
        answer = world.api.get("/manage/getSecret", query={"app_id": app.id}, token=token)
        checks.same(data(answer)["secret"], "second", "secret", answer)
    add_member(world, app, stranger)
    for token in (stranger.token, world.user().token):
        refused(world.api.get("/manage/getSecret", query={"app_id": app.id}, token=token), 403)
        refused(world.api.post("/manage/postAddAndUpdateSecret", body, token=token), 403)
    refused(world.api.get("/manage/getSecret", token=app.owner.token), 400, names=("app_id",))
    refused(world.api.get("/manage/getSecret", query={"app_id": UNKNOWN_ID},
                          token=app.owner.token), 404)


@test
def lists_of_apps_show_what_one_manages(world):
    owner = world.user()
    mine = [make_app(world, owner).id for _ in range(3)]
    make_app(world)
    rows = listed(world, "getApp", owner.token)
    checks.same([row["id"] for row in rows], mine[::-1], "newest first", world.api.last)
    rows = listed(world, "getApp", owner.token, pageNumber=2, pageRowCount=2)
    checks.same([row["id"] for row in rows], mine[:1], "the second page", world.api.last)
    checks.same(world.api.last.header("x-total-count"), "3", "total", world.api.last)
    rows = listed(world, "getApp", owner.token, app_id=mine[1])
    checks.same([row["id"] for row in rows], [mine[1]], "one app", world.api.last)
    checks.same(listed(world, "getApp", world.user().token), [], "nobody's", world.api.last)
    everything = {row["id"] for row in listed(world, "getApp", world.admin().token)}
    checks.check(set(mine) < everything, "an admin misses apps", world.api.last)
    refused(world.api.get("/manage/getApp", query={"pageRowCount": 501}, token=owner.token), 400,
            names=("pageRowCount",))
    refused(world.api.get("/manage/getApp", query={"app_id": UNKNOWN_ID}, token=owner.token), 404)
    refused(world.api.get("/manage/getApp", query={"app_id": mine[0]}, token=world.user().token),
            403)


@test
def a_token_for_the_app(world):
    app = make_app(world, url="https://shop.example/in")
    member, stranger = add_member(world, app), world.user()
    body = {"app_id": app.id}
    answer = world.api.post("/manage/getUrlAndToken", body, token=member.token)
    shown = data(answer)
    checks.same(shown["url"], "https://shop.example/in", "url", answer)
    part = shown["token"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    checks.same(claims["aud"], app.id, "aud", answer)
    checks.same(claims["sub"], member.id, "sub", answer)
    checks.same(claims["exp"] - claims["iat"], 300, "seconds", answer)
    checks.status(world.api.get("/currentuser", token=shown["token"]), 401)
    refused(world.api.post("/manage/getUrlAndToken", body, token=stranger.token), 403)
    data(world.api.post("/manage/getUrlAndToken", body, token=world.admin().token))
    other = add_member(world, make_app(world), member)
    ban(world, app, other)
    refused(world.api.post("/manage/getUrlAndToken", body, token=member.token), 403,
            err_code="UserBanned")
    refused(world.api.post("/manage/getUrlAndToken", {"app_id": UNKNOWN_ID}, token=member.token),
            404)
    without = make_app(world)
    refused(world.api.post("/manage/getUrlAndToken", {"app_id": without.id},
                           token=without.owner.token), 409)


@test
def members_and_roles_go_with_their_app(world):
    app = make_app(world)
    person = add_member(world, app)
    make_role(world, app)
    data(world.api.delete("/manage/deleteApp/" + app.id, token=app.owner.token))
    for name in ("getAllUser", "getRoles", "getApp"):
        checks.same(listed(world, name, app.owner.token), [], name, world.api.last)
    answer = world.api.post("/auth/login", {"email": person.email, "password": person.password})
    checks.same(data(answer)["client"]["apps"], [], "apps", answer)
