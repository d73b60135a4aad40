"""The cache of lists: it saves work and is never older than the read model."""

import time

from . import checks
from .registry import test
from .world import tag


def listed(world, actor, path="/v1/users", **query):
    answer = world.api.fresh(path, query, token=actor.token)
    return checks.status(answer, 200), answer.json["source"]


def source(world, expected, actor, path="/v1/users", **query):
    answer, got = listed(world, actor, path, **query)
    checks.same(got, expected, "source", answer)
    return answer


@test
def the_second_identical_list_comes_from_the_cache(world):
    admin, word = world.admin(), tag()
    world.register(fullname=word)
    for path, query in (("/v1/users", {"fullname": word}), ("/v1/searchusers", {"keyword": word})):
        first = source(world, world.read_model, admin, path, **query)
        second = source(world, "cache", admin, path, **query)
        for key in ("users", "paging", "filters", "cacheKey", "rowCount"):
            checks.same(second.json[key], first.json[key], key, second)
        checks.check(second.json["requestId"] != first.json["requestId"], "requestId", second)
        checks.envelope(second, 200, method="GET", action="list", source="cache", name="users",
                        caller=admin)


@test
def the_order_of_parameters_and_request_ids_do_not_matter(world):
    admin, word = world.admin(), tag()
    world.register(fullname=word)
    first = source(world, world.read_model, admin, fullname=word, pageRowCount=5)
    second = source(world, "cache", admin, pageRowCount=5, fullname=word, requestId=tag())
    checks.same(second.json["cacheKey"], first.json["cacheKey"], "cacheKey", second)


@test
def another_query_has_another_key(world):
    admin, word = world.admin(), tag()
    world.register(fullname=word)
    seen = {source(world, world.read_model, admin, **query).json["cacheKey"] for query in (
        {"fullname": word}, {"fullname": word, "pageRowCount": 3}, {"email": word},
        {"fullname": word, "pageNumber": 2}, {"fullname": word, "sortBy": "email"})}
    checks.same(len(seen), 5, "different keys", world.api.last)


@test
def a_write_in_between_makes_it_fresh(world):
    admin, word = world.admin(), tag()
    user = world.register(fullname=word)
    for n in range(5):
        listed(world, admin, fullname=word)
        source(world, "cache", admin, fullname=word)
        answer = world.api.patch(f"/v1/users/{user.id}", {"bio": f"{n}"}, token=admin.token)
        checks.status(answer, 200)
        answer = source(world, world.read_model, admin, fullname=word)
        checks.same(answer.json["users"][0]["bio"], f"{n}", "bio", answer)


@test
def without_caching_nothing_comes_from_the_cache(world):
    admin, word = world.admin(), tag()
    world.register(fullname=word)
    for _ in range(3):
        answer, got = listed(world, admin, fullname=word, caching="false")
        checks.check(got != "cache", f"source is {got}", answer)
    listed(world, admin, fullname=word)
    source(world, "cache", admin, fullname=word, caching="true")
    answer, got = listed(world, admin, fullname=word, caching="false")
    checks.check(got != "cache", f"source is {got}", answer)


@test
def a_life_time_of_its_own_is_accepted(world):
    admin, word = world.admin(), tag()
    world.register(fullname=word)
    listed(world, admin, fullname=word, cacheTTL=60)
    source(world, "cache", admin, fullname=word, cacheTTL=60)


@test
def the_cache_opens_nothing(world):
    admin, user, word = world.admin(), world.user(), tag()
    listed(world, admin, fullname=word)
    source(world, "cache", admin, fullname=word)
    checks.error(world.api.get("/v1/users", query={"fullname": word}, token=user.token), 403)
    checks.error(world.api.get("/v1/users", query={"fullname": word}), 401)


@test
def a_demoted_admin_gets_nothing_from_the_cache(world):
    admin, word = world.admin(), tag()
    listed(world, admin, fullname=word)
    world.set_role(admin, "user")
    checks.error(world.api.get("/v1/users", query={"fullname": word}, token=admin.token), 403)


@test
def a_short_life_time_ends(world):
    admin, word = world.admin(), tag()
    world.register(fullname=word)
    listed(world, admin, fullname=word, cacheTTL=3)
    source(world, "cache", admin, fullname=word, cacheTTL=3)
    deadline = time.monotonic() + 30
    while listed(world, admin, fullname=word, cacheTTL=3)[1] == "cache":
        checks.check(time.monotonic() < deadline, "still cached", world.api.last)
