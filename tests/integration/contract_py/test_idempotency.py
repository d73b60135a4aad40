"""Idempotency-Key: a repeated write is answered again, not done again."""

import threading

from . import checks
from .registry import test
from .world import PASSWORD, tag


def post(world, form, key, path="/v1/registeruser", token=None):
    return world.api.post(path, form, token=token, headers={"idempotency-key": key})


def again(first, second):
    """The same answer, byte for byte."""
    checks.same((second.status, second.body), (first.status, first.body), "the answer", second)


@test
def the_same_key_and_body_give_the_same_answer_and_one_user(world):
    form, key = world.form(), tag()
    first = checks.status(post(world, form, key), 201)
    for _ in range(3):
        again(first, post(world, form, key))
    checks.same(world.listed(world.root, email=form["email"]), [first.json["user"]["id"]], "list",
                world.api.last)


@test
def an_answer_repeated_still_carries_its_position(world):
    form, key = world.form(), tag()
    position = checks.status(post(world, form, key), 201).header("x-position")
    answer = post(world, form, key)
    checks.same(answer.header("x-position"), position, "x-position", answer)


@test
def another_body_under_the_key_is_422(world):
    form, key = world.form(), tag()
    checks.status(post(world, form, key), 201)
    checks.error(post(world, {**form, "fullname": "Another"}, key), 422)
    checks.error(post(world, world.form(), key), 422)


@test
def another_key_is_another_write(world):
    form = world.form()
    checks.status(post(world, form, tag()), 201)
    checks.error(post(world, form, tag()), 409)


@test
def a_refused_400_is_remembered(world):
    key, form = tag(), world.form(password="short")
    first = post(world, form, key)
    checks.error(first, 400)
    again(first, post(world, form, key))
    checks.error(post(world, world.form(), key), 422)


@test
def a_refused_409_is_remembered(world):
    user, key = world.register(), tag()
    form = world.form(email=user.email)
    first = post(world, form, key)
    checks.error(first, 409)
    checks.status(world.api.delete(f"/v1/users/{user.id}", token=world.root.token), 200)
    again(first, post(world, form, key))
    checks.status(post(world, form, tag()), 201)


@test
def a_401_is_never_remembered(world):
    key, form, admin = tag(), world.form(), world.admin()
    checks.error(post(world, form, key, "/v1/users", "nonsense"), 401)
    checks.error(post(world, form, key, "/v1/users"), 401)
    checks.status(post(world, form, key, "/v1/users", admin.token), 201)


@test
def changes_and_removals_take_keys_too(world):
    admin, user = world.admin(), world.register()
    path = f"/v1/users/{user.id}"
    headers = {"idempotency-key": tag()}
    first = world.api.patch(path, {"bio": "one"}, token=admin.token, headers=headers)
    checks.status(first, 200)
    checks.status(world.api.patch(path, {"bio": "two"}, token=admin.token), 200)
    again(first, world.api.patch(path, {"bio": "one"}, token=admin.token, headers=headers))
    checks.same(world.get(user)["bio"], "two", "bio", world.api.last)
    headers = {"idempotency-key": tag()}
    first = checks.status(world.api.delete(path, token=admin.token, headers=headers), 200)
    again(first, world.api.delete(path, token=admin.token, headers=headers))


@test
def a_key_belongs_to_its_caller(world):
    key, first, second = tag(), world.admin(), world.admin()
    checks.status(post(world, world.form(), key, "/v1/users", first.token), 201)
    checks.status(post(world, world.form(), key, "/v1/users", second.token), 201)


@test
def keys_have_up_to_128_printable_characters(world):
    checks.status(post(world, world.form(), tag() + "k" * 118), 201)
    for key in ("k" * 129, "tab\tinside", "caf\u00e9"):
        checks.error(post(world, world.form(), key), 400)


@test
def requests_at_the_same_time_make_one_user(world):
    form, key, answers = world.form(), tag(), []

    def send():
        answers.append(post(world, form, key))
    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    checks.check(len(answers) == 8, "a request had no answer", world.api.last)
    for answer in answers:
        checks.status(answer, 201, 503)
    made = [answer for answer in answers if answer.status == 201]
    checks.check(made, "nobody succeeded", answers[0])
    for answer in made:
        again(made[0], answer)
    checks.same(len(world.listed(world.root, email=form["email"])), 1, "users", world.api.last)


@test
def a_login_is_no_place_for_a_stored_password(world):
    user, key = world.register(), tag()
    form = {"username": user.email, "password": PASSWORD}
    first = checks.status(post(world, form, key, "/login"), 200)
    second = post(world, {**form, "password": "a wrong guess 11"}, key, "/login")
    checks.check(second.status in (401, 422), f"status {second.status}", second)
    checks.check(first.json["accessToken"] not in second.text, "the token leaked", second)


@test
def a_write_that_ended_its_own_session_is_answered_again(world):
    user, key = world.user(), tag()
    path, headers = f"/v1/archiveprofile/{user.id}", {"idempotency-key": key}
    first = checks.status(world.api.delete(path, token=user.token, headers=headers), 200)
    again(first, world.api.delete(path, token=user.token, headers=headers))
    checks.error(world.api.delete(path, token=user.token, headers={"idempotency-key": tag()}), 401)
    checks.error(world.api.delete(path, token=user.token), 401)


@test
def an_ended_token_never_gets_the_token_of_its_successor(world):
    user, headers = world.user(), {"idempotency-key": tag()}
    first = world.api.get("/relogin", token=user.token, headers=headers)
    checks.status(first, 200)
    again = checks.status(world.api.get("/relogin", token=user.token, headers=headers), 401)
    checks.check(first.json["accessToken"] not in again.text, "a living token", again)
