"""Addresses verified by code and by link; what a code is good for, and how long."""

import concurrent.futures
import json
import re

from . import checks, codes
from .codes import EMAIL, EMAIL_2FA, MOBILE, MOBILE_2FA, RESET_EMAIL, RESET_MOBILE
from .registry import test
from .world import UNKNOWN_ID, tag


def started(answer, keys, expire):
    """The whole answer of a start in development."""
    body = checks.status(answer, 200).json
    checks.keys(body, set(keys) | {"secretCode", "expireTime", "date"}, "start", answer)
    checks.same(body["expireTime"], expire, "expireTime", answer)
    checks.date(body["date"], "date", answer)
    codes.code(answer)
    return body


@test
def an_email_is_verified_by_code(world):
    user = world.register()
    checks.same(world.get(user)["emailVerified"], False, "emailVerified", world.api.last)
    answer = codes.start(world, EMAIL, email=user.email)
    body = started(answer, ("userId", "email"), 86400)
    checks.same((body["userId"], body["email"]), (user.id, user.email), "whose", answer)
    answer = codes.complete(world, EMAIL, email=user.email, secretCode=body["secretCode"])
    checks.same(checks.status(answer, 200).json,
                {"userId": user.id, "email": user.email, "isVerified": True}, "body", answer)
    checks.check(answer.header("x-position"), "x-position", answer)
    checks.same(world.get(user)["emailVerified"], True, "emailVerified", world.api.last)
    listed = world.api.fresh("/v1/users", {"email": user.email}, token=world.root.token)
    checks.same(listed.json["users"][0]["emailVerified"], True, "in the list", listed)


@test
def an_email_is_verified_by_link(world):
    user = world.register()
    value = codes.code(codes.start(world, EMAIL, email=user.email.upper()))
    answer = codes.complete(world, EMAIL, userId=user.id.upper(), code=value)
    checks.same(checks.status(answer, 200).json["isVerified"], True, "isVerified", answer)
    checks.same(world.get(user)["emailVerified"], True, "emailVerified", world.api.last)


@test
def a_mobile_is_verified_by_code_and_by_link(world):
    for by_link in (False, True):
        mobile = codes.number()
        user = world.register(mobile=mobile)
        answer = codes.start(world, MOBILE, email=user.email)
        body = started(answer, ("userId", "mobile"), 86400)
        checks.same((body["userId"], body["mobile"]), (user.id, mobile), "whose", answer)
        form = ({"userId": user.id, "code": body["secretCode"]} if by_link
                else {"email": user.email, "secretCode": body["secretCode"]})
        answer = codes.complete(world, MOBILE, **form)
        checks.same(checks.status(answer, 200).json,
                    {"userId": user.id, "mobile": mobile, "isVerified": True}, "body", answer)
        shown = world.get(user)
        checks.same((shown["mobile"], shown["mobileVerified"]), (mobile, True), "user",
                    world.api.last)


@test
def a_verified_mobile_is_one_persons(world):
    first, second = world.register(), world.register()
    mobile = codes.verify_mobile(world, first)
    path = f"/v1/users/{second.id}"
    checks.status(world.api.patch(path, {"mobile": mobile}, token=world.root.token), 200)
    value = codes.code(codes.start(world, MOBILE, email=second.email))
    checks.error(codes.complete(world, MOBILE, email=second.email, secretCode=value), 409,
                 message="errMsg_mobileTaken")
    path = f"/v1/users/{first.id}"
    checks.status(world.api.patch(path, {"mobile": None}, token=world.root.token), 200)
    checks.same(world.get(first)["mobileVerified"], False, "mobileVerified", world.api.last)
    answer = codes.complete(world, MOBILE, email=second.email, secretCode=value)
    checks.status(answer, 200)


@test
def another_number_has_to_be_verified_again(world):
    user = world.user()
    codes.verify_mobile(world, user)
    mobile = codes.number()
    answer = world.api.patch(f"/v1/profile/{user.id}", {"mobile": mobile}, token=user.token)
    shown = checks.status(answer, 200).json["user"]
    checks.same((shown["mobile"], shown["mobileVerified"]), (mobile, False), "user", answer)
    for wrong in ("0123", "+0123456789", "+49 123 456789", 49123456789):
        answer = world.api.patch(f"/v1/profile/{user.id}", {"mobile": wrong}, token=user.token)
        checks.error(answer, 400, names=("mobile",))


@test
def in_development_start_tells_what_is_wrong(world):
    nobody = f"{tag()}@example.com"
    for service in (EMAIL, MOBILE, RESET_EMAIL):
        checks.error(codes.start(world, service, email=nobody), 401)
    user = world.register()
    checks.error(codes.start(world, MOBILE, email=user.email), 400, message="errMsg_hasNoMobile")
    checks.error(codes.start(world, RESET_MOBILE, mobile=codes.number()), 404)
    mobile = codes.number()
    world.register(mobile=mobile)
    checks.error(codes.start(world, RESET_MOBILE, mobile=mobile), 404)
    codes.verify_mobile(world, user)
    checks.error(codes.start(world, MOBILE, email=user.email), 400,
                 message="errMsg_mobileAlreadyVerified")
    value = codes.code(codes.start(world, EMAIL, email=user.email))
    checks.status(codes.complete(world, EMAIL, email=user.email, secretCode=value), 200)
    checks.error(codes.start(world, EMAIL, email=user.email), 400,
                 message="errMsg_emailAlreadyVerified")


@test
def another_code_has_to_wait(world):
    user = world.register()
    value = codes.code(codes.start(world, EMAIL, email=user.email))
    answer = codes.start(world, EMAIL, email=user.email)
    checks.error(answer, 403, message="errMsg_codeSentRecently")
    checks.check(50 <= int(answer.header("retry-after")) <= 60, "Retry-After", answer)
    codes.code(codes.start(world, RESET_EMAIL, email=user.email))  # of another kind: at once
    checks.status(codes.complete(world, EMAIL, email=user.email, secretCode=value), 200)


@test
def a_code_is_used_once_and_only_by_its_service(world):
    user = world.register()
    value = codes.code(codes.start(world, EMAIL, email=user.email))
    checks.error(codes.complete(world, RESET_EMAIL, email=user.email, secretCode=value,
                                password=codes.NEW_PASSWORD), 403)
    form = {"email": user.email, "secretCode": value}
    checks.status(codes.complete(world, EMAIL, **form), 200)
    checks.error(codes.complete(world, EMAIL, **form), 403,
                 message="errMsg_noOngoingVerification")


@test
def five_wrong_tries_end_a_code(world):
    user = world.register()
    value = codes.code(codes.start(world, EMAIL, email=user.email))
    wrong = {"email": user.email, "secretCode": codes.other_than(value)}
    for _ in range(5):
        checks.error(codes.complete(world, EMAIL, **wrong), 403,
                     message="errMsg_secretCodeMismatch")
    answer = codes.complete(world, EMAIL, email=user.email, secretCode=value)
    checks.error(answer, 403, message="errMsg_noOngoingVerification")
    checks.same(world.get(user)["emailVerified"], False, "emailVerified", world.api.last)
    codes.code(codes.start(world, RESET_EMAIL, email=user.email))
    answer = codes.complete(world, RESET_EMAIL, email=user.email, secretCode="1",
                            password=codes.NEW_PASSWORD)
    checks.error(answer, 429, message="errMsg_tooManyAttempts")  # this client guesses
    world.login(user)  # passwords are counted apart


@test(server="nowindows")
def a_code_expires(world):
    user = world.register()
    value = codes.code(codes.start(world, EMAIL, email=user.email))
    form = {"email": user.email, "secretCode": value}
    checks.error(codes.complete(world, EMAIL, **form), 403, message="errMsg_secretCodeExpired")
    checks.error(codes.complete(world, EMAIL, **form), 403,
                 message="errMsg_noOngoingVerification")


@test(server="nowindows")
def without_a_window_the_newest_code_counts(world):
    user = world.register()
    for _ in range(3):
        codes.code(codes.start(world, EMAIL, email=user.email))
    shown = world.server.run("events", "show", f"verification-email_verification-{user.id}")
    types = [json.loads(line)["type"] for line in shown.splitlines()]
    checks.same(types, ["verification.started"] + ["verification.expired",
                                                   "verification.started"] * 2, "types",
                world.api.last)


@test
def wrong_bodies_are_400(world):
    user = world.register()
    for service, form, names in (
            (EMAIL, {}, ("email",)), (EMAIL, {"email": "none"}, ("email",)),
            (MOBILE, {"email": 5}, ("email",)), (RESET_EMAIL, {}, ("email",)),
            (RESET_MOBILE, {}, ("mobile",)), (RESET_MOBILE, {"mobile": "12"}, ("mobile",)),
            (EMAIL_2FA, {}, ("userId", "sessionId")),
            (MOBILE_2FA, {"userId": "x", "sessionId": UNKNOWN_ID}, ("userId",))):
        checks.error(codes.start(world, service, **form), 400, names=names)
    for service, form, names in (
            (EMAIL, {}, ("email", "secretCode")), (MOBILE, {"email": user.email}, ("secretCode",)),
            (EMAIL, {"secretCode": "123456"}, ("email",)),
            (EMAIL, {"email": user.email, "secretCode": 123456}, ("secretCode",)),
            (EMAIL_2FA, {"secretCode": "123456"}, ("userId", "sessionId")),
            (RESET_EMAIL, {"email": user.email, "secretCode": "123456"}, ("password",)),
            (RESET_MOBILE, {"email": user.email, "secretCode": "1", "password": "short"},
             ("password",))):
        checks.error(codes.complete(world, service, **form), 400, names=names)
    for service in (EMAIL, MOBILE, RESET_EMAIL, RESET_MOBILE, EMAIL_2FA, MOBILE_2FA):
        for step in ("start", "complete"):
            path = f"{codes.BASE}{service}/{step}"
            checks.error(world.api.get(path), 405)
            checks.error(world.api.post(path, raw=b"x", headers={"content-type": "text/plain"}),
                         415)


@test
def of_two_who_bring_a_code_one_wins(world):
    for service, more in ((EMAIL, {}), (RESET_EMAIL, {"password": codes.NEW_PASSWORD})):
        user = world.register()
        value = codes.code(codes.start(world, service, email=user.email))
        form = {"email": user.email, "secretCode": value, **more}
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: codes.complete(world, service, **form), range(8)))
        found = sorted(answer.status for answer in answers)
        checks.check(found == [200] + [403] * 7, f"statuses {found}", answers[0])


@test
def the_same_key_gives_the_same_code(world):
    user = world.register()
    path, form = f"{codes.BASE}{EMAIL}/start", {"email": user.email}
    key = {"idempotency-key": user.id}
    first, second = (world.api.post(path, form, headers=key) for _ in range(2))
    checks.same(checks.status(second, 200).json, checks.status(first, 200).json, "body", second)


@test(server="production")
def in_production_nobody_is_answered_like_somebody(world):
    known, mobile = world.register(mobile=codes.number()), codes.number()
    nobody = f"{tag()}@example.com"
    for service in (EMAIL, MOBILE, RESET_EMAIL):
        shapes = set()
        for email in (known.email, nobody):
            first = codes.start(world, service, email=email)
            body = checks.status(first, 200).json
            checks.keys(body, {"email", "expireTime", "date"}, "start", first)
            checks.same(body["email"], email, "email", first)
            again = codes.start(world, service, email=email)
            checks.error(again, 403, message="errMsg_codeSentRecently")
            form = {"email": email, "secretCode": "no code", "password": codes.NEW_PASSWORD}
            wrong = codes.complete(world, service, **form)
            checks.error(wrong, 403, message="errMsg_secretCodeRefused")
            plain = [re.sub(r'"date":"[^"]*"', "", one.text).replace(email, "E")
                     for one in (first, again, wrong)]
            names = [tuple(key.lower() for key, _ in one.headers) for one in (first, again, wrong)]
            shapes.add((tuple(plain), tuple(names), first.header("content-length")))
        checks.check(len(shapes) == 1, f"{service}: {shapes}", first)
    answer = codes.start(world, RESET_MOBILE, mobile=mobile)
    checks.keys(checks.status(answer, 200).json, {"mobile", "expireTime", "date"}, "start", answer)


@test(server="production")
def in_production_one_is_told_about_the_own_account(world):
    token = world.root.token  # its address is verified
    path, form = f"{codes.BASE}{EMAIL}/start", {"email": world.root.email}
    checks.error(world.api.post(path, form, token=token), 400,
                 message="errMsg_emailAlreadyVerified")
    checks.status(world.api.post(path, form), 200)


@test
def a_code_is_of_its_tenant(world):
    user = world.register()
    value = codes.code(codes.start(world, EMAIL, email=user.email))
    name = tag()
    world.server.run("tenants", "create", name)
    for form in ({"email": user.email, "secretCode": value}, {"userId": user.id, "code": value}):
        answer = world.api.post(f"{codes.BASE}{EMAIL}/complete", form, headers={"x-tenant": name})
        checks.error(answer, 403)
    checks.status(codes.complete(world, EMAIL, email=user.email, secretCode=value), 200)
