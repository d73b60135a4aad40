"""Log-ins that need more than a password: verified addresses, a code by e-mail or mobile."""

import subprocess

from . import checks, codes
from .client import Api
from .codes import EMAIL, EMAIL_2FA, MOBILE, MOBILE_2FA
from .registry import test
from .world import COOKIE, UNKNOWN_ID


def login(world, user):
    return world.api.post("/login", {"username": user.email, "password": user.password})


def refused(world, user, err_code):
    """The 403 of a log-in; returns what there is to go on with."""
    answer = login(world, user)
    body = checks.status(answer, 403).json
    more = {"userId", "sessionId"} if "TwoFactor" in err_code else set()
    checks.keys(body, checks.ERROR_KEYS | more, "error object", answer)
    checks.same(body["errCode"], err_code, "errCode", answer)
    checks.check(answer.header(COOKIE) is None and "accessToken" not in body, "a token", answer)
    if not more:
        return None
    checks.same(body["userId"], user.id, "userId", answer)
    return {"userId": body["userId"], "sessionId": body["sessionId"]}


def choose(world, actor, user, factor):
    return world.api.patch(f"/v1/secondfactor/{user.id}", {"secondFactor": factor},
                           token=actor.token)


def passed(answer, user, pending):
    """The session object after the last factor; returns its token."""
    body = checks.status(answer, 200).json
    checks.same((body["userId"], body["sessionId"]), (user.id, pending["sessionId"]), "whose",
                answer)
    for flag in ("sessionNeedsEmail2FA", "sessionNeedsMobile2FA"):
        checks.same(body[flag], False, flag, answer)
    checks.same(answer.header(COOKIE), body["accessToken"], "header", answer)
    checks.same(answer.cookie(COOKIE)[0], body["accessToken"], "cookie", answer)
    checks.check(0 < body["expiresIn"] <= 900, "expiresIn", answer)
    return body["accessToken"]


@test
def a_person_may_ask_for_a_code_by_email(world):
    user = world.user()
    path = f"/v1/secondfactor/{user.id}"
    answer = world.api.get(path, token=user.token)
    shown = checks.envelope(answer, 200, method="GET", action="get", name="secondFactor",
                            caller=user)
    checks.same(shown, {"userId": user.id, "secondFactor": "off"}, "secondFactor", answer)
    answer = choose(world, user, user, "email")
    shown = checks.envelope(answer, 200, method="PATCH", action="update", name="secondFactor",
                            caller=user)
    checks.same(shown, {"userId": user.id, "secondFactor": "email"}, "secondFactor", answer)
    checks.check(world.lives(user), "the session has ended", world.api.last)
    pending = refused(world, user, "EmailTwoFactorNeeded")
    answer = codes.start(world, EMAIL_2FA, **pending, client="login-page", reason="Log-in")
    body = checks.status(answer, 200).json
    checks.keys(body, {"sessionId", "userId", "email", "secretCode", "expireTime", "date"},
                "start", answer)
    checks.same((body["email"], body["expireTime"]), (user.email, 300), "start", answer)
    answer = codes.complete(world, EMAIL_2FA, **pending, secretCode=codes.code(answer))
    user.token = passed(answer, user, pending)
    current = checks.status(world.api.get("/currentuser", token=user.token), 200).json
    checks.same(current["sessionId"], pending["sessionId"], "sessionId", world.api.last)
    checks.same(current["sessionNeedsEmail2FA"], False, "flag", world.api.last)
    checks.status(choose(world, user, user, "off"), 200)
    world.login(user)


@test
def a_code_by_link_passes_too(world):
    user = world.user()
    checks.status(choose(world, user, user, "email"), 200)
    pending = refused(world, user, "EmailTwoFactorNeeded")
    value = codes.code(codes.start(world, EMAIL_2FA, **pending))
    passed(codes.complete(world, EMAIL_2FA, **pending, code=value), user, pending)


@test
def a_code_by_mobile_needs_a_verified_number(world):
    user = world.user()
    checks.error(choose(world, user, user, "mobile"), 403, err_code="MobileVerificationNeeded")
    mobile = codes.verify_mobile(world, user)
    checks.status(choose(world, user, user, "mobile"), 200)
    pending = refused(world, user, "MobileTwoFactorNeeded")
    answer = codes.start(world, MOBILE_2FA, **pending)
    body = checks.status(answer, 200).json
    checks.keys(body, {"sessionId", "userId", "mobile", "secretCode", "expireTime", "date"},
                "start", answer)
    checks.same(body["mobile"], mobile, "mobile", answer)
    user.token = passed(codes.complete(world, MOBILE_2FA, **pending, secretCode=codes.code(answer)),
                        user, pending)
    path = f"/v1/profile/{user.id}"
    checks.error(world.api.patch(path, {"mobile": None}, token=user.token), 409)
    checks.status(world.api.patch(path, {"mobile": codes.number()}, token=user.token), 200)
    refused(world, user, "MobileVerificationNeeded")


@test
def a_pending_session_is_none(world):
    user = world.user()
    checks.status(choose(world, user, user, "email"), 200)
    pending = refused(world, user, "EmailTwoFactorNeeded")
    value = codes.code(codes.start(world, EMAIL_2FA, **pending))
    wrong = codes.complete(world, EMAIL_2FA, **pending, secretCode=codes.other_than(value))
    checks.error(wrong, 403, message="errMsg_secretCodeMismatch")
    other = refused(world, user, "EmailTwoFactorNeeded")
    answer = codes.complete(world, EMAIL_2FA, **other, secretCode=value)
    checks.error(answer, 403)  # the code is of the other session
    for wrong in ({"userId": UNKNOWN_ID}, {"sessionId": UNKNOWN_ID}):
        checks.error(codes.start(world, EMAIL_2FA, **{**pending, **wrong}), 401)
        form = {**pending, **wrong, "secretCode": value}
        checks.error(codes.complete(world, EMAIL_2FA, **form), 401)
    checks.error(codes.start(world, MOBILE_2FA, **pending), 403,
                 err_code="MobileVerificationNeeded")
    passed(codes.complete(world, EMAIL_2FA, **pending, secretCode=value), user, pending)


@test
def a_live_session_proves_itself_again(world):
    user = world.user()
    form = {"userId": user.id, "sessionId": user.session}
    value = codes.code(codes.start(world, EMAIL_2FA, **form))
    answer = codes.complete(world, EMAIL_2FA, **form, secretCode=value)
    body = checks.status(answer, 200).json
    checks.check("accessToken" not in body and answer.header(COOKIE) is None,
                 "a token for a session that the caller did not prove to have", answer)
    value = codes.code(codes.start(world, EMAIL_2FA, **form))
    path = f"{codes.BASE}{EMAIL_2FA}/complete"
    answer = world.api.post(path, {**form, "secretCode": value}, token=user.token)
    checks.same(checks.status(answer, 200).json["accessToken"], user.token, "accessToken", answer)
    checks.status(world.api.post("/logout", token=user.token), 200)
    checks.error(codes.start(world, EMAIL_2FA, **form), 401)


@test
def who_may_choose(world):
    user, other, admin = world.user(), world.user(), world.admin()
    path = f"/v1/secondfactor/{user.id}"
    checks.error(world.api.patch(path, {"secondFactor": "email"}), 401)
    checks.error(world.api.get(path), 401)
    checks.error(choose(world, other, user, "email"), 403)
    checks.error(world.api.get(path, token=other.token), 403)
    for wrong in ({}, {"secondFactor": "pigeon"}, {"secondFactor": 1}):
        checks.error(world.api.patch(path, wrong, token=user.token), 400, names=("secondFactor",))
    checks.status(choose(world, admin, user, "email"), 200)
    checks.error(choose(world, admin, world.root, "email"), 403)
    checks.error(choose(world, admin, world.register(), "mobile"), 403,
                 err_code="MobileVerificationNeeded")
    checks.error(world.api.get(f"/v1/secondfactor/{UNKNOWN_ID}", token=admin.token), 404)
    refused(world, user, "EmailTwoFactorNeeded")


@test(server="rules")
def settings_ask_for_verified_addresses(world):
    user = world.register()
    refused(world, user, "EmailVerificationNeeded")
    wrong = {"username": user.email, "password": "a wrong guess 11"}
    checks.error(world.api.post("/login", wrong), 401)
    value = codes.code(codes.start(world, EMAIL, email=user.email))
    checks.status(codes.complete(world, EMAIL, email=user.email, secretCode=value), 200)
    world.login(user)


@test(server="rules")
def settings_ask_for_factors_by_role(world):
    user = world.register(mobile=codes.number())
    value = codes.code(codes.start(world, EMAIL, email=user.email))
    checks.status(codes.complete(world, EMAIL, email=user.email, secretCode=value), 200)
    world.set_role(user, "guarded")
    pending = refused(world, user, "EmailTwoFactorNeeded")
    value = codes.code(codes.start(world, EMAIL_2FA, **pending))
    user.token = passed(codes.complete(world, EMAIL_2FA, **pending, secretCode=value), user,
                        pending)
    world.set_role(user, "carried")
    refused(world, user, "MobileVerificationNeeded")
    value = codes.code(codes.start(world, MOBILE, email=user.email))
    checks.status(codes.complete(world, MOBILE, email=user.email, secretCode=value), 200)
    checks.status(choose(world, user, user, "email"), 200)
    # The role asks for one, the person for the other: both, one after the other.
    pending = refused(world, user, "EmailTwoFactorNeeded")
    value = codes.code(codes.start(world, EMAIL_2FA, **pending))
    answer = codes.complete(world, EMAIL_2FA, **pending, secretCode=value)
    body = checks.status(answer, 200).json
    checks.same((body["sessionNeedsEmail2FA"], body["sessionNeedsMobile2FA"]), (False, True),
                "flags", answer)
    checks.check("accessToken" not in body and answer.header(COOKIE) is None, "a token", answer)
    value = codes.code(codes.start(world, MOBILE_2FA, **pending))
    passed(codes.complete(world, MOBILE_2FA, **pending, secretCode=value), user, pending)


@test(server="nowindows")
def a_second_factor_expires(world):
    user = world.user()
    checks.status(choose(world, user, user, "email"), 200)
    pending = refused(world, user, "EmailTwoFactorNeeded")
    checks.error(codes.start(world, EMAIL_2FA, **pending), 401)  # pending for no time at all


@test(server="own")
def settings_ask_everyone(servers):
    world = servers.launch("development")
    user = world.register()
    codes.verify_mobile(world, world.root)
    codes.verify_mobile(world, user)
    world.server.end()
    world.server.kind = "everyone"
    world.api = Api(world.server.start().port)
    for person in (user, world.root):
        pending = refused(world, person, "MobileTwoFactorNeeded")
        value = codes.code(codes.start(world, MOBILE_2FA, **pending))
        passed(codes.complete(world, MOBILE_2FA, **pending, secretCode=value), person, pending)
    late = world.register(mobile=codes.number())
    refused(world, late, "MobileVerificationNeeded")


@test(server="own")
def a_wrong_rule_is_named(servers):
    for name, value in (("login.second_factor", "pigeon"), ("login.second_factor_roles", "admin"),
                        ("login.second_factor_roles", "admin=pigeon"),
                        ("login.second_factor_roles", "=email"), ("verification.max_tries", "0")):
        done = subprocess.run([servers.binary, "config", "show", "--set", f"{name}={value}"],
                              capture_output=True, text=True, timeout=60)
        checks.check(done.returncode != 0 and name in done.stderr, f"{name}={value}: {done.stderr}",
                     None)


@test
def the_same_key_gives_the_same_pending_session(world):
    user = world.user()
    checks.status(choose(world, user, user, "email"), 200)
    form, key = {"username": user.email, "password": user.password}, {"idempotency-key": user.id}
    first, second = (world.api.post("/login", form, headers=key) for _ in range(2))
    checks.same(checks.status(second, 403).json, checks.status(first, 403).json, "body", second)
