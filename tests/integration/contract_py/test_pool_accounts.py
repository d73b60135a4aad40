"""The pool face: sign-up, confirm codes, forgotten passwords."""

from . import checks, codes, pool
from .registry import test
from .world import OTHER_PASSWORD, PASSWORD, tag


@test
def no_log_in_before_the_address_is_confirmed(world):
    for mount in pool.MOUNTS:
        made = pool.sign_up(world, mount)
        login = {"username": made["username"], "password": made["password"]}
        body = pool.refused(world.api.post(mount + "/user_login", login), 403)
        checks.same(body["errCode"], "EmailVerificationNeeded", "errCode", world.api.last)
        pool.refused(world.api.post(mount + "/user_login", {**login, "password": "wrong one"}), 401)
        elsewhere = {"username": made["email"], "email": made["email"], "password": made["password"]}
        for path in ("/login", "/auth/login"):
            checks.status(world.api.post(path, elsewhere), 403)
            checks.same(world.api.last.json["errCode"], "EmailVerificationNeeded", path, world.api.last)
        confirm = {"username": made["username"].upper(),
                   "confirm_code": pool.code(world, made["email"])}
        wrong = {**confirm, "confirm_code": codes.other_than(confirm["confirm_code"])}
        pool.refused(world.api.post(mount + "/auth_confirm", wrong), 400)
        pool.good(world.api.post(mount + "/auth_confirm", confirm), {})
        pool.refused(world.api.post(mount + "/auth_confirm", confirm), 400)
        for name in (made["username"].upper(), made["email"]):
            pool.session(world.api.post(mount + "/user_login", {**login, "username": name}))


@test
def taken_names_and_wrong_fields(world):
    made = pool.sign_up(world)
    other = pool.form()
    for field in ("email", "username"):
        taken = {**other, field: made[field].upper()}
        pool.refused(world.api.post("/user_signup", taken), 409)
    wrong = {"email": "no address", "username": "a b", "password": "short"}
    pool.refused(world.api.post("/user_signup", wrong), 400, names=("email", "username", "password"))
    pool.refused(world.api.post("/user_signup", {}), 400, names=("email", "username", "password"))
    pool.refused(world.api.post("/user_signup", {**other, "password": other["email"]}), 400)
    pool.refused(world.api.request("POST", "/user_signup", raw=b"{", headers={
        "content-type": "application/json"}), 400)
    pool.refused(world.api.request("POST", "/user_signup", raw=b"a=b", headers={
        "content-type": "application/x-www-form-urlencoded"}), 415)
    pool.refused(world.api.get("/user_signup"), 405)
    pool.refused(world.api.post("/user_signup", other, headers={"x-tenant": tag()}), 404)


@test
def another_code_makes_the_first_void(world):
    for mount in pool.MOUNTS:
        made = pool.sign_up(world, mount)
        name = {"username": made["username"]}
        first = pool.code(world, made["email"])
        pool.good(world.api.post(mount + "/resend_confirmcode", name), {})
        second = pool.code(world, made["email"], 2)
        pool.refused(world.api.post(mount + "/resend_confirmcode", name), 429)
        if first != second:
            pool.refused(world.api.post(mount + "/auth_confirm",
                                        {**name, "confirm_code": first}), 400)
        pool.good(world.api.post(mount + "/auth_confirm", {**name, "confirm_code": second}), {})


@test
def five_wrong_codes_end_a_code(world):
    made = pool.sign_up(world)
    value = pool.code(world, made["email"])
    form = {"username": made["username"], "confirm_code": codes.other_than(value)}
    statuses = [world.api.post("/auth_confirm", form).status for _ in range(5)]
    checks.same(set(statuses), {400}, "statuses", world.api.last)
    pool.refused(world.api.post("/auth_confirm", {**form, "confirm_code": value}), 400)


@test
def unknown_names_answer_like_known_ones(world):
    made, ghost = pool.sign_up(world), tag()
    for path in ("/resend_confirmcode", "/forgot_password"):
        for again in (False, True):
            answers = [world.api.post(path, {"username": name})
                       for name in (made["username"], ghost)]
            pair = [(one.status, one.body, bool(one.header("retry-after"))) for one in answers]
            checks.same(pair[0], pair[1], f"{path} ({again})", answers[1])
            checks.same(answers[0].status, 429 if again else 200, path, answers[0])
    for path, more in (("/auth_confirm", {}),
                       ("/confirm_code_forgot_password", {"password": OTHER_PASSWORD})):
        answers = [world.api.post(path, {"username": name, "confirm_code": "not it", **more})
                   for name in (made["username"], ghost)]
        checks.same(answers[0].body, answers[1].body, path, answers[1])
        pool.refused(answers[0], 400)
        pool.refused(answers[1], 400)
    checks.same(pool.mails(world, "nobody@example.com"), [], "mails to nobody", world.api.last)


@test
def a_forgotten_password(world):
    for mount in pool.MOUNTS:
        made = pool.confirmed(world, mount)
        held = pool.log_in(world, made, mount)
        pool.good(world.api.post(mount + "/forgot_password", {"username": made["username"]}), {})
        form = {"username": made["username"], "password": OTHER_PASSWORD,
                "confirm_code": pool.code(world, made["email"], 3)}
        pool.refused(world.api.post(mount + "/confirm_code_forgot_password",
                                    {**form, "password": "short"}), 400, names=("password",))
        pool.good(world.api.post(mount + "/confirm_code_forgot_password", form), {})
        pool.refused(world.api.post(mount + "/confirm_code_forgot_password", form), 400)
        checks.check(not pool.lives(world, held["token"]), "the session lives", world.api.last)
        pool.refused(pool.refresh(world, held["refresh_token"]), 401)
        login = {"username": made["username"], "password": PASSWORD}
        pool.refused(world.api.post(mount + "/user_login", login), 401)
        pool.session(world.api.post(mount + "/user_login", {**login, "password": OTHER_PASSWORD}))


@test
def one_person_through_two_faces(world):
    """Signed up here and confirmed there, and the other way round."""
    made = pool.sign_up(world)
    value = pool.code(world, made["email"])
    checks.status(codes.complete(world, codes.EMAIL, email=made["email"], secretCode=value), 200)
    pool.log_in(world, made)
    checks.status(world.api.post("/login", {"username": made["username"],
                                            "password": made["password"]}), 200)
    user = world.register()
    login = {"username": user.email, "password": user.password}
    pool.session(world.api.post("/user_login", login), user.id)
    value = codes.code(codes.start(world, codes.EMAIL, email=user.email))
    pool.good(world.api.post("/auth_confirm", {"username": user.email, "confirm_code": value}), {})
    pool.session(world.api.post("/user_login", login), user.id)
    checks.same(world.get(user)["emailVerified"], True, "emailVerified", world.api.last)


@test
def an_idempotent_sign_up_sends_one_code(world):
    made, key = pool.form(), {"idempotency-key": tag()}
    for _ in range(2):
        pool.good(world.api.post("/user_signup", made, headers=key), {})
    pool.code(world, made["email"], 1)
    pool.refused(world.api.post("/user_signup", {**made, "username": tag()}, headers=key), 422)


@test(server="limits")
def limits_answer_in_the_face(world):
    for path, body in (("/user_signup", {}), ("/user_login", {}), ("/auth_confirm", {}),
                       ("/login_google", {})):
        answer = None
        for _ in range(4000):
            answer = world.api.post(path, body, source="127.0.0.9")
            if answer.status == 429:
                break
        pool.refused(answer, 429)
