"""Sessions as people look at them: device, address, time; ending one, all others, somebody's."""

from . import checks, pool
from .registry import test
from .world import OTHER_PASSWORD, UNKNOWN_ID

KEYS = {"id", "userId", "method", "device", "address", "createdAt", "lastUsedAt", "lastAddress",
        "expiresAt", "endedAt", "endReason", "isActive", "isCurrent"}


def rows(world, actor, path="/v1/sessions", **query):
    answer = world.api.fresh(path, query, token=actor.token)
    found = checks.envelope(answer, 200, method="GET", action="list",
                            source=(world.read_model, "cache"), name="sessions", caller=actor)
    for row in found:
        checks.keys(row, KEYS, "session", answer)
    return found


def by_id(found):
    return {row["id"]: row for row in found}


@test
def the_own_sessions(world):
    user = world.register()
    laptop = world.login(user, headers={"user-agent": "Laptop/1.0"}, source="127.0.0.7")
    phone = world.login(world.again(user), headers={"user-agent": "Phone/2.0 (ü)".encode()
                                                    .decode("latin-1")})
    found = by_id(rows(world, phone))
    checks.check({laptop.session, phone.session} <= set(found), f"{found}", world.api.last)
    row = found[laptop.session]
    for key, value in {"device": "Laptop/1.0", "address": "127.0.0.7", "method": "password",
                       "userId": user.id, "isActive": True, "isCurrent": False, "endedAt": None,
                       "endReason": None}.items():
        checks.same(row[key], value, key, world.api.last)
    for key in ("createdAt", "lastUsedAt", "expiresAt"):
        checks.date(row[key], key, world.api.last)
    checks.same(found[phone.session]["isCurrent"], True, "isCurrent", world.api.last)
    checks.error(world.api.get("/v1/sessions"), 401)


@test
def ending_one(world):
    user = world.user()
    other, stranger = world.again(user), world.user()
    path = f"/v1/sessions/{other.session}"
    checks.error(world.api.delete(path), 401)
    checks.error(world.api.delete(path, token=stranger.token), 403)
    checks.error(world.api.delete(f"/v1/sessions/{UNKNOWN_ID}", token=stranger.token), 403)
    checks.error(world.api.delete("/v1/sessions/nonsense", token=user.token), 400)
    answer = world.api.delete(path, token=user.token)
    row = checks.envelope(answer, 200, method="DELETE", action="delete", name="session",
                          caller=user)
    checks.same((row["id"], row["isActive"], row["endReason"]), (other.session, False, "ended"),
                "session", answer)
    checks.check(world.lives(user) and not world.lives(other), "who lives", world.api.last)
    found = by_id(rows(world, user))
    checks.same(found[other.session]["isActive"], False, "isActive", world.api.last)
    checks.date(found[other.session]["endedAt"], "endedAt", world.api.last)
    checks.status(world.api.delete(path, token=user.token), 200)  # again


@test
def ending_all_others(world):
    user = world.user()
    others = [world.again(user), world.again(user)]
    answer = world.api.delete("/v1/sessions", token=user.token)
    data = checks.envelope(answer, 200, method="DELETE", action="delete", name="endedSessions",
                           caller=user)
    checks.same(data, {"userId": user.id, "keptSessionId": user.session}, "data", answer)
    checks.check(world.lives(user), "this session ended", world.api.last)
    for one in others:
        checks.check(not world.lives(one), "another session lives", world.api.last)
    found = by_id(rows(world, user))
    for one in others:
        checks.same((found[one.session]["isActive"], found[one.session]["endReason"]),
                    (False, "revoked"), "session", world.api.last)
    checks.same(found[user.session]["isActive"], True, "isActive", world.api.last)
    later = world.again(user)
    checks.check(world.lives(later) and world.lives(user), "a later log-in", world.api.last)


@test
def by_an_admin(world):
    user, admin, stranger = world.user(), world.admin(), world.user()
    path = f"/v1/usersessions/{user.id}"
    for method in ("GET", "DELETE"):
        checks.error(world.api.request(method, path), 401)
        checks.error(world.api.request(method, path, token=stranger.token), 403)
        checks.error(world.api.request(method, f"/v1/usersessions/{UNKNOWN_ID}",
                                       token=admin.token), 404)
    found = by_id(rows(world, admin, path))
    checks.same(found[user.session]["isCurrent"], False, "isCurrent", world.api.last)
    other = world.again(user)
    checks.status(world.api.delete(f"/v1/sessions/{other.session}", token=admin.token), 200)
    checks.error(world.api.delete(f"/v1/sessions/{UNKNOWN_ID}", token=admin.token), 404)
    checks.check(world.lives(user) and not world.lives(other), "who lives", world.api.last)
    answer = checks.status(world.api.delete(path, token=admin.token), 200)
    checks.same(answer.json["endedSessions"], {"userId": user.id, "keptSessionId": None}, "data",
                answer)
    checks.check(not world.lives(user), "the session lives", world.api.last)
    for victim in (world.root, world.admin()):
        checks.error(world.api.delete(f"/v1/usersessions/{victim.id}", token=admin.token), 403)
        checks.error(world.api.delete(f"/v1/sessions/{victim.session}", token=admin.token), 403)
        checks.check(world.lives(victim), "an admin ended a higher one", world.api.last)


@test
def a_living_session_shows_whatever_came_after_it(world):
    user = world.user()
    other = world.again(user)
    for _ in range(501):
        answer = checks.status(world.api.get("/relogin", token=other.token), 200)
        other.token, other.session = answer.json["accessToken"], answer.json["sessionId"]
    found = rows(world, user, pageNumber=0)
    checks.same(len(found), 500, "rows", world.api.last)
    living = {row["id"] for row in found if row["isActive"]}
    checks.same(living, {user.session, other.session}, "living", world.api.last)
    checks.same(found[:2], [row for row in found if row["isActive"]], "first", world.api.last)


@test
def the_reasons_of_an_end(world):
    user = world.user()
    out, renewed = world.again(user), world.again(user)
    checks.status(world.api.post("/logout", token=out.token), 200)
    answer = checks.status(world.api.get("/relogin", token=renewed.token), 200)
    found = by_id(rows(world, user))
    checks.same(found[out.session]["endReason"], "logout", "endReason", world.api.last)
    checks.same(found[renewed.session]["endReason"], "relogin", "endReason", world.api.last)
    checks.same(found[answer.json["sessionId"]]["method"], "relogin", "method", world.api.last)
    change = {"oldPassword": user.password, "newPassword": OTHER_PASSWORD}
    checks.status(world.api.patch(f"/v1/userpassword/{user.id}", change, token=user.token), 200)
    found = by_id(rows(world, user))
    checks.same(found[answer.json["sessionId"]]["endReason"], "revoked", "endReason",
                world.api.last)


@test
def a_refresh_is_a_use(world):
    data = pool.log_in(world, pool.confirmed(world))
    again = pool.session(pool.refresh(world, data["refresh_token"]))
    answer = checks.status(world.api.fresh("/v1/sessions", token=again["token"]), 200)
    row = answer.json["sessions"][0]
    checks.check(row["lastUsedAt"] > row["createdAt"], "lastUsedAt", answer)


@test
def pages_and_sorting(world):
    user = world.user()
    sessions = [world.again(user).session for _ in range(4)]
    newest = [row["id"] for row in rows(world, user)]
    checks.same(newest[:4], sessions[::-1], "newest first", world.api.last)
    page = [row["id"] for row in rows(world, user, pageRowCount=2, pageNumber=2)]
    checks.same(page, newest[2:4], "the second page", world.api.last)
    paging = world.api.last.json["paging"]
    checks.same(paging, {"pageNumber": 2, "pageRowCount": 2, "totalRowCount": 5, "pageCount": 3},
                "paging", world.api.last)
    oldest = [row["id"] for row in rows(world, user, sortBy="createdAt:asc")]
    checks.same(oldest, newest[::-1], "oldest first", world.api.last)
    everything = [row["id"] for row in rows(world, user, pageNumber=0)]
    checks.same(everything, newest, "all", world.api.last)
    checks.error(world.api.get("/v1/sessions", query={"color": "red"}, token=user.token), 400)


@test(server="own")
def ended_ones_are_shown_for_a_while(servers):
    world = servers.open(servers.make(), {"AUTHLEDGER__SESSIONS__ENDED_SHOWN_DAYS": "0"})
    user = world.user()
    other = world.again(user)
    checks.status(world.api.delete(f"/v1/sessions/{other.session}", token=user.token), 200)
    checks.same([row["id"] for row in rows(world, user)], [user.session], "sessions",
                world.api.last)
