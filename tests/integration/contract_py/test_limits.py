"""Guessing is slowed down, per account and client, without locking the owner out."""

from . import checks
from .registry import test
from .world import tag

WRONG = "a wrong guess 11"


def guess(world, name, source, password=WRONG):
    return world.api.post("/login", {"username": name, "password": password}, source=source)


def until_delayed(world, name, source):
    """The statuses of wrong guesses up to the first 429, which must be the sixth at the latest."""
    codes = []
    while len(codes) < 6 and 429 not in codes:
        answer = guess(world, name, source)
        checks.error(answer, answer.status)
        codes.append(answer.status)
    return codes


@test(server="limits")
def five_failures_bring_a_delay(world):
    user = world.register()
    codes = until_delayed(world, user.email, "127.0.0.11")
    checks.same(codes, [401] * 5 + [429], "statuses", world.api.last)
    checks.error(guess(world, user.email, "127.0.0.11", user.password), 429)


@test(server="limits")
def an_unknown_name_is_delayed_alike(world):
    codes = until_delayed(world, f"{tag()}@example.com", "127.0.0.12")
    checks.same(codes, [401] * 5 + [429], "statuses", world.api.last)


@test(server="limits")
def a_stranger_locks_nobody_out(world):
    user = world.register()
    until_delayed(world, user.email, "127.0.0.13")
    checks.status(guess(world, user.email, "127.0.0.14", user.password), 200)


@test(server="limits")
def another_account_of_the_same_client_still_logs_in(world):
    victim, user = world.register(), world.register()
    until_delayed(world, victim.email, "127.0.0.15")
    checks.status(guess(world, user.email, "127.0.0.15", user.password), 200)


@test(server="limits")
def a_success_in_between_starts_the_count_again(world):
    user = world.register()
    for _ in range(2):
        for _ in range(4):
            checks.error(guess(world, user.email, "127.0.0.16"), 401)
        checks.status(guess(world, user.email, "127.0.0.16", user.password), 200)


@test(server="limits")
def sessions_go_on_while_log_ins_are_delayed(world):
    user = world.user()
    until_delayed(world, user.email, "127.0.0.1")
    checks.status(world.api.get("/currentuser", token=user.token), 200)


@test(server="limits")
def sign_ups_of_one_client_are_limited(world):
    for _ in range(200):
        answer = world.api.post("/v1/registeruser", world.form(), source="127.0.0.17")
        if answer.status != 201:
            break
    checks.error(answer, 429)
    answer = world.api.post("/v1/registeruser", world.form(), source="127.0.0.18")
    checks.status(answer, 201)
