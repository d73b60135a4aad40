"""The pool face: log-in, its tokens and credentials, test, log-out; reference mails."""

import base64
import json

from . import checks, codes, pool
from .registry import test
from .test_jwt import decode
from .world import tag


def claims(token):
    header, payload, _ = token.split(".")
    return json.loads(decode(header)), json.loads(decode(payload))


@test
def log_in_test_and_log_out(world):
    for mount in pool.MOUNTS:
        made = pool.confirmed(world, mount)
        data = pool.log_in(world, made, mount)
        checks.same(data["expires_in"], "900", "expires_in", world.api.last)
        _, access = claims(data["token"])
        checks.same(access["sub"], data["identity_id"], "sub", world.api.last)
        pool.good(world.api.post(mount + "/test", token=data["token"]), {})
        pool.refused(world.api.post(mount + "/test"), 401)
        pool.refused(world.api.post(mount + "/test", token="nonsense"), 401)
        pool.good(world.api.post(mount + "/user_logout", token=data["token"]), {})
        pool.refused(world.api.post(mount + "/test", token=data["token"]), 401)
        pool.refused(world.api.post(mount + "/user_logout"), 401)
        pool.refused(pool.refresh(world, data["refresh_token"], mount), 401)


@test
def a_banned_person_is_told_so(world):
    made = pool.confirmed(world)
    data = pool.log_in(world, made)
    body = {"user_id": data["identity_id"]}
    checks.status(world.api.post("/manage/banUser", body, token=world.root.token), 200)
    form = {"username": made["username"], "password": made["password"]}
    for answer in (world.api.post("/test", token=data["token"]),
                   world.api.post("/test", headers=pool.basic(data)),
                   world.api.post("/user_login", form),
                   pool.refresh(world, data["refresh_token"])):
        checks.same(pool.refused(answer, 403).get("errCode"), "UserBanned", "errCode", answer)


@test
def the_id_token_is_no_session(world):
    made = pool.confirmed(world)
    data = pool.log_in(world, made)
    header, found = claims(data["id_token"])
    checks.same(header["alg"], "RS256", "alg", world.api.last)
    for name, value in {"sub": data["identity_id"], "aud": "airbnb3", "email": made["email"],
                        "email_verified": True, "preferred_username": made["username"]}.items():
        checks.same(found.get(name), value, name, world.api.last)
    pool.refused(world.api.post("/test", token=data["id_token"]), 401)
    checks.short_401(world.api.get("/currentuser", token=data["id_token"]))


@test
def session_credentials_stand_where_a_bearer_does(world):
    made = pool.confirmed(world)
    data = pool.log_in(world, made)
    other = pool.log_in(world, made)
    headers = pool.basic(data)
    pool.good(world.api.post("/test", headers=headers), {})
    checks.status(world.api.get("/currentuser", headers=headers), 200)
    checks.status(world.api.get(f"/v1/users/{data['identity_id']}", headers=headers), 200)
    for name in ("access_key", "secret_key", "session_key"):
        changed = data[name][:-1] + ("A" if data[name][-1] != "A" else "B")
        pool.refused(world.api.post("/test", headers=pool.basic(data, **{name: changed})), 401)
        pool.refused(world.api.post("/test", headers=pool.basic(data, **{name: other[name]})), 401)
    alone = {"authorization": headers["authorization"]}
    pool.refused(world.api.post("/test", headers=alone), 401)
    pool.refused(world.api.post("/test", token=data["session_key"]), 401)
    pool.good(world.api.post("/user_logout", headers=headers), {})
    pool.refused(world.api.post("/test", headers=headers), 401)


@test
def wrong_credentials_come_before_a_cookie(world):
    made = pool.confirmed(world)
    data = pool.log_in(world, made)
    cookie = {"cookie": f"airbnb3-access-token={data['token']}"}
    checks.status(world.api.get("/currentuser", headers=cookie), 200)
    wrong = pool.basic(data, secret_key="0" * 64)
    checks.short_401(world.api.get("/currentuser", headers={**cookie, **wrong}))
    garbage = {"authorization": "Basic %%%", "x-amz-security-token": "x"}
    checks.short_401(world.api.get("/currentuser", headers={**cookie, **garbage}))


@test(server="short")
def credentials_expire_with_the_token(world):
    made = pool.confirmed(world)
    data = pool.log_in(world, made)
    headers, answer = pool.basic(data), None
    for _ in range(100_000):  # each look is a request; the token lives for 2 s and a leeway of 5
        answer = world.api.post("/test", headers=headers)
        if answer.status != 200:
            break
    pool.refused(answer, 401)
    again = pool.session(pool.refresh(world, data["refresh_token"]))
    pool.good(world.api.post("/test", headers=pool.basic(again)), {})


@test(server="rules")
def a_second_factor_is_asked_for_here_too(world):
    user = world.register()
    value = codes.code(codes.start(world, codes.EMAIL, email=user.email))
    checks.status(codes.complete(world, codes.EMAIL, email=user.email, secretCode=value), 200)
    world.set_role(user, "guarded")
    form = {"username": user.email, "password": user.password}
    body = pool.refused(world.api.post("/user_login", form), 403)
    checks.same(body["errCode"], "EmailTwoFactorNeeded", "errCode", world.api.last)
    names = {"userId": body["userId"], "sessionId": body["sessionId"]}
    value = codes.code(codes.start(world, codes.EMAIL_2FA, **names))
    answer = codes.complete(world, codes.EMAIL_2FA, **names, secretCode=value)
    token = checks.status(answer, 200).json["accessToken"]
    pool.good(world.api.post("/test", token=token), {})


@test
def a_reference_mail_and_its_limits(world):
    for mount in pool.MOUNTS:
        made, address = pool.confirmed(world, mount), f"{tag()}@example.org"
        path = mount + "/send-mail/reference-email"
        form = {"username": made["username"], "destination_email": address}
        pool.good(world.api.post(path, form), {})
        ghost = {**form, "username": tag()}
        known = world.api.last.body
        checks.same(world.api.post(path, ghost).body, known, "the answer", world.api.last)
        pool.good(world.api.post(path, form), {})
        pool.refused(world.api.post(path, form), 429)
        pool.refused(world.api.post(path, {**ghost, "username": tag()}), 429)
        pool.refused(world.api.post(path, {**form, "destination_email": "none"}), 400,
                     names=("destination_email",))
        for _ in range(8):
            pool.good(world.api.post(path, {**form, "destination_email": f"{tag()}@example.org"}))
        pool.refused(world.api.post(path, {**form, "destination_email": f"{tag()}@example.org"}),
                     429)
        unconfirmed, quiet = pool.sign_up(world, mount), f"{tag()}@example.org"
        pool.good(world.api.post(path, {"username": unconfirmed["username"],
                                        "destination_email": quiet}), {})
        pool.good(world.api.post(path, {"username": made["email"] + "x",
                                        "destination_email": quiet}), {})
        arrived = pool_mails(world, address, 2)
        checks.check(made["username"] in arrived[-1]["body"], "the mail names nobody",
                     world.api.last)
        checks.same(pool.mails(world, quiet), [], "mails in nobody's name", world.api.last)


def pool_mails(world, address, count):
    found = []
    for _ in range(10_000):  # each look is a request
        found = pool.mails(world, address)
        if len(found) >= count:
            break
    checks.same(len(found), count, "mails", world.api.last)
    return found


@test(server="own")
def a_reference_mail_may_need_the_token(servers):
    world = servers.open(servers.make(), {"AUTHLEDGER__POOL__REFERENCE_MAIL_REQUIRES_TOKEN": "1"})
    made, other = pool.confirmed(world), pool.confirmed(world)
    token = pool.log_in(world, made)["token"]
    form = {"username": made["username"], "destination_email": f"{tag()}@example.org"}
    path = "/send-mail/reference-email"
    pool.refused(world.api.post(path, form), 401)
    pool.refused(world.api.post(path, {**form, "username": other["username"]}, token=token), 403)
    pool.good(world.api.post(path, form, token=token), {})


@test
def the_invite_template(world):
    for mount in pool.MOUNTS:
        made = pool.confirmed(world, mount)
        token = pool.log_in(world, made, mount)["token"]
        pool.refused(world.api.get(mount + "/template-invite-mail"), 401)
        data = pool.good(world.api.get(mount + "/template-invite-mail", token=token))
        checks.keys(data, {"template_mail"}, "data", world.api.last)
        checks.check(made["username"] in data["template_mail"] and "<" in data["template_mail"],
                     "template_mail", world.api.last)


@test(server="own")
def the_stage_prefix_is_a_setting(servers):
    world = servers.open(servers.make(), {"AUTHLEDGER__HTTP__STAGE_PREFIX": "/live"})
    for path, status in (("/test", 401), ("/live/test", 401), ("/staging/test", 404)):
        checks.status(world.api.post(path), status)


@test
def a_basic_of_something_else_is_no_session(world):
    pair = base64.b64encode(b"somebody:secret").decode()
    answer = world.api.get("/v1/listusergroupmembers/" + tag(), headers={
        "authorization": "Basic " + pair})
    checks.check(answer.status != 401, "Basic without a session key was read", answer)
