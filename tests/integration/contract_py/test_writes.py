"""Writes: their position, reads that see them, and If-Match."""

import time

from . import checks
from .registry import test
from .world import OTHER_PASSWORD, tag


def version(document):
    return f'"{document["recordVersion"]}"'


@test
def every_write_answers_its_position(world):
    user, root = world.user(), world.root.token
    path = f"/v1/users/{user.id}"
    change = {"oldPassword": user.password, "newPassword": OTHER_PASSWORD}
    login = {"username": user.email, "password": user.password}
    calls = (
        ("POST", "/v1/registeruser", world.form(), None), ("POST", "/v1/users", world.form(), root),
        ("POST", "/login", login, None), ("PATCH", path, {"bio": "1"}, root),
        ("PATCH", f"/v1/profile/{user.id}", {"bio": "2"}, user.token),
        ("PATCH", f"/v1/userrole/{user.id}", {"roleId": "editor"}, root),
        ("PATCH", f"/v1/userpassword/{user.id}", change, user.token),
        ("DELETE", f"/v1/archiveprofile/{user.id}", {}, user.token),
        ("POST", "/v1/restoreprofile", {**login, "password": OTHER_PASSWORD}, None),
        ("PATCH", f"/v1/userpasswordbyadmin/{user.id}", {"password": user.password}, root),
        ("DELETE", path, {}, root))
    for method, target, body, token in calls:
        answer = world.api.request(method, target, json=body, token=token)
        checks.status(answer, 200, 201)
        position = answer.header("x-position")
        checks.check(position, "no x-position", answer)
        answer = world.api.get("/v1/users", token=root, headers={"x-position": position})
        checks.status(answer, 200)


@test
def the_session_that_wrote_sees_its_write_in_lists(world):
    admin, name = world.admin(), tag()
    ids = []
    for n in range(10):
        form = world.form(fullname=f"{name} {n}")
        answer = world.api.post("/v1/users", form, token=admin.token)
        ids.insert(0, checks.status(answer, 201).json["user"]["id"])
        answer = world.api.get("/v1/users", query={"fullname": name}, token=admin.token)
        rows = checks.status(answer, 200).json["users"]
        checks.same([row["id"] for row in rows], ids, "ids", answer)


@test
def the_position_shows_the_write_to_another_session(world):
    writer, reader, name = world.admin(), world.admin(), tag()
    for n in range(10):
        form = world.form(fullname=f"{name} {n}")
        answer = checks.status(world.api.post("/v1/users", form, token=writer.token), 201)
        headers = {"x-position": answer.header("x-position")}
        for path, query in (("/v1/users", {"fullname": name}),
                            ("/v1/searchusers", {"keyword": name})):
            answer = world.api.get(path, query=query, token=reader.token, headers=headers)
            checks.same(checks.status(answer, 200).json["paging"]["totalRowCount"], n + 1,
                        "totalRowCount", answer)


@test
def strong_consistency_shows_every_write(world):
    admin, name = world.admin(), tag()
    for n in range(10):
        world.register(fullname=f"{name} {n}")
        query = {"fullname": name, "consistency": "strong"}
        answer = world.api.get("/v1/users", query=query, token=admin.token)
        checks.same(checks.status(answer, 200).json["rowCount"], n + 1, "rowCount", answer)


@test
def changes_and_removals_show_at_once(world):
    admin, name = world.admin(), tag()
    user = world.register(fullname=f"{name} before")
    path, query = f"/v1/users/{user.id}", {"fullname": name}
    world.listed(admin, **query)
    checks.status(world.api.patch(path, {"fullname": f"{name} after"}, token=admin.token), 200)
    answer = world.api.get("/v1/users", query=query, token=admin.token)
    names = [row["fullname"] for row in checks.status(answer, 200).json["users"]]
    checks.same(names, [f"{name} after"], "names", answer)
    checks.status(world.api.delete(path, token=admin.token), 200)
    answer = world.api.get("/v1/users", query=query, token=admin.token)
    checks.same(checks.status(answer, 200).json["users"], [], "users", answer)


@test
def the_position_travels_in_a_cookie_too(world):
    writer, reader, name = world.admin(), world.admin(), tag()
    for n in range(10):
        form = world.form(fullname=f"{name} {n}")
        answer = checks.status(world.api.post("/v1/users", form, token=writer.token), 201)
        cookies = "; ".join(line.split(";")[0] for line in answer.header_list("set-cookie"))
        checks.check(answer.header("x-position") in cookies, "no cookie of the position", answer)
        answer = world.api.get("/v1/users", query={"fullname": name}, token=reader.token,
                               headers={"cookie": cookies})
        checks.same(checks.status(answer, 200).json["rowCount"], n + 1, "rowCount", answer)


@test
def an_invalid_position_is_400(world):
    for value in ("nonsense", "-1", "1.5", "0x10", "9" * 40, "'; --"):
        headers = {"x-position": value}
        checks.error(world.api.get("/v1/users", token=world.root.token, headers=headers), 400)


@test
def a_position_that_was_never_written_is_400(world):
    epoch, position = world.api.post("/v1/users", world.form(), token=world.root.token).header("x-position").split("-")
    for value in (int(position) + 10**6, 9 * 10**18):
        headers = {"x-position": f"{epoch}-{value}"}
        began = time.monotonic()
        for token in (world.root.token, None):
            path = "/v1/users" if token else "/v1/usergroups"
            checks.error(world.api.get(path, token=token, headers=headers), 400)
        checks.check(time.monotonic() - began < 1, "somebody waited for it", world.api.last)
        cookie = {"cookie": f"airbnb3-position={epoch}-{value}"}
        checks.status(world.api.get("/v1/users", token=world.root.token, headers=cookie), 200)


@test
def if_match_of_the_current_version_is_accepted(world):
    user = world.user()
    for path, token in ((f"/v1/users/{user.id}", world.root.token),
                        (f"/v1/profile/{user.id}", user.token)):
        headers = {"if-match": version(world.get(user))}
        answer = world.api.patch(path, {"bio": tag()}, token=token, headers=headers)
        checks.status(answer, 200)
    headers = {"if-match": version(world.get(user))}
    answer = world.api.patch(f"/v1/userrole/{user.id}", {"roleId": "editor"},
                             token=world.root.token, headers=headers)
    checks.status(answer, 200)


@test
def if_match_of_an_old_version_is_409(world):
    user, root = world.user(), world.root.token
    old = {"if-match": version(world.get(user))}
    path = f"/v1/users/{user.id}"
    checks.status(world.api.patch(path, {"bio": "newer"}, token=root), 200)
    for method, target, body, token in (
            ("PATCH", path, {"bio": "lost"}, root),
            ("PATCH", f"/v1/profile/{user.id}", {"bio": "lost"}, user.token),
            ("PATCH", f"/v1/userrole/{user.id}", {"roleId": "editor"}, root),
            ("DELETE", path, {}, root),
            ("DELETE", f"/v1/archiveprofile/{user.id}", {}, user.token)):
        answer = world.api.request(method, target, json=body, token=token, headers=old)
        checks.error(answer, 409)
    document = world.get(user)
    checks.same((document["bio"], document["roleId"], document["isActive"]),
                ("newer", "user", True), "the user", world.api.last)


@test
def a_malformed_if_match_is_400(world):
    user = world.register()
    for value in ('"x"', "W/zzz", '""', "*x"):
        answer = world.api.patch(f"/v1/users/{user.id}", {"bio": "x"}, token=world.root.token,
                                 headers={"if-match": value})
        checks.error(answer, 400)


@test
def a_write_that_changes_nothing_answers_a_position_too(world):
    user, root = world.user(), world.root.token
    for _ in range(2):
        answer = world.api.patch(f"/v1/users/{user.id}", {"bio": "same"}, token=root)
        checks.check(checks.status(answer, 200).header("x-position"), "no x-position", answer)


@test
def who_may_not_or_does_not_exist_comes_before_an_old_version(world):
    old, unknown = {"if-match": '"999"'}, "550e8400-e29b-41d4-a716-446655440000"
    admin, other = world.admin(), world.admin()
    for method in ("PATCH", "DELETE"):
        send = lambda target, token: world.api.request(  # noqa: E731
            method, f"/v1/users/{target}", json={"bio": "x"}, token=token, headers=old)
        checks.error(send(other.id, admin.token), 403)
        checks.error(send(unknown, world.root.token), 404)
        checks.error(send(world.user().id, world.root.token), 409)
    for wrong in ('"-1"', '"0"', '"x"', "*"):
        answer = world.api.patch(f"/v1/users/{other.id}", {"bio": "x"}, token=world.root.token,
                                 headers={"if-match": wrong})
        checks.error(answer, 400)
