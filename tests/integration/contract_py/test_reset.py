"""A new password by a code, and what it ends."""

from . import checks, codes
from .codes import NEW_PASSWORD, RESET_EMAIL, RESET_MOBILE
from .registry import test
from .world import OTHER_PASSWORD


def changed(world, user, lives=()):
    """The new password works, the old one does not, and of the sessions only these live."""
    form = {"username": user.email, "password": user.password}
    checks.error(world.api.post("/login", form), 401)
    checks.status(world.api.post("/login", {**form, "password": NEW_PASSWORD}), 200)
    checks.check(world.lives(user) == (user in lives), "the session", world.api.last)


@test
def a_reset_by_email_by_code_and_by_link(world):
    for by_link in (False, True):
        user = world.user()
        answer = codes.start(world, RESET_EMAIL, email=user.email)
        value = codes.code(answer)
        checks.keys(answer.json, {"userId", "email", "secretCode", "expireTime", "date"}, "start",
                    answer)
        form = ({"userId": user.id, "code": value} if by_link
                else {"email": user.email, "secretCode": value})
        answer = codes.complete(world, RESET_EMAIL, **form, password=NEW_PASSWORD)
        checks.same(checks.status(answer, 200).json,
                    {"userId": user.id, "email": user.email, "isVerified": True}, "body", answer)
        changed(world, user)
        checks.same(world.get(user)["emailVerified"], True, "emailVerified", world.api.last)


@test
def a_reset_by_mobile_by_code_and_by_link(world):
    for by in ("email", "mobile", "userId"):
        user = world.user()
        mobile = codes.verify_mobile(world, user)
        answer = codes.start(world, RESET_MOBILE, mobile=mobile)
        value = codes.code(answer)
        checks.same(answer.json["mobile"], mobile, "mobile", answer)
        form = {"email": {"email": user.email, "secretCode": value},
                "mobile": {"mobile": mobile, "secretCode": value},
                "userId": {"userId": user.id, "code": value}}[by]
        answer = codes.complete(world, RESET_MOBILE, **form, password=NEW_PASSWORD)
        checks.same(checks.status(answer, 200).json,
                    {"userId": user.id, "mobile": mobile, "isVerified": True}, "body", answer)
        changed(world, user)
        checks.same(world.get(user)["emailVerified"], False, "emailVerified", world.api.last)


@test
def a_refused_password_costs_no_code(world):
    user = world.register()
    value = codes.code(codes.start(world, RESET_EMAIL, email=user.email))
    form = {"email": user.email, "secretCode": value}
    for password in ("short", "12345678", user.email):
        checks.error(codes.complete(world, RESET_EMAIL, **form, password=password), 400,
                     names=("password",))
    checks.status(codes.complete(world, RESET_EMAIL, **form, password=NEW_PASSWORD), 200)


@test
def a_wrong_code_changes_nothing(world):
    user = world.user()
    value = codes.code(codes.start(world, RESET_EMAIL, email=user.email))
    answer = codes.complete(world, RESET_EMAIL, email=user.email,
                            secretCode=codes.other_than(value), password=NEW_PASSWORD)
    checks.error(answer, 403, message="errMsg_secretCodeMismatch")
    world.login(user)


@test
def a_reset_ends_all_sessions_and_a_change_the_others(world):
    user = world.user()
    other = world.again(user)
    change = {"oldPassword": user.password, "newPassword": OTHER_PASSWORD}
    checks.status(world.api.patch(f"/v1/userpassword/{user.id}", change, token=user.token), 200)
    checks.check(world.lives(user) and not world.lives(other), "the sessions", world.api.last)
    value = codes.code(codes.start(world, RESET_EMAIL, email=user.email))
    checks.status(codes.complete(world, RESET_EMAIL, email=user.email, secretCode=value,
                                 password=NEW_PASSWORD), 200)
    checks.check(not world.lives(user), "the session lives", world.api.last)


@test
def an_archived_person_has_no_reset(world):
    user = world.user()
    checks.status(world.api.delete(f"/v1/archiveprofile/{user.id}", token=user.token), 200)
    checks.error(codes.start(world, RESET_EMAIL, email=user.email), 401)
