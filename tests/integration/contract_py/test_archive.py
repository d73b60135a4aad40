"""Archived and deleted accounts: log-in, the e-mail, and the way back."""

from . import checks
from .registry import test
from .world import OTHER_PASSWORD, tag


def login(world, user, password=None):
    form = {"username": user.email, "password": password or user.password}
    return world.api.post("/login", form)


def archived(world, **fields):
    user = world.user(**fields)
    checks.status(world.api.delete(f"/v1/archiveprofile/{user.id}", token=user.token), 200)
    return user


def restore(world, **form):
    return world.api.post("/v1/restoreprofile", form)


@test
def an_archived_person_is_told_so_only_with_the_right_password(world):
    user = archived(world)
    checks.error(login(world, user), 403, err_code="UserArchived")
    wrong = login(world, user, OTHER_PASSWORD)
    unknown = world.api.post("/login", {"username": f"{tag()}@example.com", "password": "x" * 12})
    bodies = [checks.error(answer, 401) | {"date": ""} for answer in (wrong, unknown)]
    checks.same(bodies[0], bodies[1], "the 401", wrong)


@test
def an_archived_email_and_username_stay_taken(world):
    name = tag()
    user = archived(world, username=name)
    checks.error(world.api.post("/v1/registeruser", world.form(email=user.email)), 409)
    checks.error(world.api.post("/v1/registeruser", world.form(username=name)), 409)


@test
def restore_brings_the_account_back(world):
    user = archived(world, bio="as before")
    before = user.id
    answer = restore(world, email=user.email, password=user.password)
    document = checks.status(answer, 200).json["user"]
    checks.user(answer, document, id=before, bio="as before", isActive=True)
    world.login(user)
    checks.same(world.listed(world.root, email=user.email), [user.id], "list", world.api.last)


@test
def restore_takes_the_username_too(world):
    name = tag()
    user = archived(world, username=name)
    checks.status(restore(world, username=name, password=user.password), 200)
    world.login(user)


@test
def restore_with_a_wrong_password_is_401_before_any_state_is_told(world):
    gone, active = archived(world), world.register()
    for name in (gone.email, active.email, f"{tag()}@example.com"):
        checks.error(restore(world, email=name, password="a wrong guess 11"), 401)
    checks.error(login(world, gone), 403, err_code="UserArchived")


@test
def restore_needs_both_fields(world):
    checks.error(restore(world), 400, names=("password",))
    checks.error(restore(world, email="a@example.com"), 400, names=("password",))
    checks.error(restore(world, password="some words 8"), 400)
    checks.error(restore(world, email=5, password="some words 8"), 400, names=("email",))


@test
def a_deleted_email_and_username_are_free_again(world):
    name = tag()
    user = world.register(username=name)
    checks.status(world.api.delete(f"/v1/users/{user.id}", token=world.root.token), 200)
    checks.error(login(world, user), 401)
    second = world.user(email=user.email, username=name)
    checks.check(second.id != user.id, "the same id", world.api.last)
    checks.same(world.listed(world.root, email=user.email), [second.id], "list", world.api.last)
    checks.error(restore(world, email=user.email, password="a wrong guess 11"), 401)


@test
def an_archived_person_is_gone_from_lists_and_search(world):
    name = tag()
    user = archived(world, fullname=name)
    checks.same(world.listed(world.root, fullname=name), [], "list", world.api.last)
    answer = world.api.fresh("/v1/searchusers", {"keyword": name}, token=world.root.token)
    checks.same(checks.status(answer, 200).json["users"], [], "search", answer)
    checks.status(restore(world, email=user.email, password=user.password), 200)
    answer = world.api.fresh("/v1/searchusers", {"keyword": name}, token=world.root.token)
    checks.same(len(checks.status(answer, 200).json["users"]), 1, "search", answer)


@test(server="own")
def without_an_archive_window_the_email_is_free_at_once(servers):
    world = servers.launch("short")
    user = archived(world)
    answer = restore(world, email=user.email, password=user.password)
    checks.check(answer.status in (401, 403, 404), f"status {answer.status}", answer)
    second = world.user(email=user.email)
    checks.check(second.id != user.id, "the same id", world.api.last)
