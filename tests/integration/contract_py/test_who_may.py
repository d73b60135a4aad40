"""Who may call which route: nobody, a stranger, the person, an admin, a superAdmin."""

from . import checks
from .registry import test
from .world import OTHER_PASSWORD, PASSWORD, UNKNOWN_ID, tag

PUBLIC = {"nobody": 200, "stranger": 200, "self": 200, "admin": 200, "superAdmin": 200}
ADMINS = {"nobody": 401, "stranger": 403, "self": 403, "admin": 200, "superAdmin": 200}
ADMINS_AND_SELF = {**ADMINS, "self": 200}
SELF = {"nobody": 401, "stranger": 403, "self": 200, "admin": 403, "superAdmin": 403}
ROUTES = (
    ("GET", "/v1/users", None, ADMINS),
    ("POST", "/v1/users", "form", {**ADMINS, "admin": 201, "superAdmin": 201}),
    ("GET", "/v1/searchusers?keyword=person", None, ADMINS),
    ("GET", "/v1/users/{id}", None, ADMINS_AND_SELF),
    ("PATCH", "/v1/users/{id}", {"bio": "x"}, ADMINS),
    ("DELETE", "/v1/users/{id}", None, ADMINS),
    ("PATCH", "/v1/profile/{id}", {"bio": "x"}, SELF),
    ("DELETE", "/v1/archiveprofile/{id}", None, SELF),
    ("PATCH", "/v1/userrole/{id}", {"roleId": "editor"}, ADMINS),
    ("PATCH", "/v1/userpassword/{id}",
     {"oldPassword": PASSWORD, "newPassword": OTHER_PASSWORD}, SELF),
    ("PATCH", "/v1/userpasswordbyadmin/{id}", {"password": OTHER_PASSWORD}, ADMINS),
    ("GET", "/v1/briefuser/{id}", None, PUBLIC),
)
WRITES_ON_OTHERS = (
    ("PATCH", "/v1/users/{id}", {"bio": "taken over"}),
    ("DELETE", "/v1/users/{id}", None),
    ("PATCH", "/v1/userrole/{id}", {"roleId": "user"}),
    ("PATCH", "/v1/userpasswordbyadmin/{id}", {"password": OTHER_PASSWORD}),
)


def call(world, method, path, body, target, token):
    body = world.form() if body == "form" else body
    options = {} if body is None else {"json": body}
    return world.api.request(method, path.format(id=target), token=token, **options)


@test
def the_matrix_of_routes_and_callers(world):
    stranger, admin, root = world.user(), world.admin(), world.super_admin()
    for method, path, body, expected in ROUTES:
        for caller, code in expected.items():
            target = world.user()
            tokens = {"nobody": None, "stranger": stranger.token, "self": target.token,
                      "admin": admin.token, "superAdmin": root.token}
            answer = call(world, method, path, body, target.id, tokens[caller])
            checks.check(answer.status == code, f"{caller}: {answer.status}, expected {code}",
                         answer)
            if code >= 400:
                checks.error(answer, code)


@test
def a_plain_user_gets_403_for_ids_known_or_not(world):
    user, other = world.user(), world.register()
    for target in (other.id, UNKNOWN_ID):
        for method, path, body, expected in ROUTES:
            if "{id}" in path and expected is not PUBLIC:
                checks.error(call(world, method, path, body, target, user.token), 403)


@test
def an_admin_touches_no_admin_and_no_superadmin(world):
    admin = world.admin()
    for role in ("admin", "superAdmin"):
        target = world.with_role(role)
        for method, path, body in WRITES_ON_OTHERS:
            checks.error(call(world, method, path, body, target.id, admin.token), 403)
        checks.check(world.lives(target), "the session of the target ended", world.api.last)
        checks.same(world.get(target)["roleId"], role, "roleId", world.api.last)
        checks.status(world.api.get(f"/v1/users/{target.id}", token=admin.token), 200)


@test
def a_superadmin_touches_everybody(world):
    root = world.super_admin()
    for role in ("admin", "superAdmin"):
        for method, path, body in WRITES_ON_OTHERS:
            target = world.with_role(role)
            checks.status(call(world, method, path, body, target.id, root.token), 200)


@test
def only_a_superadmin_grants_the_high_roles(world):
    admin, root = world.admin(), world.super_admin()
    for role in ("admin", "superAdmin"):
        user = world.register()
        path = f"/v1/userrole/{user.id}"
        checks.error(world.api.patch(path, {"roleId": role}, token=admin.token), 403)
        checks.same(world.get(user)["roleId"], "user", "roleId", world.api.last)
        checks.status(world.api.patch(path, {"roleId": role}, token=root.token), 200)


@test
def a_custom_role_opens_nothing(world):
    user = world.with_role("Admin-" + tag(4))
    checks.error(world.api.get("/v1/users", token=user.token), 403)
    for role in ("ADMIN", "superadmin", " admin", "admin\u0000"):
        target = world.register()
        answer = world.api.patch(f"/v1/userrole/{target.id}", {"roleId": role},
                                 token=world.root.token)
        if answer.status == 200:
            world.login(target)
            checks.error(world.api.get("/v1/users", token=target.token), 403)
        else:
            checks.error(answer, 400, names=("roleId",))


@test(server="own")
def the_last_superadmin_stays(servers):
    world = servers.launch()
    api, root = world.api, world.root
    for answer in (api.patch(f"/v1/userrole/{root.id}", {"roleId": "user"}, token=root.token),
                   api.delete(f"/v1/archiveprofile/{root.id}", token=root.token),
                   api.delete(f"/v1/users/{root.id}", token=root.token)):
        checks.status(answer, 400, 403, 409)
        checks.error(answer, answer.status)
    checks.check(world.lives(root), "the session ended", api.last)
    checks.same(world.get(root)["roleId"], "superAdmin", "roleId", api.last)
    second = world.super_admin()
    answer = api.patch(f"/v1/userrole/{root.id}", {"roleId": "user"}, token=second.token)
    checks.status(answer, 200)
    answer = api.patch(f"/v1/userrole/{second.id}", {"roleId": "user"}, token=second.token)
    checks.status(answer, 400, 403, 409)
