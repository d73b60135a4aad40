"""Roles of apps, and who has them."""

from . import checks
from .manage import (ASSIGNMENT_KEYS, ROLE_KEYS, add_member, assign, data, listed, listed_by_post, make_app,
                     make_role, refused)
from .registry import test
from .world import UNKNOWN_ID, tag


def holders(world, app, token=None):
    return listed_by_post(world, "getAlluserWithAssinRoleByAppId", {"app_id": app.id},
                          token or app.owner.token)


@test
def the_life_of_a_role(world):
    app = make_app(world)
    body = {"app_id": app.id, "name": "editor", "description": "writes"}
    answer = world.api.post("/manage/postCreateRole", body, token=app.owner.token)
    role = data(answer, 201)
    checks.keys(role, ROLE_KEYS, "role", answer)
    checks.same((role["name"], role["description"], role["app_name"]), ("editor", "writes", app.name),
                "role", answer)
    answer = world.api.request("PUT", "/manage/putUpdateRole", token=app.owner.token,
                               json={"role_id": role["id"], "name": "author"})
    changed = data(answer)
    checks.same((changed["name"], changed["description"]), ("author", "writes"), "role", answer)
    checks.check(changed["updatedAt"] >= changed["createdAt"], "not updated", answer)
    rows = listed(world, "getRoles", app.owner.token)
    checks.same([(row["id"], row["name"]) for row in rows], [(role["id"], "author")], "list",
                world.api.last)
    checks.keys(rows[0], ROLE_KEYS, "row", world.api.last)
    answer = world.api.delete("/manage/deleteRole", json={"role_id": role["id"]},
                              token=app.owner.token)
    checks.same(data(answer)["id"], role["id"], "id", answer)
    refused(world.api.delete("/manage/deleteRole", query={"role_id": role["id"]},
                             token=app.owner.token), 404)
    checks.same(listed(world, "getRoles", app.owner.token), [], "list", world.api.last)


@test
def what_a_role_must_be(world):
    app, stranger = make_app(world), world.user()
    role = make_role(world, app)
    path = "/manage/postCreateRole"
    refused(world.api.post(path, {}, token=app.owner.token), 400, names=("app_id", "name"))
    refused(world.api.post(path, {"app_id": app.id, "name": role["name"].upper()},
                           token=app.owner.token), 409)
    refused(world.api.post(path, {"app_id": app.id, "name": "x"}, token=stranger.token), 403)
    refused(world.api.post(path, {"app_id": UNKNOWN_ID, "name": "x"}, token=app.owner.token), 404)
    refused(world.api.post(path, {"app_id": app.id, "name": "x"}), 401)
    change = {"role_id": role["id"], "name": "y"}
    refused(world.api.request("PUT", "/manage/putUpdateRole", json=change, token=stranger.token), 403)
    refused(world.api.request("PUT", "/manage/putUpdateRole", token=app.owner.token,
                              json={"role_id": UNKNOWN_ID, "name": "y"}), 404)
    refused(world.api.request("PUT", "/manage/putUpdateRole", json={}, token=app.owner.token), 400,
            names=("role_id",))
    refused(world.api.delete("/manage/deleteRole", json={"role_id": role["id"]},
                             token=stranger.token), 403)
    make_role(world, make_app(world), name=role["name"])  # another app's


@test
def lists_of_roles(world):
    owner, word = world.user(), tag()
    first, second = make_app(world, owner), make_app(world, owner)
    roles = [make_role(world, app, name=f"{word} {n}") for n, app in enumerate((first, second))]
    make_role(world, make_app(world))
    rows = listed(world, "getRoles", owner.token)
    checks.same([row["id"] for row in rows], [roles[1]["id"], roles[0]["id"]], "an owner's",
                world.api.last)
    rows = listed(world, "getRoles", owner.token, app_id=first.id)
    checks.same([row["id"] for row in rows], [roles[0]["id"]], "of one app", world.api.last)
    rows = listed(world, "getRoles", world.admin().token, keyword=word, pageRowCount=1)
    checks.same(len(rows), 1, "a page", world.api.last)
    checks.same(listed(world, "getRoles", world.user().token), [], "nobody's", world.api.last)
    world.api.request("PUT", "/manage/putUpdateApps", token=owner.token,
                      json={"app_id": first.id, "app_name": first.name + "!"})
    rows = listed(world, "getRoles", owner.token, app_id=first.id)
    checks.same(rows[0]["app_name"], first.name + "!", "app_name", world.api.last)


@test
def assigning_roles(world):
    app = make_app(world)
    person, role, other = add_member(world, app), make_role(world, app), make_role(world, app)
    made = assign(world, app, role, person)
    checks.keys(made, ASSIGNMENT_KEYS, "assignment", world.api.last)
    checks.same((made["role_id"], made["email"], made["role"]),
                (role["id"], person.email, role["name"]), "assignment", world.api.last)
    body = {"role_id": role["id"], "user_id": person.id, "app_id": app.id}
    refused(world.api.post("/manage/postAssinRole", body, token=app.owner.token), 409)
    rows = holders(world, app)
    checks.same([(row["id"], row["user_role_id"], row["email"], row["role"], row["app_name"])
                 for row in rows],
                [(made["ur_id"], made["ur_id"], person.email, role["name"], app.name)], "holders",
                world.api.last)
    answer = world.api.request("PUT", "/manage/putUpdateAssinRole", token=app.owner.token,
                               json={**body, "role_id": other["id"]})
    checks.same((data(answer)["ur_id"], data(answer)["role"]), (made["ur_id"], other["name"]),
                "replaced", answer)
    checks.same([row["role"] for row in holders(world, app)], [other["name"]], "holders",
                world.api.last)
    path = "/manage/deleteAssinRole"
    refused(world.api.post(path, {"ur_id": made["ur_id"]}, token=person.token), 403)
    data(world.api.post(path, {"ur_id": made["ur_id"]}, token=app.owner.token))
    refused(world.api.post(path, {"ur_id": made["ur_id"]}, token=app.owner.token), 404)
    refused(world.api.post(path, {}, token=app.owner.token), 400, names=("ur_id",))
    checks.same(holders(world, app), [], "holders", world.api.last)
    refused(world.api.request("PUT", "/manage/putUpdateAssinRole", json=body,
                              token=app.owner.token), 404)


@test
def several_roles_of_one_member(world):
    app = make_app(world)
    person, roles = add_member(world, app), [make_role(world, app) for _ in range(3)]
    for role in roles:
        assign(world, app, role, person)
    checks.same({row["role_id"] for row in holders(world, app)}, {role["id"] for role in roles},
                "holders", world.api.last)
    body = {"role_id": roles[1]["id"], "user_id": person.id, "app_id": app.id}
    data(world.api.request("PUT", "/manage/putUpdateAssinRole", json=body, token=app.owner.token))
    checks.same([row["role_id"] for row in holders(world, app)], [roles[1]["id"]], "holders",
                world.api.last)


@test
def assignments_that_are_refused(world):
    app, other = make_app(world), make_app(world)
    person, stranger = add_member(world, app), world.user()
    role, elsewhere = make_role(world, app), make_role(world, other)
    path = "/manage/postAssinRole"
    body = {"role_id": role["id"], "user_id": person.id, "app_id": app.id}
    refused(world.api.post(path, {**body, "role_id": elsewhere["id"]}, token=app.owner.token), 400)
    refused(world.api.post(path, {**body, "role_id": UNKNOWN_ID}, token=app.owner.token), 404)
    refused(world.api.post(path, {**body, "user_id": stranger.id}, token=app.owner.token), 404)
    refused(world.api.post(path, {**body, "app_id": UNKNOWN_ID}, token=app.owner.token), 404)
    refused(world.api.post(path, body, token=person.token), 403)
    refused(world.api.post(path, body), 401)
    refused(world.api.post(path, {}, token=app.owner.token), 400,
            names=("role_id", "user_id", "app_id"))
    refused(world.api.post("/manage/getAlluserWithAssinRoleByAppId", {"app_id": app.id},
                           token=person.token), 403)


@test
def a_role_that_people_have_needs_force(world):
    app = make_app(world)
    person, role = add_member(world, app), make_role(world, app)
    assign(world, app, role, person)
    refused(world.api.delete("/manage/deleteRole", json={"role_id": role["id"]},
                             token=app.owner.token), 409)
    data(world.api.delete("/manage/deleteRole", query={"role_id": role["id"], "force": "true"},
                          token=app.owner.token))
    checks.same(holders(world, app), [], "holders", world.api.last)
