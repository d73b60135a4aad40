"""The happy path of each route, with its whole envelope."""

import re

from . import checks
from .registry import test
from .world import OTHER_PASSWORD, tag


@test
def registeruser(world):
    form = world.form(username=tag(), preferredLanguage="pt-BR", bio="Walks.\nA lot. ñ 漢 🌊",
                      avatar="https://example.com/a.png", roleId="superAdmin", isActive=False)
    answer = world.api.post("/v1/registeruser", form)
    document = checks.envelope(answer, 201, method="POST", action="create")
    checks.user(answer, document, email=form["email"], fullname=form["fullname"], roleId="user",
                emailVerified=False, preferredLanguage="pt-BR", bio=form["bio"], isActive=True,
                avatar=form["avatar"])


@test
def an_avatar_is_made_when_none_is_given(world):
    answer = world.api.post("/v1/registeruser", world.form())
    document = checks.envelope(answer, 201, method="POST", action="create")
    checks.check(document["avatar"].endswith(f"/avatars/{document['id']}.svg"), "avatar", answer)
    checks.status(world.api.get(re.sub(r"^https?://[^/]+", "", document["avatar"])), 200)


@test
def create_user(world):
    admin, form = world.admin(), world.form(bio="made by an admin", roleId="superAdmin")
    answer = world.api.post("/v1/users", form, token=admin.token)
    document = checks.envelope(answer, 201, method="POST", action="create", caller=admin)
    checks.user(answer, document, email=form["email"], fullname=form["fullname"], roleId="user",
                bio=form["bio"], isActive=True, emailVerified=False)
    checks.status(world.api.post("/login", {"username": form["email"],
                                            "password": form["password"]}), 200)


@test
def get_user(world):
    user = world.user()
    answer = world.api.get(f"/v1/users/{user.id}", token=user.token)
    document = checks.envelope(answer, 200, method="GET", action="get", caller=user)
    checks.user(answer, document, id=user.id, email=user.email, isActive=True, roleId="user")


@test
def list_users(world):
    admin, name = world.admin(), tag()
    ids = [world.register(fullname=f"{name} {n}").id for n in range(3)]
    answer = world.api.fresh("/v1/users", {"fullname": name}, token=admin.token)
    rows = checks.envelope(answer, 200, method="GET", action="list", source=world.read_model,
                           name="users", caller=admin)
    checks.same([row["id"] for row in rows], ids[::-1], "ids, newest first", answer)
    for row in rows:
        checks.user(answer, row, isActive=True, roleId="user")
    body = answer.json
    checks.same(body["paging"], {"pageNumber": 1, "pageRowCount": 25, "totalRowCount": 3,
                                 "pageCount": 1}, "paging", answer)
    checks.same(body["filters"], [{"field": "fullname", "values": [name]}], "filters", answer)
    checks.same(body["uiPermissions"], [], "uiPermissions", answer)


@test
def a_listed_row_is_the_object_of_a_single_get(world):
    admin, user = world.admin(), world.register(bio="the same everywhere")
    answer = world.api.fresh("/v1/users", {"email": user.email}, token=admin.token)
    checks.same(checks.status(answer, 200).json["users"], [world.get(user)], "rows", answer)


@test
def search_users(world):
    admin, name = world.admin(), tag()
    user = world.register(fullname=f"Ann {name}")
    answer = world.api.fresh("/v1/searchusers", {"keyword": name}, token=admin.token)
    rows = checks.envelope(answer, 200, method="GET", action="list", source=world.read_model,
                           name="users", caller=admin)
    checks.same([row["id"] for row in rows], [user.id], "ids", answer)
    checks.user(answer, rows[0], email=user.email)
    keys = {"pageNumber", "pageRowCount", "totalRowCount", "pageCount"}
    checks.keys(answer.json["paging"], keys, "paging", answer)


@test
def update_user(world):
    admin, user = world.admin(), world.register()
    before = world.get(user)
    change = {"fullname": "New Name", "avatar": "https://example.com/b.png",
              "preferredLanguage": "tr", "bio": "new", "email": "ignored@example.com",
              "roleId": "superAdmin", "isActive": False}
    answer = world.api.patch(f"/v1/users/{user.id}", change, token=admin.token)
    document = checks.envelope(answer, 200, method="PATCH", action="update", caller=admin)
    checks.user(answer, document, id=user.id, email=user.email, fullname="New Name", roleId="user",
                avatar=change["avatar"], preferredLanguage="tr", bio="new", isActive=True,
                createdAt=before["createdAt"])
    checks.check(document["recordVersion"] > before["recordVersion"], "recordVersion", answer)
    checks.same(world.get(user), document, "the user afterwards", world.api.last)


@test
def one_field_of_an_update_leaves_the_others(world):
    admin, user = world.admin(), world.register(bio="stays", preferredLanguage="de")
    answer = world.api.patch(f"/v1/users/{user.id}", {"fullname": "Only This"}, token=admin.token)
    document = checks.envelope(answer, 200, method="PATCH", action="update", caller=admin)
    checks.user(answer, document, fullname="Only This", bio="stays", preferredLanguage="de")


@test
def the_same_update_twice_changes_nothing(world):
    admin, user = world.admin(), world.register()
    path = f"/v1/users/{user.id}"
    first = checks.status(world.api.patch(path, {"bio": "x"}, token=admin.token), 200)
    second = checks.status(world.api.patch(path, {"bio": "x"}, token=admin.token), 200)
    checks.same(second.json["user"], first.json["user"], "user", second)


@test
def update_profile(world):
    user = world.user()
    answer = world.api.patch(f"/v1/profile/{user.id}", {"fullname": "Me", "bio": "I"},
                             token=user.token)
    document = checks.envelope(answer, 200, method="PATCH", action="update", caller=user)
    checks.user(answer, document, id=user.id, fullname="Me", bio="I", isActive=True)


@test
def delete_user(world):
    admin, user = world.admin(), world.register()
    answer = world.api.delete(f"/v1/users/{user.id}", token=admin.token)
    document = checks.envelope(answer, 200, method="DELETE", action="delete", caller=admin)
    checks.user(answer, document, id=user.id, isActive=False)
    checks.error(world.api.get(f"/v1/users/{user.id}", token=admin.token), 404)
    checks.error(world.api.delete(f"/v1/users/{user.id}", token=admin.token), 404)
    checks.same(world.listed(admin, email=user.email), [], "list", world.api.last)


@test
def archive_profile(world):
    user = world.user()
    answer = world.api.delete(f"/v1/archiveprofile/{user.id}", token=user.token)
    document = checks.envelope(answer, 200, method="DELETE", action="delete", caller=user)
    checks.user(answer, document, id=user.id, isActive=False)
    checks.same(world.listed(world.root, email=user.email), [], "list", world.api.last)


@test
def restore_profile(world):
    user = world.user()
    checks.status(world.api.delete(f"/v1/archiveprofile/{user.id}", token=user.token), 200)
    for name in ("username", "email"):
        answer = world.api.post("/v1/restoreprofile", {name: user.email, "password": user.password})
        checks.check(checks.status(answer, 200).json["user"]["isActive"] is True, "user", answer)
        checks.user(answer, answer.json["user"], id=user.id)
        checks.same(world.listed(world.root, email=user.email), [user.id], "list", world.api.last)
        world.login(user)
        checks.status(world.api.delete(f"/v1/archiveprofile/{user.id}", token=user.token), 200)


@test
def update_userrole(world):
    admin, user = world.admin(), world.register()
    answer = world.api.patch(f"/v1/userrole/{user.id}", {"roleId": "editor"}, token=admin.token)
    document = checks.envelope(answer, 200, method="PATCH", action="update", caller=admin)
    checks.user(answer, document, id=user.id, roleId="editor")


@test
def update_userpassword(world):
    user = world.user()
    change = {"oldPassword": user.password, "newPassword": OTHER_PASSWORD}
    answer = world.api.patch(f"/v1/userpassword/{user.id}", change, token=user.token)
    document = checks.envelope(answer, 200, method="PATCH", action="update", caller=user)
    checks.user(answer, document, id=user.id)
    old = {"username": user.email, "password": user.password}
    checks.error(world.api.post("/login", old), 401)
    checks.status(world.api.post("/login", {**old, "password": OTHER_PASSWORD}), 200)


@test
def update_userpassword_by_admin(world):
    admin, user = world.admin(), world.register()
    answer = world.api.patch(f"/v1/userpasswordbyadmin/{user.id}", {"password": OTHER_PASSWORD},
                             token=admin.token)
    document = checks.envelope(answer, 200, method="PATCH", action="update", caller=admin)
    checks.user(answer, document, id=user.id)
    old = {"username": user.email, "password": user.password}
    checks.error(world.api.post("/login", old), 401)
    checks.status(world.api.post("/login", {**old, "password": OTHER_PASSWORD}), 200)


@test
def briefuser_shows_four_keys(world):
    user = world.register(bio="private")
    answer = world.api.get(f"/v1/briefuser/{user.id}")
    document = checks.envelope(answer, 200, method="GET", action="get")
    checks.keys(document, {"id", "fullname", "avatar", "isActive"}, "brief user", answer)
    checks.same(document["id"], user.id, "id", answer)
    checks.same(document["isActive"], True, "isActive", answer)


@test
def every_query_of_the_seed_is_accepted(world):
    user = world.user()
    query = {"getJoins": "false", "excludeCQRS": "true", "caching": "false", "cacheTTL": "60",
             "pageNumber": "1", "pageRowCount": "10", "requestId": "trace-me-1"}
    answer = world.api.get("/v1/users", query=query, token=world.root.token)
    checks.same(checks.status(answer, 200).json["requestId"], "trace-me-1", "requestId", answer)
    checks.same(answer.header("x-request-id"), "trace-me-1", "x-request-id", answer)
    answer = world.api.get(f"/v1/users/{user.id}", query={"requestId": "r2"}, token=user.token)
    checks.same(checks.status(answer, 200).json["requestId"], "r2", "requestId", answer)
