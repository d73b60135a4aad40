"""Refresh tokens: rotation, the grace, a hundred at once, theft."""

from support_py.service import in_parallel

from . import checks, pool
from .registry import test
from .world import tag

OWN = {"AUTHLEDGER__TOKENS__REFRESH_GRACE_S": "0"}


@test
def a_refresh_goes_on_in_the_same_session(world):
    for mount in pool.MOUNTS:
        made = pool.confirmed(world, mount)
        first = pool.log_in(world, made, mount)
        second = pool.session(pool.refresh(world, first["refresh_token"], mount,
                                           username=made["username"]), first["identity_id"])
        for name in ("token", "refresh_token", "session_key"):
            checks.check(second[name] != first[name], f"the same {name}", world.api.last)
        sessions = [world.api.get("/currentuser", token=one["token"]).json["sessionId"]
                    for one in (first, second)]
        checks.same(sessions[0], sessions[1], "sessionId", world.api.last)
        third = pool.session(pool.refresh(world, second["refresh_token"]))
        pool.good(world.api.post("/user_logout", token=third["token"]), {})
        for one in (first, second, third):
            checks.check(not pool.lives(world, one["token"]), "a token lives", world.api.last)
            pool.refused(pool.refresh(world, one["refresh_token"]), 401)


@test
def within_the_grace_it_is_the_same_successor(world):
    first = pool.log_in(world, pool.confirmed(world))
    second = pool.session(pool.refresh(world, first["refresh_token"]))
    again = pool.session(pool.refresh(world, first["refresh_token"]))
    checks.same(again["refresh_token"], second["refresh_token"], "successor", world.api.last)
    third = pool.session(pool.refresh(world, second["refresh_token"]))
    late = pool.session(pool.refresh(world, first["refresh_token"]))
    checks.same(late["refresh_token"], second["refresh_token"], "successor", world.api.last)
    pool.session(pool.refresh(world, third["refresh_token"]))


@test
def a_hundred_at_once_have_one_successor(world):
    first = pool.log_in(world, pool.confirmed(world))
    answers = in_parallel(100, lambda _: pool.refresh(world, first["refresh_token"]))
    data = [pool.session(answer) for answer in answers]
    successors = {one["refresh_token"] for one in data}
    checks.same(len(successors), 1, "successors", answers[0])
    for one in (data[0], data[-1]):
        pool.good(world.api.post("/test", token=one["token"]), {})
    pool.session(pool.refresh(world, successors.pop()))
    print(f"  100 parallel refreshes: 1 successor [{world.server.profile}]")


@test(server="own")
def without_a_grace_a_second_use_ends_the_family(servers):
    world = servers.open(servers.make(), OWN)
    made = pool.confirmed(world)
    bystander = pool.log_in(world, made)
    first = pool.log_in(world, made)
    second = pool.session(pool.refresh(world, first["refresh_token"]))
    theft = pool.refresh(world, first["refresh_token"])
    pool.refused(theft, 401)
    checks.check(theft.header("x-position"), "no position of what it wrote", theft)
    checks.check(not pool.lives(world, second["token"]), "the session lives", world.api.last)
    pool.refused(pool.refresh(world, second["refresh_token"]), 401)
    checks.check(pool.lives(world, bystander["token"]), "another session ended", world.api.last)
    rows = checks.status(world.api.fresh("/v1/sessions", token=bystander["token"]),
                         200).json["sessions"]
    checks.same(sorted((row["isActive"], row["endReason"]) for row in rows),
                [(False, "reused"), (True, None)], "sessions", world.api.last)
    mails = pool.mails(world, made["email"])
    for _ in range(10_000):  # each look is a request
        if len(mails) >= 3:
            break
        mails = pool.mails(world, made["email"])
    checks.check(len(mails) == 3 and "session" in mails[-1]["subject"].lower(), "no notice",
                 world.api.last)


@test
def whose_token_it_is(world):
    first, other = pool.log_in(world, pool.confirmed(world)), pool.confirmed(world)
    pool.refused(pool.refresh(world, first["refresh_token"], username=other["username"]), 401)
    pool.refused(pool.refresh(world, first["refresh_token"], username=tag()), 401)
    for token in ("nonsense", first["token"], first["refresh_token"][:-1] + "x",
                  first["refresh_token"].upper(), "0" * len(first["refresh_token"])):
        pool.refused(pool.refresh(world, token), 401)
    pool.refused(world.api.post("/refresh_token", {}), 400, names=("refresh_token",))
    checks.check(pool.lives(world, first["token"]), "the session ended", world.api.last)
    pool.session(pool.refresh(world, first["refresh_token"]))


@test
def after_a_relogin_the_old_token_ends_nothing(world):
    first = pool.log_in(world, pool.confirmed(world))
    answer = checks.status(world.api.get("/relogin", token=first["token"]), 200)
    pool.refused(pool.refresh(world, first["refresh_token"]), 401)
    checks.check(pool.lives(world, answer.json["accessToken"]), "the session ended", answer)


@test
def a_new_password_ends_it(world):
    made = pool.confirmed(world)
    first = pool.log_in(world, made)
    path = f"/v1/userpasswordbyadmin/{first['identity_id']}"
    checks.status(world.api.patch(path, {"password": "a brand new Password"},
                                  token=world.root.token), 200)
    pool.refused(pool.refresh(world, first["refresh_token"]), 401)


@test(server="own")
def it_ends_with_its_session(servers):
    world = servers.open(servers.make(), {"AUTHLEDGER__TOKENS__REFRESH_TTL_S": "3"})
    first = pool.log_in(world, pool.confirmed(world))
    token, answer = first["refresh_token"], None
    for _ in range(100_000):  # each look is a request
        answer = pool.refresh(world, token)
        if answer.status != 200:
            break
        token = answer.json["data"]["refresh_token"]
    pool.refused(answer, 401)


@test(server="own")
def it_survives_the_process(servers):
    server = servers.make()
    world = servers.open(server)
    first = pool.log_in(world, pool.confirmed(world))
    second = pool.session(pool.refresh(world, first["refresh_token"]))
    server.end()
    world = servers.open(server)
    again = pool.session(pool.refresh(world, first["refresh_token"]))
    checks.same(again["refresh_token"], second["refresh_token"], "successor", world.api.last)
    pool.session(pool.refresh(world, second["refresh_token"]))
