"""Sessions: how they begin, what they show, what ends them at once."""

import time

from . import checks
from .registry import test
from .test_login import session
from .world import COOKIE, OTHER_PASSWORD


def ended(world, *actors):
    for actor in actors:
        checks.short_401(world.api.get("/currentuser", token=actor.token))
        checks.error(world.api.get(f"/v1/users/{actor.id}", token=actor.token), 401)


@test
def currentuser_is_the_session(world):
    user = world.user(fullname="Ana Só")
    answer = world.api.get("/currentuser", token=user.token)
    body = session(answer, user)
    checks.same(body["fullname"], "Ana Só", "fullname", answer)
    checks.same(body["roleId"], "user", "roleId", answer)
    checks.same(body["sessionId"], user.session, "sessionId", answer)
    checks.same(body["accessToken"], user.token, "accessToken", answer)
    checks.check("no-store" in answer.header("cache-control", ""), "Cache-Control", answer)


@test
def currentuser_without_a_session_is_the_short_401(world):
    checks.short_401(world.api.get("/currentuser"))
    checks.short_401(world.api.get("/currentuser", token="nonsense"))


@test
def logout_ends_this_session_alone(world):
    user = world.user()
    other = world.again(user)
    answer = checks.status(world.api.post("/logout", {}, token=user.token), 200)
    checks.check(isinstance(answer.json, dict), "no object", answer)
    value, attributes = answer.cookie(COOKIE)
    checks.check(value == "" and (attributes.get("max-age") == "0" or "1970" in
                                  attributes.get("expires", "")), "the cookie stays", answer)
    ended(world, user)
    checks.check(world.lives(other), "the other session ended", world.api.last)


@test
def logout_is_always_200(world):
    user = world.user()
    for token in (user.token, user.token, None, "nonsense"):
        checks.status(world.api.post("/logout", token=token), 200)
    other = world.user()
    answer = world.api.post("/logout", headers={"cookie": f"{COOKIE}={other.token}"})
    checks.status(answer, 200)
    ended(world, other)


@test
def relogin_begins_a_session_and_ends_the_old_one(world):
    user = world.user()
    checks.status(world.api.patch(f"/v1/profile/{user.id}", {"fullname": "Newer Name"},
                                  token=user.token), 200)
    answer = world.api.get("/relogin", token=user.token)
    body = session(answer, user)
    checks.same(body["fullname"], "Newer Name", "fullname", answer)
    checks.check(body["sessionId"] != user.session, "the same sessionId", answer)
    checks.check(body["accessToken"] != user.token, "the same token", answer)
    ended(world, user)
    user.token = body["accessToken"]
    checks.check(world.lives(user), "the new session is dead", world.api.last)


@test
def relogin_hands_the_token_over_as_login_does(world):
    user = world.user()
    answer = world.api.get("/relogin", token=user.token)
    token = session(answer, user)["accessToken"]
    checks.same(answer.header(COOKIE), token, "header", answer)
    checks.same(answer.cookie(COOKIE)[0], token, "cookie", answer)


@test
def relogin_without_a_session_is_the_short_401(world):
    user = world.user()
    checks.status(world.api.post("/logout", token=user.token), 200)
    for token in (None, "nonsense", user.token):
        checks.short_401(world.api.get("/relogin", token=token), "Cannot relogin")


@test
def a_password_change_by_an_admin_ends_all_sessions(world):
    user = world.user()
    other = world.again(user)
    answer = world.api.patch(f"/v1/userpasswordbyadmin/{user.id}", {"password": OTHER_PASSWORD},
                             token=world.root.token)
    checks.status(answer, 200)
    ended(world, user, other)


@test
def an_own_password_change_keeps_this_session_and_ends_the_others(world):
    user = world.user()
    others = [world.again(user), world.again(user)]
    change = {"oldPassword": user.password, "newPassword": OTHER_PASSWORD}
    answer = world.api.patch(f"/v1/userpassword/{user.id}", change, token=user.token)
    checks.status(answer, 200)
    checks.check(world.lives(user), "this session ended", world.api.last)
    ended(world, *others)


@test
def archive_and_delete_end_all_sessions(world):
    user = world.user()
    other = world.again(user)
    checks.status(world.api.delete(f"/v1/archiveprofile/{user.id}", token=user.token), 200)
    ended(world, user, other)
    user = world.user()
    other = world.again(user)
    checks.status(world.api.delete(f"/v1/users/{user.id}", token=world.root.token), 200)
    ended(world, user, other)


@test
def a_restored_person_does_not_get_the_old_sessions_back(world):
    user = world.user()
    checks.status(world.api.delete(f"/v1/archiveprofile/{user.id}", token=user.token), 200)
    form = {"email": user.email, "password": user.password}
    checks.status(world.api.post("/v1/restoreprofile", form), 200)
    ended(world, user)


@test
def a_role_change_is_effective_at_once(world):
    user = world.user()
    checks.error(world.api.get("/v1/users", token=user.token), 403)
    world.set_role(user, "admin")
    checks.status(world.api.get("/v1/users", token=user.token), 200)
    answer = world.api.get("/currentuser", token=user.token)
    checks.same(checks.status(answer, 200).json["roleId"], "admin", "roleId", answer)
    world.set_role(user, "user")
    checks.error(world.api.get("/v1/users", token=user.token), 403)


@test
def an_update_of_the_profile_shows_in_the_session(world):
    user = world.user()
    path = f"/v1/users/{user.id}"
    answer = world.api.patch(path, {"fullname": "By An Admin"}, token=world.root.token)
    checks.status(answer, 200)
    answer = world.api.get("/relogin", token=user.token)
    checks.same(checks.status(answer, 200).json["fullname"], "By An Admin", "fullname", answer)


@test(server="own")
def an_access_token_expires(servers):
    world = servers.launch("short")
    user = world.user()
    deadline = time.monotonic() + 15
    while world.lives(user):
        checks.check(time.monotonic() < deadline, "it lives after 15 s", world.api.last)
    ended(world, user)
    checks.short_401(world.api.get("/relogin", token=user.token), "Cannot relogin")
