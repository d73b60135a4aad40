"""Members of apps and their bans: who may, what a list shows, what a ban ends."""

import datetime
import time

from . import checks
from .manage import (MEMBER_KEYS, add_member, ban, data, listed, make_app, refused, sign_up, unban)
from .registry import test
from .world import UNKNOWN_ID, tag

STATES = {"getActiveUser": "active", "getInactiveUser": "inactive", "getBannedUser": "banned"}


def statuses(world, app, token=None, **query):
    """{user id: status} by the three lists, which part what getAllUser shows."""
    token = token or app.owner.token
    found = {}
    for name, state in STATES.items():
        for row in listed(world, name, token, app_id=app.id, **query):
            checks.same(row["status"], state, "status", world.api.last)
            checks.same(row["active"], state == "active", "active", world.api.last)
            checks.check(row["id"] not in found, "a member of two lists", world.api.last)
            found[row["id"]] = state
    rows = listed(world, "getAllUser", token, app_id=app.id, **query)
    checks.same({row["id"]: row["status"] for row in rows}, found, "the union", world.api.last)
    return found


def later(seconds):
    time_then = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return time_then.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time_then.microsecond // 1000:03d}Z"


@test
def the_rows_of_members(world):
    app = make_app(world)
    person = sign_up(world, mobileNumber="+441234567890")
    add_member(world, app, person)
    rows = listed(world, "getAllUser", app.owner.token, app_id=app.id)
    row = next(row for row in rows if row["id"] == person.id)
    checks.keys(row, MEMBER_KEYS, "row", world.api.last)
    checks.same(row["first_name"], person.client["first_name"], "first_name", world.api.last)
    checks.same(row["last_name"], "Lovelace", "last_name", world.api.last)
    checks.same(row["app_name"], app.name, "app_name", world.api.last)
    checks.same(row["mobile_no"], "+441234567890", "mobile_no", world.api.last)
    world.api.request("PUT", "/manage/putUpdateApps", token=app.owner.token,
                      json={"app_id": app.id, "app_name": app.name + "!"})
    world.api.patch(f"/v1/profile/{person.id}", {"fullname": "Ada King"}, token=person.token)
    row = listed(world, "getAllUser", app.owner.token, keyword="ada king")[0]
    checks.same((row["app_name"], row["last_name"]), (app.name + "!", "King"), "names",
                world.api.last)


@test
def each_member_is_in_one_list(world):
    app = make_app(world)
    active, set_inactive, archived, banned = (add_member(world, app) for _ in range(4))
    body = {"user_id": set_inactive.id, "app_id": app.id, "active": False}
    data(world.api.post("/manage/setMemberActive", body, token=app.owner.token))
    world.api.delete(f"/v1/archiveprofile/{archived.id}", token=archived.token)
    ban(world, app, banned, reason="spam")
    expected = {app.owner.id: "active", active.id: "active", set_inactive.id: "inactive",
                archived.id: "inactive", banned.id: "banned"}
    checks.same(statuses(world, app), expected, "members", world.api.last)
    row = listed(world, "getBannedUser", app.owner.token)[0]
    checks.same(row["reason"], "spam", "reason", world.api.last)
    unban(world, app, banned)
    data(world.api.post("/manage/setMemberActive", {**body, "active": True}, token=app.owner.token))
    world.api.post("/v1/restoreprofile", {"username": archived.email,
                                          "password": archived.password})
    checks.same(statuses(world, app), dict.fromkeys(expected, "active"), "members", world.api.last)


@test
def lists_by_page_and_keyword(world):
    app, word = make_app(world), tag()
    people = [add_member(world, app, world.register(fullname=f"{word} {n}")) for n in range(5)]
    rows = listed(world, "getActiveUser", app.owner.token, keyword=word, pageRowCount=3,
                  pageNumber=2)
    checks.same([row["id"] for row in rows], [people[1].id, people[0].id], "page", world.api.last)
    checks.same(world.api.last.header("x-total-count"), "5", "total", world.api.last)
    rows = listed(world, "getActiveUser", app.owner.token, keyword=word + " 3")
    checks.same([row["id"] for row in rows], [people[3].id], "keyword", world.api.last)
    checks.same(len(listed(world, "getAllUser", app.owner.token)), 6, "all rows", world.api.last)
    refused(world.api.get("/manage/getAllUser", query={"pageNumber": "x"}, token=app.owner.token),
            400, names=("pageNumber",))
    refused(world.api.get("/manage/getAllUser", query={"app_id": "x"}, token=app.owner.token), 400,
            names=("app_id",))
    refused(world.api.get("/manage/getAllUser", query={"keyword": ""}, token=app.owner.token), 400,
            names=("keyword",))


@test
def lists_show_the_apps_that_one_manages(world):
    owner = world.user()
    first, second, other = make_app(world, owner), make_app(world, owner), make_app(world)
    people = [add_member(world, app) for app in (first, second, other)]
    seen = {row["id"] for row in listed(world, "getAllUser", owner.token)}
    checks.same(seen, {owner.id, people[0].id, people[1].id}, "an owner's", world.api.last)
    seen = {row["id"] for row in listed(world, "getAllUser", world.admin().token)}
    checks.check({one.id for one in people} < seen, "an admin misses some", world.api.last)
    checks.same(listed(world, "getAllUser", people[0].token), [], "a member's", world.api.last)
    refused(world.api.get("/manage/getAllUser", query={"app_id": first.id},
                          token=people[0].token), 403)
    refused(world.api.get("/manage/getAllUser", query={"app_id": UNKNOWN_ID}, token=owner.token),
            404)


@test
def adding_members(world):
    app, person = make_app(world), world.user()
    path = "/manage/postAddUserToApp"
    body = {"email": person.email.upper(), "app_id": app.id}
    added = data(world.api.post(path, body, token=app.owner.token), 201)
    checks.same(added, {"user_id": person.id, "app_id": app.id}, "data", world.api.last)
    data(world.api.post(path, {"user_id": person.id, "app_id": app.id}, token=app.owner.token), 201)
    checks.same(len(listed(world, "getAllUser", app.owner.token)), 2, "members", world.api.last)
    refused(world.api.post(path, {"app_id": app.id}, token=app.owner.token), 400, names=("email",))
    refused(world.api.post(path, {"app_id": app.id, "email": "x@nobody.example"},
                           token=app.owner.token), 404)
    refused(world.api.post(path, {"app_id": app.id, "user_id": UNKNOWN_ID},
                           token=app.owner.token), 404)
    refused(world.api.post(path, body, token=person.token), 403)
    refused(world.api.post(path, {**body, "app_id": UNKNOWN_ID}, token=app.owner.token), 404)


@test
def the_owner_stays_active(world):
    app = make_app(world)
    body = {"user_id": app.owner.id, "app_id": app.id, "active": False}
    refused(world.api.post("/manage/setMemberActive", body, token=app.owner.token), 400)
    refused(world.api.post("/manage/setMemberActive", {}, token=app.owner.token), 400,
            names=("user_id", "app_id", "active"))


@test
def a_ban_in_the_only_app_ends_everything(world):
    app = make_app(world)
    person = add_member(world, app)
    second = world.again(person)
    ban(world, app, person)
    for one in (person, second):
        checks.error(world.api.get("/currentuser", token=one.token), 403, err_code="UserBanned")
        checks.error(world.api.get(f"/v1/users/{person.id}", token=one.token), 403,
                     err_code="UserBanned")
        refused(world.api.post("/auth/join", {"app": app.name}, token=one.token), 403,
                err_code="UserBanned")
    checks.error(world.api.post("/login", {"username": person.email,
                                           "password": person.password}), 403,
                 err_code="UserBanned")
    checks.status(world.api.post("/logout", token=person.token), 200)
    unban(world, app, person)
    checks.status(world.api.get("/currentuser", token=person.token), 401)
    world.login(person)


@test
def a_ban_in_one_of_two_apps_is_that_apps(world):
    app, other = make_app(world), make_app(world)
    person = add_member(world, other, add_member(world, app))
    ban(world, app, person)
    checks.status(world.api.get("/currentuser", token=person.token), 200)
    checks.same(statuses(world, app)[person.id], "banned", "here", world.api.last)
    checks.same(statuses(world, other)[person.id], "active", "there", world.api.last)
    ban(world, other, person)
    checks.error(world.api.get("/currentuser", token=person.token), 403, err_code="UserBanned")
    refused(world.api.post("/manage/postAddUserToApp",
                           {"user_id": person.id, "app_id": make_app(world).id},
                           token=world.root.token), 403, err_code="UserBanned")


@test
def a_ban_of_the_whole_account(world):
    app, admin = make_app(world), world.admin()
    person, alone = add_member(world, app), world.user()
    refused(world.api.post("/manage/banUser", {"user_id": person.id}, token=app.owner.token), 403)
    for one in (person, alone):
        ban(world, None, one, token=admin.token)
        checks.error(world.api.get("/currentuser", token=one.token), 403, err_code="UserBanned")
    checks.same(statuses(world, app)[person.id], "banned", "in its app", world.api.last)
    unban(world, app, person)
    checks.same(statuses(world, app)[person.id], "banned", "still", world.api.last)
    refused(world.api.post("/manage/unbanUser", {"user_id": person.id}, token=app.owner.token), 403)
    unban(world, None, person, token=admin.token)
    checks.same(statuses(world, app)[person.id], "active", "again", world.api.last)


@test
def who_is_not_banned(world):
    app, admin, other_admin = make_app(world), world.admin(), world.admin()
    person, stranger = add_member(world, app), world.user()
    add_member(world, app, other_admin)
    path = "/manage/banUser"

    def body(one, **more):
        return {"user_id": one.id, "app_id": app.id, **more}
    refused(world.api.post(path, body(app.owner), token=app.owner.token), 400)
    refused(world.api.post(path, body(app.owner), token=admin.token), 400)
    refused(world.api.post(path, body(other_admin), token=admin.token), 400)
    refused(world.api.post(path, body(other_admin), token=app.owner.token), 400)
    refused(world.api.post(path, {"user_id": admin.id}, token=admin.token), 400)
    refused(world.api.post(path, body(stranger), token=app.owner.token), 404)
    refused(world.api.post(path, {**body(person), "user_id": UNKNOWN_ID}, token=admin.token), 404)
    refused(world.api.post(path, {**body(person), "app_id": UNKNOWN_ID}, token=admin.token), 404)
    refused(world.api.post(path, body(person), token=stranger.token), 403)
    refused(world.api.post(path, body(app.owner), token=person.token), 403)
    refused(world.api.post(path, body(person)), 401)
    refused(world.api.post(path, {}, token=app.owner.token), 400, names=("user_id",))
    refused(world.api.post(path, body(person, until=later(-1)), token=app.owner.token), 400,
            names=("until",))
    refused(world.api.post(path, body(person, until="tomorrow", reason="x" * 501),
                           token=app.owner.token), 400, names=("until", "reason"))
    checks.same(statuses(world, app), {one.id: "active" for one in (app.owner, person, other_admin)},
                "members", world.api.last)
    ban(world, app, other_admin, token=world.root.token)
    refused(world.api.post("/manage/unbanUser", body(other_admin), token=app.owner.token), 403)
    refused(world.api.post("/manage/unbanUser", body(stranger), token=app.owner.token), 404)


@test
def banning_twice_is_banning_once(world):
    app = make_app(world)
    person = add_member(world, app)
    ban(world, app, person, reason="spam")
    version = world.get(person)["recordVersion"]
    ban(world, app, person, reason="spam")
    checks.same(world.get(person)["recordVersion"], version, "recordVersion", world.api.last)
    unban(world, app, person)
    unban(world, app, person)
    checks.same(world.get(person)["recordVersion"], version + 1, "recordVersion", world.api.last)


@test
def a_ban_until_a_time_lifts_itself(world):
    app = make_app(world)
    person = add_member(world, app)
    shown = ban(world, app, person, until=later(600))
    checks.date(shown["until"], "until", world.api.last)
    checks.same(statuses(world, app)[person.id], "banned", "at once", world.api.last)
    ban(world, app, person, until=later(2))
    deadline = time.monotonic() + 60
    login = {"username": person.email, "password": person.password}
    while world.api.post("/login", login).status != 200:  # each look is a request
        checks.check(time.monotonic() < deadline, "still banned", world.api.last)
    while True:
        rows = listed(world, "getActiveUser", app.owner.token, app_id=app.id, consistency="strong")
        if person.id in {row["id"] for row in rows}:
            return
        checks.check(time.monotonic() < deadline, "lists show the ban", world.api.last)
