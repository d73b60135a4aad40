"""User groups and their members: life, lists, the joined user, and who may."""

from . import checks
from .registry import test
from .test_tenants import tenant
from .world import UNKNOWN_ID, tag

GROUP_KEYS = {"id", "groupName", "avatar", "isActive", "recordVersion", "createdAt", "updatedAt",
              "_owner"}
MEMBER_KEYS = {"id", "groupId", "userId", "ownerId", "isActive", "recordVersion", "createdAt",
               "updatedAt", "_owner"}
ALL = {"nobody": 200, "user": 200, "admin": 200, "superAdmin": 200}
ADMINS = {"nobody": 401, "user": 403, "admin": 200, "superAdmin": 200}
CREATING = {**ADMINS, "admin": 201, "superAdmin": 201}


def group_object(answer, group, **expected):
    checks.keys(group, GROUP_KEYS, "userGroup", answer)
    checks.matches(checks.UUID, group["id"], "id", answer)
    checks.matches(checks.UUID, group["_owner"], "_owner", answer)
    created = checks.date(group["createdAt"], "createdAt", answer)
    checks.check(created <= checks.date(group["updatedAt"], "updatedAt", answer), "order", answer)
    for key, value in expected.items():
        checks.same(group[key], value, key, answer)
    return group


def member_object(answer, member, **expected):
    checks.keys(member, MEMBER_KEYS, "userGroupMember", answer)
    for key in ("id", "groupId", "userId", "ownerId", "_owner"):
        checks.matches(checks.UUID, member[key], key, answer)
    for key, value in expected.items():
        checks.same(member[key], value, key, answer)
    return member


def make_group(world, token=None, **fields):
    body = {"groupName": "Group " + tag(), **fields}
    answer = world.api.post("/v1/usergroups", body, token=token or world.root.token)
    return checks.status(answer, 201).json["userGroup"]


def add(world, group, user, token=None):
    body = {"groupId": group["id"], "userId": user.id}
    answer = world.api.post("/v1/usergroupmembers", body, token=token or world.root.token)
    return checks.status(answer, 201).json["userGroupMember"]


def members(world, group, query=None, **options):
    answer = world.api.fresh("/v1/listusergroupmembers/" + group["id"], query,
                             **{"token": None, **options})
    return checks.status(answer, 200).json["userGroupMembers"]


@test
def the_life_of_a_group(world):
    admin = world.admin()
    name = "Readers " + tag()
    answer = world.api.post("/v1/usergroups", {"groupName": name, "avatar": "https://x.example/a.png"},
                            token=admin.token)
    group = checks.envelope(answer, 201, method="POST", action="create", name="userGroup",
                            caller=admin)
    group_object(answer, group, groupName=name, avatar="https://x.example/a.png", isActive=True,
                 recordVersion=1, _owner=admin.id)
    path = "/v1/usergroups/" + group["id"]
    answer = world.api.get(path)
    checks.same(checks.envelope(answer, 200, method="GET", action="get", name="userGroup"), group,
                "group", answer)
    answer = world.api.patch(path, {"groupName": name + "!"}, token=admin.token)
    changed = checks.envelope(answer, 200, method="PATCH", action="update", name="userGroup",
                              caller=admin)
    group_object(answer, changed, groupName=name + "!", recordVersion=2, avatar=group["avatar"])
    answer = world.api.delete(path, token=admin.token)
    gone = checks.envelope(answer, 200, method="DELETE", action="delete", name="userGroup",
                           caller=admin)
    group_object(answer, gone, isActive=False, recordVersion=3, groupName=name + "!")
    for answer in (world.api.get(path), world.api.delete(path, token=admin.token),
                   world.api.patch(path, {"groupName": "x"}, token=admin.token)):
        checks.error(answer, 404, message="errMsg_userGroupNotFound")
    answer = world.api.fresh("/v1/usergroups", {"groupName": name}, token=None)
    checks.same(answer.json["userGroups"], [], "list", answer)


@test
def a_group_without_an_avatar_gets_one(world):
    group = make_group(world)
    checks.same(group["avatar"], f"/avatars/{group['id']}.svg", "avatar", world.api.last)
    answer = checks.status(world.api.get(group["avatar"]), 200)
    checks.same(answer.header("content-type"), "image/svg+xml", "type", answer)
    path = "/v1/usergroups/" + group["id"]
    answer = world.api.patch(path, {"avatar": "/own.png"}, token=world.root.token)
    checks.same(checks.status(answer, 200).json["userGroup"]["avatar"], "/own.png", "avatar", answer)
    answer = world.api.patch(path, {"avatar": None}, token=world.root.token)
    checks.same(checks.status(answer, 200).json["userGroup"]["avatar"], group["avatar"], "avatar",
                answer)


@test
def the_lists_of_groups(world):
    word = tag()
    names = [f"{word} {letter}" for letter in "äbc"]
    groups = [make_group(world, groupName=name) for name in names]
    answer = world.api.fresh("/v1/usergroups", {"groupName": word.upper()}, token=None)
    rows = checks.envelope(answer, 200, method="GET", action="list", source=world.read_model,
                           name="userGroups")
    checks.same([row["id"] for row in rows], [one["id"] for one in reversed(groups)], "newest first",
                answer)
    checks.same(rows[-1], groups[0], "the row of a list and the single get", answer)
    checks.same(answer.json["filters"], [{"field": "groupName", "values": [word.upper()]}],
                "filters", answer)
    answer = world.api.get("/v1/usergroups", query={"groupName": word.upper()})
    checks.same(answer.json["source"], "cache", "source", answer)
    query = {"groupName": [word + " A", word + " c"], "sortBy": "groupName:desc"}
    answer = world.api.fresh("/v1/usergroups", query, token=None)
    checks.same([row["groupName"] for row in answer.json["userGroups"]], [names[2], names[0]],
                "any of them, sorted", answer)
    answer = world.api.fresh("/v1/usergroups", {"groupName": word, "pageRowCount": 2,
                                                "pageNumber": 2}, token=None)
    checks.same(answer.json["paging"], {"pageNumber": 2, "pageRowCount": 2, "totalRowCount": 3,
                                        "pageCount": 2}, "paging", answer)
    answer = world.api.fresh("/v1/usergroups", {"groupName": word, "pageNumber": 0}, token=None)
    checks.same(len(answer.json["userGroups"]), 3, "all rows", answer)
    answer = world.api.fresh("/v1/usergroups", {"avatar": groups[1]["id"]}, token=None)
    checks.same([row["id"] for row in answer.json["userGroups"]], [groups[1]["id"]], "by avatar",
                answer)
    checks.error(world.api.get("/v1/usergroups", query={"isActive": "true"}), 400,
                 names=("isActive",))


@test
def what_a_group_must_be(world):
    token = world.root.token
    for body, names in (({}, ("groupName",)), ({"groupName": ""}, ("groupName",)),
                        ({"groupName": 7}, ("groupName",)), ({"groupName": "a\nb"}, ("groupName",)),
                        ({"groupName": "x" * 201}, ("groupName",)),
                        ({"groupName": 1, "avatar": 2}, ("groupName", "avatar")),
                        ({"groupName": "x", "avatar": "javascript:alert(1)"}, ("avatar",))):
        checks.error(world.api.post("/v1/usergroups", body, token=token), 400, names=names)
    path = "/v1/usergroups/" + make_group(world)["id"]
    checks.error(world.api.patch(path, {"groupName": None}, token=token), 400, names=("groupName",))
    checks.error(world.api.get("/v1/usergroups/x"), 400,
                 message="errMsg_userGroupIdIsNotAValidID")
    answer = world.api.patch(path, {}, token=token)
    checks.same(checks.status(answer, 200).json["userGroup"]["recordVersion"], 1, "no change", answer)
    headers = {"if-match": '"9"'}
    checks.error(world.api.patch(path, {"groupName": "y"}, token=token, headers=headers), 409)
    headers = {"if-match": '"1"'}
    checks.status(world.api.patch(path, {"groupName": "y"}, token=token, headers=headers), 200)


@test
def names_of_groups_need_not_differ(world):
    name = tag()
    first, second = make_group(world, groupName=name), make_group(world, groupName=name)
    checks.check(first["id"] != second["id"], "the same group", world.api.last)


@test
def the_life_of_a_member(world):
    admin, user, group = world.admin(), world.user(), make_group(world)
    body = {"groupId": group["id"].upper(), "userId": user.id}
    answer = world.api.post("/v1/usergroupmembers", body, token=admin.token)
    member = checks.envelope(answer, 201, method="POST", action="create", name="userGroupMember",
                             caller=admin)
    member_object(answer, member, groupId=group["id"], userId=user.id, ownerId=admin.id,
                  _owner=admin.id, isActive=True, recordVersion=1)
    path = "/v1/usergroupmembers/" + member["id"]
    answer = world.api.get(path)
    checks.same(checks.envelope(answer, 200, method="GET", action="get", name="userGroupMember"),
                member, "member", answer)
    answer = world.api.post("/v1/usergroupmembers", body, token=admin.token)
    checks.error(answer, 409, message="errMsg_userIsAlreadyAMember")
    answer = world.api.delete(path, token=admin.token)
    gone = checks.envelope(answer, 200, method="DELETE", action="delete", name="userGroupMember",
                           caller=admin)
    member_object(answer, gone, isActive=False, recordVersion=2, userId=user.id)
    for answer in (world.api.get(path), world.api.delete(path, token=admin.token)):
        checks.error(answer, 404, message="errMsg_userGroupMemberNotFound")
    again = add(world, group, user)
    checks.check(again["id"] != member["id"], "the old membership came back", world.api.last)
    checks.same([row["id"] for row in members(world, group)], [again["id"]], "list", world.api.last)


@test
def what_a_member_must_be(world):
    token, user, group = world.root.token, world.register(), make_group(world)
    for body, names in (({}, ("groupId", "userId")), ({"groupId": "x", "userId": 1},
                                                      ("groupId", "userId"))):
        checks.error(world.api.post("/v1/usergroupmembers", body, token=token), 400, names=names)
    body = {"groupId": UNKNOWN_ID, "userId": user.id}
    checks.error(world.api.post("/v1/usergroupmembers", body, token=token), 404,
                 message="errMsg_userGroupNotFound")
    body = {"groupId": group["id"], "userId": UNKNOWN_ID}
    checks.error(world.api.post("/v1/usergroupmembers", body, token=token), 404,
                 message="errMsg_userNotFound")
    checks.error(world.api.get("/v1/listusergroupmembers/" + UNKNOWN_ID), 404,
                 message="errMsg_userGroupNotFound")
    checks.error(world.api.get("/v1/listusergroupmembers/7"), 400,
                 message="errMsg_groupIdIsNotAValidID")


@test
def members_are_listed_with_their_users(world):
    admin, group = world.admin(), make_group(world)
    users = [world.user() for _ in range(3)]
    rows = [add(world, group, user, admin.token) for user in users]
    other = make_group(world)
    add(world, other, users[0])
    answer = world.api.fresh("/v1/listusergroupmembers/" + group["id"], token=admin.token)
    found = checks.envelope(answer, 200, method="GET", action="list", source=world.read_model,
                            name="userGroupMembers", caller=admin)
    checks.same([row["id"] for row in found], [row["id"] for row in reversed(rows)], "newest first",
                answer)
    for row, made, user in zip(reversed(found), rows, users):
        person = world.get(user)
        checks.same(row.pop("user"), [{key: person[key] for key in ("email", "fullname", "avatar")}],
                    "user", answer)
        checks.same(row, made, "member", answer)
    for query in ({"getJoins": "false"}, {"excludeCQRS": "true"}):
        for row in members(world, group, query, token=admin.token):
            member_object(world.api.last, row)
    found = members(world, group, {"pageNumber": 0}, token=admin.token)
    checks.same([row["user"][0]["email"] for row in found], [user.email for user in reversed(users)],
                "streamed", world.api.last)
    found = members(world, group, {"userId": [users[0].id, users[2].id]})
    checks.same(sorted(row["userId"] for row in found), sorted([users[0].id, users[2].id]),
                "by userId", world.api.last)
    checks.same(members(world, group, {"ownerId": world.root.id}), [], "by ownerId", world.api.last)
    checks.same(len(members(world, group, {"ownerId": admin.id})), 3, "by ownerId", world.api.last)
    checks.error(world.api.get("/v1/listusergroupmembers/" + group["id"],
                               query={"groupId": other["id"]}), 400, names=("groupId",))
    answer = world.api.fresh("/v1/listusergroupmembers/" + group["id"],
                             {"pageRowCount": 2, "sortBy": "createdAt:asc"}, token=None)
    checks.same([row["id"] for row in answer.json["userGroupMembers"]],
                [row["id"] for row in rows[:2]], "a page of the oldest", answer)
    checks.same(answer.json["paging"]["totalRowCount"], 3, "total", answer)


@test
def a_caller_without_a_session_sees_masked_addresses(world):
    group, user = make_group(world), world.user()
    add(world, group, user)
    masked = user.email[0] + "***@example.com"
    for query in ({}, {"pageNumber": 0}, {"caching": "false"}):
        for token, expected in ((user.token, user.email), (None, masked), (user.token, user.email),
                                ("broken", masked)):
            row, = members(world, group, query, token=token)
            checks.same(row["user"][0]["email"], expected, "email", world.api.last)
    checks.check(user.email not in world.api.last.text, "the address leaks", world.api.last)


@test
def the_joined_user_is_as_fresh_as_the_reader_may_ask(world):
    group, user = make_group(world), world.user()
    add(world, group, user)
    members(world, group)
    checks.status(world.api.patch(f"/v1/profile/{user.id}", {"fullname": "New " + tag()},
                                  token=user.token), 200)
    row, = members(world, group, token=user.token)
    checks.same(row["user"][0]["fullname"], world.get(user)["fullname"], "fullname", world.api.last)


@test
def who_is_gone_is_not_shown(world):
    group = make_group(world)
    deleted, archived, stays = world.user(), world.user(), world.user()
    for user in (deleted, archived, stays):
        add(world, group, user)
    checks.status(world.api.delete(f"/v1/users/{deleted.id}", token=world.root.token), 200)
    checks.status(world.api.delete(f"/v1/archiveprofile/{archived.id}", token=archived.token), 200)
    for query in ({}, {"pageNumber": 0}):
        shown = {row["userId"]: row["user"] for row in members(world, group, query)}
        checks.same(shown[deleted.id], [], "a deleted user", world.api.last)
        checks.same(shown[archived.id], [], "an archived user", world.api.last)
        checks.same(len(shown[stays.id]), 1, "a living user", world.api.last)
    body = {"groupId": group["id"], "userId": deleted.id}
    checks.error(world.api.post("/v1/usergroupmembers", body, token=world.root.token), 404)


@test
def members_end_with_their_group(world):
    group, user = make_group(world), world.user()
    member = add(world, group, user)
    checks.status(world.api.delete("/v1/usergroups/" + group["id"], token=world.root.token), 200)
    checks.error(world.api.get("/v1/listusergroupmembers/" + group["id"]), 404)
    path = "/v1/usergroupmembers/" + member["id"]
    checks.error(world.api.get(path), 404)
    checks.error(world.api.delete(path, token=world.root.token), 404)


@test
def who_may_with_groups(world):
    callers = {"nobody": None, "user": world.user().token, "admin": world.admin().token,
               "superAdmin": world.root.token}
    for caller, token in callers.items():
        group, user = make_group(world), world.register()
        member = add(world, group, world.register())
        for method, path, body, expected in (
                ("GET", "/v1/usergroups", None, ALL),
                ("GET", "/v1/usergroups/" + group["id"], None, ALL),
                ("GET", "/v1/listusergroupmembers/" + group["id"], None, ALL),
                ("GET", "/v1/usergroupmembers/" + member["id"], None, ALL),
                ("POST", "/v1/usergroups", {"groupName": tag()}, CREATING),
                ("POST", "/v1/usergroupmembers", {"groupId": group["id"], "userId": user.id},
                 CREATING),
                ("PATCH", "/v1/usergroups/" + group["id"], {"groupName": tag()}, ADMINS),
                ("DELETE", "/v1/usergroupmembers/" + member["id"], None, ADMINS),
                ("DELETE", "/v1/usergroups/" + group["id"], None, ADMINS)):
            options = {} if body is None else {"json": body}
            answer = world.api.request(method, path, token=token, **options)
            checks.check(answer.status == expected[caller],
                         f"{caller}: {answer.status}, expected {expected[caller]}", answer)
            if answer.status >= 400:
                checks.error(answer, answer.status)
    for method, path in (("PATCH", "/v1/usergroups/"), ("DELETE", "/v1/usergroups/"),
                         ("DELETE", "/v1/usergroupmembers/")):
        answer = world.api.request(method, path + UNKNOWN_ID, json={}, token=callers["user"])
        checks.error(answer, 403)
        answer = world.api.request(method, path + UNKNOWN_ID, json={}, token=world.root.token)
        checks.error(answer, 404)


@test
def groups_stay_in_their_tenant(world):
    _, headers = tenant(world)
    group, user = make_group(world), world.user()
    member = add(world, group, user)
    for path in ("/v1/usergroups/" + group["id"], "/v1/usergroupmembers/" + member["id"],
                 "/v1/listusergroupmembers/" + group["id"]):
        checks.error(world.api.get(path, headers=headers), 404)
        checks.status(world.api.get(path), 200)
    answer = world.api.fresh("/v1/usergroups", token=None, headers=headers)
    checks.same(checks.status(answer, 200).json["userGroups"], [], "list", answer)


@test
def an_idempotency_key_makes_one_group_and_one_member(world):
    headers, name = {"idempotency-key": tag()}, tag()
    answers = [world.api.post("/v1/usergroups", {"groupName": name}, token=world.root.token,
                              headers=headers) for _ in range(2)]
    checks.same(answers[1].body, checks.status(answers[0], 201).body, "answer", answers[1])
    group, user = answers[0].json["userGroup"], world.register()
    headers = {"idempotency-key": tag()}
    body = {"groupId": group["id"], "userId": user.id}
    answers = [world.api.post("/v1/usergroupmembers", body, token=world.root.token,
                              headers=headers) for _ in range(2)]
    checks.same(answers[1].body, checks.status(answers[0], 201).body, "answer", answers[1])
    checks.same(len(members(world, group)), 1, "members", world.api.last)
