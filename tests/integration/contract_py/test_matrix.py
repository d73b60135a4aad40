"""Every operation of the program's own table, tried by everybody, and across tenants.

The operations come from `authledger routes --json`, so a new one is tried as soon as it has a row.
Who may is worked out here from the row's access alone. An operation that needs something which
operations.py does not know fails by its name.
"""

import time

from . import checks, operations
from .client import Failed
from .registry import test
from .world import Actor, tag

WITHOUT_A_SESSION = ("no token", "archived", "expired", "ended session", "wrong audience",
                     "bad signature")
BANNED = "banned"  # the whole account: a session that is refused, but where nobody needs one
WITH_A_SESSION = ("other tenant's superAdmin", "plain user", "self", "admin", "superAdmin")
CALLERS = WITHOUT_A_SESSION + (BANNED,) + WITH_A_SESSION
MAY = {"session": set(WITH_A_SESSION), "self": {"self"},
       "selfOrAdmin": {"self", "admin", "superAdmin", "other tenant's superAdmin"},
       "ownerOrAdmin": {"self", "admin", "superAdmin", "other tenant's superAdmin"},
       "appManager": {"admin", "superAdmin", "other tenant's superAdmin"},
       "superAdmin": {"superAdmin", "other tenant's superAdmin"},
       "admin": {"admin", "superAdmin", "other tenant's superAdmin"},
       "adminOrApp": {"admin", "superAdmin", "other tenant's superAdmin"}}
# Operations that name a person or a thing otherwise than by an id in the path: what they answer
# in a tenant that does not have it.
NAMED_OTHERWISE = {
    "login": 401, "restoreProfile": 401, "grantPermission": 404, "createUserGroupMember": 404,
    "downloadUserAvatarByKey": 404, "startEmailVerification": 401, "startMobileVerification": 401,
    "startPasswordResetByEmail": 401, "startPasswordResetByMobile": 404,
    "completeEmailVerification": 403, "completeMobileVerification": 403,
    "completePasswordResetByEmail": 403, "completePasswordResetByMobile": 403,
    "manageLogin": 401, "manageJoin": 404,
    "startEmailSecondFactor": 401, "startMobileSecondFactor": 401,
    "completeEmailSecondFactor": 401, "completeMobileSecondFactor": 401,
    "poolLogin": 401, "poolConfirm": 400, "poolResetPassword": 400}
NOT_SET_UP = {"poolLoginGoogle": 404, "poolGoogleFlow": 404}  # test_google.py does


def elsewhere(operation):
    """The status for somebody of another tenant who may."""
    if operation.name in NOT_SET_UP:
        return NOT_SET_UP[operation.name]
    about_an_app = operation.access == "appManager"
    if about_an_app or any(name.endswith("Id") for name in operation.parameters()):
        return 404
    return NAMED_OTHERWISE.get(operation.name, operation.status)


def expected(operation, caller):
    away = caller == "other tenant's superAdmin"
    if operation.access in ("public", "publicOrApp"):
        status = NOT_SET_UP.get(operation.name, operation.status)
        return elsewhere(operation) if away else status
    if caller == BANNED:
        return 403
    if caller in WITHOUT_A_SESSION or operation.access == "app":
        return 401
    if operation.access not in MAY:
        raise operations.Unknown(f"{operation}: no rule for the access {operation.access!r}")
    if caller not in MAY[operation.access]:
        return 403
    return elsewhere(operation) if away else operation.status


def other_admin(world):
    """A superAdmin of a new tenant, logged in."""
    tenant, email = tag(), f"{tag()}@example.com"
    world.server.run("tenants", "create", tenant)
    made = world.server.run("users", "create-admin", email, "--tenant", tenant)
    admin = Actor(made.strip(), email, world.server.root_password)
    return tenant, world.login(admin, headers={"x-tenant": tenant})


def minted_elsewhere(servers):
    """A server, and tokens that an otherwise set up process issued on the same store."""
    server = servers.make()
    tokens = {}
    for name, settings in (("expired", {"AUTHLEDGER__TOKENS__ACCESS_TTL_S": "1"}),
                           ("wrong audience", {"AUTHLEDGER__SERVICE__CODENAME": "elsewhere"})):
        world = servers.open(server, settings)
        tokens[name] = world.root.token
        deadline = time.monotonic() + 10
        while name == "expired" and world.lives(world.root) and time.monotonic() < deadline:
            pass  # each look is a request
        server.end()
    return servers.open(server), tokens


class Callers:
    """Somebody of each kind; `refresh` logs in again whom an operation may have logged out."""

    def __init__(self, world, tokens):
        self.world = world
        self.tenant, self.away = other_admin(world)
        self.user, self.admin, self.root = world.user(), world.admin(), world.super_admin()
        archived, ended = world.super_admin(), world.super_admin()
        world.api.delete(f"/v1/archiveprofile/{archived.id}", token=archived.token)
        world.api.post("/logout", token=ended.token)
        banned = world.super_admin()
        checks.status(world.api.post("/manage/banUser", {"user_id": banned.id}, token=self.root.token), 200)
        head, _, _ = self.root.token.rpartition(".")
        self.fixed = {"no token": None, "archived": archived.token, BANNED: banned.token, "ended session": ended.token,
                      "bad signature": head + "." + self.admin.token.rpartition(".")[2], **tokens}

    def actor(self, caller, person):
        return {"other tenant's superAdmin": self.away, "plain user": self.user, "self": person,
                "admin": self.admin, "superAdmin": self.root}.get(caller)

    def token(self, caller, person):
        actor = self.actor(caller, person)
        return actor.token if actor else self.fixed[caller]

    def refresh(self, caller):
        actor = self.actor(caller, None)
        if actor:
            headers = {"x-tenant": self.tenant} if actor is self.away else {}
            self.world.login(actor, headers=headers)


def assert_all(problems):
    if problems:
        raise Failed(f"{len(problems)} cells differ:\n    " + "\n    ".join(problems))


@test(server="own")
def every_operation_by_every_caller(servers):
    world, tokens = minted_elsewhere(servers)
    callers, bystander = Callers(world, tokens), world.user()
    before, table = world.get(bystander), operations.read(world)
    problems, cells = [], 0
    for operation in table:
        for caller in CALLERS:
            try:
                want = expected(operation, caller)
                fresh = want < 400 or caller == "self" or operation.sends_code
                person = world.user() if fresh else bystander
                answer = operations.request(world, operation, person,
                                            callers.token(caller, person))
            except operations.Unknown as unknown:
                problems.append(str(unknown))
                continue
            cells += 1
            if answer.status != want:
                problems.append(f"{operation} by {caller}: {answer.status}, expected {want}: "
                                f"{answer.text[:200]}")
            if operation.writes and operation.access in ("public", "publicOrApp", "session") and want < 400:
                callers.refresh(caller)
    assert_all(problems)
    checks.same(cells, len(table) * len(CALLERS), "cells", world.api.last)
    checks.same(world.get(bystander), before, "who was refused about", world.api.last)
    print(f"  {cells} cells: {len(table)} operations by {len(CALLERS)} callers [{world.server.profile}]")


@test
def every_operation_across_tenants(world):
    """By somebody of another tenant, whatever the header says, and by nobody in another tenant."""
    tenant, away = other_admin(world)
    word = tag(16)
    person = world.user(fullname=f"Canary {word}", email=f"{word}@example.com", bio=word)
    name = f"canary.{word}"
    grant = world.api.post("/v1/permissions", {"permissionName": name, "subjectUserId": person.id},
                           token=world.root.token).json["permission"]
    before, problems = world.get(person), []
    table = operations.read(world)
    for operation in table:
        for how, caller, options in (
                ("own header", "other tenant's superAdmin", {"headers": {"x-tenant": tenant}}),
                ("no header", "other tenant's superAdmin", {}),
                ("their header", "other tenant's superAdmin", {"headers": {"x-tenant": "root"}}),
                ("nobody", "no token", {"headers": {"x-tenant": tenant}}),
                ("unknown tenant", "no token", {"headers": {"x-tenant": tag()}})):
            token = away.token if caller != "no token" else None
            try:
                want = expected(operation, caller)
                if operation.access in ("public", "publicOrApp"):
                    want = 404 if how == "unknown tenant" else elsewhere(operation)
                about = world.user() if operation.sends_code else person
                answer = operations.request(world, operation, about, token, **options)
            except operations.Unknown as unknown:
                problems.append(str(unknown))
                continue
            if answer.status != want:
                problems.append(f"{operation}, {how}: {answer.status}, expected {want}: "
                                f"{answer.text[:200]}")
            if word in answer.text:
                problems.append(f"{operation}, {how}: shows {word}: {answer.text[:200]}")
            if token and operation.writes and operation.access in ("public", "publicOrApp", "session"):
                world.login(away, headers={"x-tenant": tenant})
    assert_all(problems)
    checks.same(world.get(person), before, "the person", world.api.last)
    answer = world.api.fresh("/v1/permissions", {"permissionName": name}, token=world.root.token)
    checks.same(answer.json["permissions"], [grant], "grants", answer)
    answer = world.api.fresh("/v1/users", {"pageNumber": 0}, token=away.token)
    tenants = {row["tenantId"] for row in answer.json["users"]}
    checks.same(tenants, {tenant}, "tenants of the list", answer)
    print(f"  {len(table)} operations across tenants [{world.server.profile}]")
