"""What an account may be: unique names, rules for passwords, wrong input told field by field."""

from . import checks
from .registry import test
from .world import tag


def refused(world, code, **fields):
    return checks.error(world.api.post("/v1/registeruser", world.form(**fields)), code)


@test
def an_email_is_taken_in_any_case(world):
    user = world.register()
    refused(world, 409, email=user.email.upper())
    form = world.form(email=user.email)
    checks.error(world.api.post("/v1/users", form, token=world.root.token), 409)


@test
def a_username_is_taken_in_any_case(world):
    name = tag()
    world.register(username=name)
    refused(world, 409, username=name.upper())


@test
def a_username_is_not_needed(world):
    world.register()
    world.register()


@test
def every_wrong_field_is_listed(world):
    answer = world.api.post("/v1/registeruser", {})
    checks.error(answer, 400, names=("email", "password", "fullname"))
    form = {"email": "no address", "password": "short", "fullname": 7, "bio": True,
            "avatar": {}, "preferredLanguage": []}
    answer = world.api.post("/v1/registeruser", form)
    checks.error(answer, 400, names=tuple(form))
    answer = world.api.post("/v1/users", form, token=world.root.token)
    checks.error(answer, 400, names=tuple(form))


@test
def wrong_types_and_empty_values_are_400(world):
    user = world.user()
    for path, body, name in (
            (f"/v1/profile/{user.id}", {"fullname": 5}, "fullname"),
            (f"/v1/profile/{user.id}", {"fullname": ""}, "fullname"),
            (f"/v1/profile/{user.id}", {"bio": ["x"]}, "bio"),
            (f"/v1/userpassword/{user.id}", {"oldPassword": user.password}, "newPassword"),
            (f"/v1/userpassword/{user.id}", {"newPassword": user.password}, "oldPassword")):
        checks.error(world.api.patch(path, body, token=user.token), 400, names=(name,))
    for path, body, name in (
            (f"/v1/userrole/{user.id}", {}, "roleId"),
            (f"/v1/userrole/{user.id}", {"roleId": 1}, "roleId"),
            (f"/v1/userrole/{user.id}", {"roleId": ""}, "roleId"),
            (f"/v1/userpasswordbyadmin/{user.id}", {}, "password"),
            (f"/v1/userpasswordbyadmin/{user.id}", {"password": "short"}, "password"),
            (f"/v1/users/{user.id}", {"fullname": None}, "fullname")):
        checks.error(world.api.patch(path, body, token=world.root.token), 400, names=(name,))


@test
def a_body_must_be_an_object(world):
    for body in ([], "text", 1, None, True):
        checks.error(world.api.post("/v1/registeruser", body), 400)


@test
def passwords_have_rules(world):
    email, name = f"{tag()}@example.com", tag() + "long"
    for password in ("seven77", "x" * 129, "password", "12345678", "Password1", email,
                     email.upper(), name):
        answer = world.api.post("/v1/registeruser", world.form(email=email, username=name,
                                                                password=password))
        checks.error(answer, 400, names=("password",))


@test
def passwords_count_characters_not_bytes(world):
    for password in ("пароль×7", "🌊" * 128, "ab cd ef", " lead and trail "):
        user = world.register(password=password)
        world.login(user)


@test
def passwords_are_compared_in_one_normal_form(world):
    user = world.register(password="ﬁve-Å-lamps")  # ligature fi and A with ring, composed
    user.password = "five-A\u030a-lamps"
    world.login(user)


@test
def the_password_rules_hold_for_changes_too(world):
    user = world.user()
    change = {"oldPassword": user.password, "newPassword": "12345678"}
    answer = world.api.patch(f"/v1/userpassword/{user.id}", change, token=user.token)
    checks.error(answer, 400, names=("newPassword",))
    world.login(user)


@test
def a_wrong_old_password_changes_nothing(world):
    user = world.user()
    change = {"oldPassword": "not my Password 9", "newPassword": "the next one, 12 owls"}
    answer = world.api.patch(f"/v1/userpassword/{user.id}", change, token=user.token)
    checks.status(answer, 400, 401, 403)
    checks.error(answer, answer.status)
    world.login(user)


@test
def a_malformed_id_is_400(world):
    admin = world.admin()
    for method, path, body in (
            ("GET", "/v1/users/%s", None), ("PATCH", "/v1/users/%s", {"bio": "x"}),
            ("DELETE", "/v1/users/%s", None), ("PATCH", "/v1/userrole/%s", {"roleId": "editor"}),
            ("PATCH", "/v1/userpasswordbyadmin/%s", {"password": "fine and long 3"}),
            ("GET", "/v1/briefuser/%s", None)):
        for wrong in ("nonsense", "123", "01890a5d-ac96-774b-bcce-b302099a805g"):
            options = {} if body is None else {"json": body}
            answer = world.api.request(method, path % wrong, token=admin.token, **options)
            checks.error(answer, 400, message="errMsg_userIdIsNotAValidID")
