"""Live sessions of members: fingerprints, and who sees what."""

import urllib.parse

from . import checks
from .manage import (add_member, ban, data, listed, listed_by_post, make_app, refused, sign_up)
from .registry import test

FORM = {"content-type": "application/x-www-form-urlencoded"}
TOKEN_ROW_KEYS = {"id", "session_id", "access_token", "refresh_token", "first_name", "last_name",
                  "email", "app_name"}


def live(world, app, token=None):
    return listed_by_post(world, "getUserWithTokenByApp", {"app_id": app.id},
                          token or app.owner.token)


def looks(world, actor):
    """How often the log says that somebody looked."""
    return world.server.run("events", "show", f"user-{actor.id}").count("tokens.viewed")


@test
def one_row_per_live_session(world):
    app = make_app(world)
    person = add_member(world, app, sign_up(world))
    rows = [row for row in live(world, app) if row["id"] == person.id]
    checks.same(len(rows), 1, "rows", world.api.last)
    row = rows[0]
    checks.keys(row, TOKEN_ROW_KEYS, "row", world.api.last)
    checks.same(row["access_token"], "…" + person.token[-8:], "access_token", world.api.last)
    checks.same(row["refresh_token"], "…" + person.tokens["refresh_token"][-8:], "refresh_token",
                world.api.last)
    checks.same((row["email"], row["app_name"]), (person.email, app.name), "row", world.api.last)
    second = data(world.api.post("/auth/login", {"email": person.email,
                                                 "password": person.password}))
    tokens = {row["access_token"] for row in live(world, app) if row["id"] == person.id}
    checks.same(tokens, {"…" + token[-8:] for token in
                         (person.token, second["tokens"]["access_token"])}, "tokens",
                world.api.last)
    data(world.api.post("/auth/logout", token=person.token))
    tokens = {row["access_token"] for row in live(world, app) if row["id"] == person.id}
    checks.same(tokens, {"…" + second["tokens"]["access_token"][-8:]}, "tokens", world.api.last)
    ban(world, None, person, token=world.root.token)
    checks.same([row for row in live(world, app) if row["id"] == person.id], [], "a banned one's",
                world.api.last)


@test
def a_session_shows_once_however_many_apps(world):
    owner = world.user()
    first, second = make_app(world, owner), make_app(world, owner)
    person = add_member(world, second, add_member(world, first, sign_up(world)))
    rows = [row for row in listed(world, "getUserWithToken", owner.token)
            if row["id"] == person.id]
    checks.same(len(rows), 1, "rows", world.api.last)
    checks.same(sorted(rows[0]["app_name"].split(", ")), sorted([first.name, second.name]),
                "app_name", world.api.last)


@test
def by_page(world):
    app = make_app(world)
    people = [add_member(world, app, sign_up(world)) for _ in range(3)]
    every = [row["session_id"] for row in live(world, app)]
    pages = []
    for number in (1, 2, 3):
        body = {"app_id": app.id, "pageNumber": number, "pageRowCount": 2}
        pages.append([row["session_id"] for row in
                      listed_by_post(world, "getUserWithTokenByApp", body, app.owner.token)])
        checks.same(world.api.last.header("x-total-count"), str(len(every)), "x-total-count",
                    world.api.last)
    checks.same([len(page) for page in pages], [2, 2, 0], "rows", world.api.last)
    checks.same(sorted(pages[0] + pages[1]), sorted(every), "pages", world.api.last)
    checks.same(len(every), 1 + len(people), "rows", world.api.last)
    rows = listed(world, "getUserWithToken", app.owner.token, app_id=app.id, pageRowCount=1)
    checks.same(len(rows), 1, "rows", world.api.last)
    refused(world.api.get("/manage/getUserWithToken", query={"pageNumber": -1},
                          token=app.owner.token), 400, names=("pageNumber",))


@test
def whichever_way_tokens_are_made(world):
    app = make_app(world)
    person = add_member(world, app, sign_up(world))
    refresh = person.tokens["refresh_token"]
    shown = ("access_token", "refresh_token")
    asked = (lambda: data(world.api.post("/auth/refresh", {"refresh_token": refresh})),
             lambda: world.api.post("/oauth/token", raw=urllib.parse.urlencode(
                 {"grant_type": "refresh_token", "refresh_token": refresh}), headers=FORM).json)
    for ask in asked:
        tokens = ask()
        refresh = tokens["refresh_token"]
        rows = [row for row in live(world, app) if row["id"] == person.id]
        checks.same([rows[0][name] for name in shown], ["…" + tokens[name][-8:] for name in shown],
                    "tokens", world.api.last)


@test
def every_look_is_an_event(world):
    app, stranger = make_app(world), world.user()
    live(world, app)
    live(world, app)
    data(world.api.get("/manage/getUserWithToken", token=app.owner.token))
    checks.same(looks(world, app.owner), 3, "looks", world.api.last)
    key = {"idempotency-key": "look-" + app.id}
    for _ in range(2):
        data(world.api.get("/manage/getUserWithToken", token=app.owner.token, headers=key))
    checks.same(looks(world, app.owner), 5, "looks under one key", world.api.last)
    checks.same(data(world.api.get("/manage/getUserWithToken", token=stranger.token)), [],
                "a stranger's", world.api.last)
    refused(world.api.post("/manage/getUserWithTokenByApp", {"app_id": app.id},
                           token=stranger.token), 403)
    refused(world.api.post("/manage/getUserWithTokenByApp", {}, token=app.owner.token), 400,
            names=("app_id",))


@test(server="revealing")
def tokens_are_shown_to_a_super_admin_where_settings_say_so(world):
    app = make_app(world)
    person = add_member(world, app, sign_up(world))
    rows = [row for row in live(world, app, world.root.token) if row["id"] == person.id]
    checks.same((rows[0]["access_token"], rows[0]["refresh_token"]),
                (person.token, person.tokens["refresh_token"]), "tokens", world.api.last)
    for token in (app.owner.token, world.admin().token):
        rows = [row for row in live(world, app, token) if row["id"] == person.id]
        checks.same(rows[0]["access_token"], "…" + person.token[-8:], "access_token",
                    world.api.last)
