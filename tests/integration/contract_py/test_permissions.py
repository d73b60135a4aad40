"""Permissions: granted and revoked by administrators, checked for others, shown to oneself."""

import uuid

from . import checks
from .registry import test
from .world import UNKNOWN_ID, tag

GIVEN_KEYS = {"id", "permissionName", "roleId", "subjectUserId", "subjectUserGroupId", "objectId",
              "canDo", "tenantCodename"}
RECORD_KEYS = GIVEN_KEYS | {"isActive", "recordVersion", "createdAt", "updatedAt", "_owner"}


def name():
    return "orders." + tag()


def grant(world, permission, token=None, **fields):
    body = {"permissionName": permission, **fields}
    return world.api.post("/v1/permissions", body, token=token or world.root.token)


def granted(world, permission, **fields):
    return checks.status(grant(world, permission, **fields), 201).json["permission"]


def revoke(world, permission):
    path = "/v1/permissions/" + permission["id"]
    return checks.status(world.api.delete(path, token=world.root.token), 200)


def scope(world, actor, permission):
    answer = checks.status(world.api.get("/permissions/" + permission, token=actor.token), 200)
    checks.keys(answer.json, {"canDo", "exceptions"}, "scope", answer)
    return answer.json["canDo"], answer.json["exceptions"]


def check(world, *questions, token=None):
    body = {"checks": [{"userId": actor.id, "permissionName": permission,
                        **({"objectId": rest[0]} if rest else {})}
                       for actor, permission, *rest in questions]}
    answer = world.api.post("/v1/permissions/check", body, token=token or world.root.token)
    results = checks.status(answer, 200).json["results"]
    checks.same(len(results), len(questions), "results", answer)
    for one in results:
        checks.keys(one, {"canDo", "because"}, "result", answer)
        for reason in one["because"]:
            checks.keys(reason, {"eventId", "grantId"}, "because", answer)
            checks.matches(checks.UUID, reason["eventId"], "eventId", answer)
    return results


def listed(world, **query):
    answer = world.api.fresh("/v1/permissions", query, token=world.root.token)
    return [row["id"] for row in checks.status(answer, 200).json["permissions"]]


@test
def a_grant_is_a_record(world):
    admin, user, permission = world.admin(), world.register(), name()
    answer = grant(world, permission, admin.token, subjectUserId=user.id.upper(), roleId="editor")
    record = checks.envelope(answer, 201, method="POST", action="create", name="permission",
                             caller=admin)
    checks.keys(record, RECORD_KEYS, "permission", answer)
    expected = {"permissionName": permission, "roleId": "editor", "subjectUserId": user.id,
                "subjectUserGroupId": None, "objectId": None, "canDo": True, "isActive": True,
                "tenantCodename": "root", "recordVersion": 1, "_owner": admin.id}
    for key, value in expected.items():
        checks.same(record[key], value, key, answer)
    answer = world.api.fresh("/v1/permissions", {"permissionName": permission}, token=admin.token)
    rows = checks.envelope(answer, 200, method="GET", action="list", name="permissions",
                           source=world.read_model, caller=admin)
    checks.same(rows, [record], "rows", answer)
    answer = world.api.delete("/v1/permissions/" + record["id"], token=admin.token)
    ended = checks.envelope(answer, 200, method="DELETE", action="delete", name="permission",
                            caller=admin)
    checks.same(ended["isActive"], False, "isActive", answer)
    checks.same(ended["recordVersion"], 2, "recordVersion", answer)
    checks.same(listed(world, permissionName=permission), [], "list", world.api.last)
    checks.error(world.api.delete("/v1/permissions/" + record["id"], token=admin.token), 404)


@test
def granted_twice_is_one_grant(world):
    user, permission = world.register(), name()
    first = granted(world, permission, subjectUserId=user.id)
    checks.same(granted(world, permission, subjectUserId=user.id), first, "grant", world.api.last)
    again = granted(world, permission, subjectUserId=user.id, canDo=True)
    checks.same(again, first, "grant", world.api.last)
    other = granted(world, permission, subjectUserId=user.id, canDo=False)
    checks.check(other["id"] != first["id"], "a deny is the same grant", world.api.last)
    revoke(world, first)
    third = granted(world, permission, subjectUserId=user.id)
    checks.check(third["id"] not in (first["id"], other["id"]), "a dead grant", world.api.last)
    checks.same(sorted(listed(world, permissionName=permission)),
                sorted([other["id"], third["id"]]), "list", world.api.last)


@test
def an_idempotency_key_gives_the_first_answer(world):
    user, key = world.register(), {"idempotency-key": tag()}
    body = {"permissionName": name(), "subjectUserId": user.id}
    first = world.api.post("/v1/permissions", body, token=world.root.token, headers=key)
    revoke(world, checks.status(first, 201).json["permission"])
    again = world.api.post("/v1/permissions", body, token=world.root.token, headers=key)
    checks.same(again.body, first.body, "answer", again)
    checks.same(listed(world, permissionName=body["permissionName"]), [], "list", world.api.last)


@test
def own_permissions_are_the_seeds_array(world):
    user, other, role, permission = world.with_role(tag()), world.user(), tag(), name()
    world.set_role(user, role)
    mine = granted(world, permission, subjectUserId=user.id)
    ours = granted(world, permission, roleId=role, canDo=False)
    both = granted(world, permission, roleId=role, subjectUserId=user.id)
    granted(world, permission, roleId=tag(), subjectUserId=user.id)
    granted(world, permission, subjectUserId=other.id)
    answer = checks.status(world.api.get("/permissions", token=user.token), 200)
    checks.check(isinstance(answer.json, list), "no array", answer)
    found = {one["id"]: one for one in answer.json}
    checks.keys(found, {mine["id"], ours["id"], both["id"]}, "grants", answer)
    checks.same(len(answer.json), 3, "grants", answer)
    for record in (mine, ours, both):
        expected = {key: record[key] for key in GIVEN_KEYS}
        checks.same(found[record["id"]], expected, "grant", answer)
    checks.same(world.api.get("/permissions", token=world.user().token).json, [], "none",
                world.api.last)


@test
def many_own_permissions_come_all(world):
    user, permission = world.user(), name()
    ids = {granted(world, permission, subjectUserId=user.id, objectId=str(uuid.uuid4()))["id"]
           for _ in range(1050)}
    answer = checks.status(world.api.get("/permissions", token=user.token), 200)
    checks.same({one["id"] for one in answer.json}, ids, "ids", answer)
    checks.same(len(answer.json), 1050, "count", answer)
    answer = checks.status(world.api.get("/permissions/" + permission, token=user.token), 200)
    checks.same(len(answer.json["exceptions"]), 1050, "exceptions", answer)


@test
def without_a_session_it_is_the_short_401(world):
    checks.short_401(world.api.get("/permissions"))
    checks.short_401(world.api.get("/permissions/orders.manage"))


@test
def a_user_stands_over_a_role_and_a_deny_over_an_allow(world):
    role, permission = tag(), name()
    user = world.with_role(role)
    checks.same(scope(world, user, permission), (False, []), "nothing", world.api.last)
    by_role = granted(world, permission, roleId=role)
    checks.same(scope(world, user, permission), (True, []), "role allows", world.api.last)
    deny = granted(world, permission, roleId=role, canDo=False)
    checks.same(scope(world, user, permission), (False, []), "role denies", world.api.last)
    mine = granted(world, permission, subjectUserId=user.id)
    checks.same(scope(world, user, permission), (True, []), "user allows", world.api.last)
    mine_not = granted(world, permission, subjectUserId=user.id, canDo=False)
    checks.same(scope(world, user, permission), (False, []), "user denies", world.api.last)
    for record, expected in ((mine_not, True), (mine, False), (deny, True), (by_role, False)):
        revoke(world, record)
        checks.same(scope(world, user, permission), (expected, []), "revoked", world.api.last)


@test
def object_grants_are_exceptions(world):
    user, permission = world.user(), name()
    one, two, three = (str(uuid.uuid4()) for _ in range(3))
    granted(world, permission, subjectUserId=user.id, objectId=one)
    granted(world, permission, subjectUserId=user.id, objectId=two, canDo=False)
    checks.same(scope(world, user, permission), (False, [one]), "selective", world.api.last)
    granted(world, permission, subjectUserId=user.id)
    checks.same(scope(world, user, permission), (True, [two]), "restricted", world.api.last)
    results = check(world, (user, permission), (user, permission, one), (user, permission, two),
                    (user, permission, three))
    checks.same([row["canDo"] for row in results], [True, True, False, True], "canDo",
                world.api.last)


@test
def a_check_names_the_deciding_grants(world):
    role, permission = tag(), name()
    user, other = world.with_role(role), world.register()
    granted(world, permission, roleId=role)
    first = granted(world, permission, subjectUserId=user.id)
    second = granted(world, permission, subjectUserId=user.id, roleId=role)
    mine, theirs, unknown = check(world, (user, permission), (other, permission),
                                  (user, name()))
    checks.same(mine["canDo"], True, "canDo", world.api.last)
    checks.same(sorted(one["grantId"] for one in mine["because"]),
                sorted([first["id"], second["id"]]), "because", world.api.last)
    for one in (theirs, unknown):
        checks.same(one, {"canDo": False, "because": []}, "nothing granted", world.api.last)


@test
def a_check_holds_up_to_a_hundred_questions(world):
    users, permission = [world.user() for _ in range(4)], name()
    for user in users[::2]:
        granted(world, permission, subjectUserId=user.id)
    questions = [(users[n % 4], permission) for n in range(100)]
    results = check(world, *questions)
    checks.same([one["canDo"] for one in results], [n % 2 == 0 for n in range(100)], "canDo",
                world.api.last)
    body = {"checks": [{"userId": users[0].id, "permissionName": permission}] * 101}
    for wrong in (body, {"checks": []}, {}, {"checks": "x"}):
        answer = world.api.post("/v1/permissions/check", wrong, token=world.root.token)
        checks.error(answer, 400, names=("checks",))


@test
def a_check_is_no_write(world):
    user = world.user()
    check(world, (user, name()))
    answer = world.api.last
    checks.check(answer.header("x-position") is None, "x-position of a read", answer)
    stranger = world.user()
    body = {"checks": [{"userId": user.id, "permissionName": name()}]}
    checks.error(world.api.post("/v1/permissions/check", body, token=stranger.token), 403)


@test
def who_is_gone_may_nothing(world):
    role, permission = tag(), name()
    user = world.with_role(role)
    granted(world, permission, roleId=role)
    checks.same(check(world, (user, permission))[0]["canDo"], True, "canDo", world.api.last)
    checks.status(world.api.delete(f"/v1/users/{user.id}", token=world.root.token), 200)
    gone = dict(canDo=False, because=[])
    checks.same(check(world, (user, permission)), [gone], "deleted", world.api.last)
    user.id = UNKNOWN_ID
    checks.same(check(world, (user, permission)), [gone], "unknown", world.api.last)


@test
def wrong_grants_are_refused(world):
    user = world.register()
    sound = {"permissionName": name(), "subjectUserId": user.id}
    for change, field in (({"permissionName": None}, "permissionName"),
                          ({"permissionName": ""}, "permissionName"),
                          ({"permissionName": "a b"}, "permissionName"),
                          ({"permissionName": "x" * 129}, "permissionName"),
                          ({"permissionName": 7}, "permissionName"),
                          ({"roleId": ""}, "roleId"), ({"roleId": "x" * 65}, "roleId"),
                          ({"roleId": "a\nb"}, "roleId"),
                          ({"subjectUserId": "me"}, "subjectUserId"),
                          ({"subjectUserGroupId": "we"}, "subjectUserGroupId"),
                          ({"objectId": "*"}, "objectId"), ({"canDo": "yes"}, "canDo")):
        answer = world.api.post("/v1/permissions", {**sound, **change}, token=world.root.token)
        checks.error(answer, 400, names=(field,))
    for body in ({"permissionName": name()},
                 {**sound, "subjectUserGroupId": UNKNOWN_ID},
                 {"permissionName": name(), "roleId": "a", "subjectUserGroupId": UNKNOWN_ID}):
        answer = world.api.post("/v1/permissions", body, token=world.root.token)
        checks.error(answer, 400, message="errMsg_grantNamesNoSubject")
    answer = grant(world, name(), subjectUserId=UNKNOWN_ID)
    checks.error(answer, 404, message="errMsg_userNotFound")
    checks.error(world.api.delete("/v1/permissions/" + UNKNOWN_ID, token=world.root.token), 404)
    checks.error(world.api.delete("/v1/permissions/x", token=world.root.token), 400)
    for strange in ("a%20b", "x" * 256, "%F0%9F%8C%8A"):  # nobody can have been granted these
        answer = world.api.get("/permissions/" + strange, token=world.root.token)
        checks.same(checks.status(answer, 200).json, {"canDo": False, "exceptions": []}, "scope",
                    answer)
    answer = world.api.get("/permissions/" + "x" * 257, token=world.root.token)
    checks.error(answer, 400, names=("permissionName",))


@test
def lists_are_filtered(world):
    role, permission, thing = tag(), name(), str(uuid.uuid4())
    user = world.register()
    by_user = granted(world, permission, subjectUserId=user.id, objectId=thing)["id"]
    by_role = granted(world, permission, roleId=role, canDo=False)["id"]
    for query, expected in (({"subjectUserId": user.id}, [by_user]),
                            ({"objectId": thing}, [by_user]),
                            ({"roleId": role}, [by_role]),
                            ({"permissionName": permission[2:].upper()}, [by_role, by_user]),
                            ({"permissionName": permission, "canDo": "false"}, [by_role]),
                            ({"permissionName": permission, "canDo": "true"}, [by_user]),
                            ({"permissionName": permission, "roleId": "null"}, [by_user]),
                            ({"permissionName": permission, "subjectUserId": "null"}, [by_role]),
                            ({"permissionName": permission, "sortBy": "canDo:desc"},
                             [by_user, by_role]),
                            ({"permissionName": permission, "subjectUserId": user.id[:8]}, []),
                            ({"permissionName": permission, "pageRowCount": 1}, [by_role])):
        checks.same(listed(world, **query), expected, str(query), world.api.last)
    for wrong in ({"canDo": "maybe"}, {"canDo": "1"}, {"tenantCodename": "root"}):
        answer = world.api.get("/v1/permissions", query=wrong, token=world.root.token)
        checks.error(answer, 400, names=tuple(wrong))


@test
def a_grant_bites_at_once(world):
    """The next request sees it, whoever asks and whatever the read model does."""
    user, permission = world.user(), name()
    for _ in range(20):
        record = granted(world, permission, subjectUserId=user.id)
        checks.same(scope(world, user, permission), (True, []), "granted", world.api.last)
        revoke(world, record)
        checks.same(scope(world, user, permission), (False, []), "revoked", world.api.last)
