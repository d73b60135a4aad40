"""Lists: filters and their meaning, and the order of rows."""

from . import checks
from .registry import test
from .world import tag


def rows(world, **query):
    answer = world.api.fresh("/v1/users", query, token=world.root.token)
    return checks.status(answer, 200).json["users"]


def ids(world, **query):
    return [row["id"] for row in rows(world, **query)]


def same_ids(world, expected, **query):
    got = ids(world, **query)
    checks.same(sorted(got), sorted(expected), f"ids of {query}", world.api.last)


@test
def a_filter_is_a_substring_in_any_case(world):
    word = tag()
    user = world.register(email=f"{word}.Mixed@Example.com", fullname=f"Ägnes {word} ÖZGÜR")
    other = world.register(fullname=f"Other {word}")
    same_ids(world, [user.id], email=word)
    same_ids(world, [user.id], email=f"{word}.MIXED@ex".upper())
    same_ids(world, [user.id], email=word[2:] + ".m")
    same_ids(world, [user.id, other.id], fullname=word.upper())
    same_ids(world, [user.id], fullname=f"ägnes {word}")
    same_ids(world, [user.id], fullname=f"{word} özg")
    same_ids(world, [], fullname=word + "x")


@test
def short_substrings_work(world):
    word = tag()
    user = world.register(fullname=f"{word} q")
    for part in ("q", " q"):
        checks.check(user.id in ids(world, fullname=part, pageNumber=0), f"{part!r} misses it",
                     world.api.last)
    same_ids(world, [user.id], fullname=word + " ")


@test
def a_repeated_filter_is_any_of_them(world):
    one, two, three = tag(), tag(), tag()
    users = [world.register(fullname=word).id for word in (one, two, three)]
    same_ids(world, users[:2], fullname=[one, two])
    same_ids(world, users, fullname=[one, two, three, "null"])
    answer = world.api.get("/v1/users", query={"fullname": [one, two]}, token=world.root.token)
    checks.same(answer.json["filters"], [{"field": "fullname", "values": [one, two]}], "filters",
                answer)


@test
def several_filters_hold_together(world):
    word, role = tag(), tag()
    first = world.register(fullname=f"{word} a", email=f"{word}a@example.com")
    second = world.register(fullname=f"{word} b")
    world.set_role(first, role)
    world.set_role(second, role)
    same_ids(world, [first.id, second.id], roleId=role[1:-1].upper())
    same_ids(world, [first.id], roleId=role, email=word)
    same_ids(world, [], roleId=role, fullname=tag())


@test
def null_means_absent(world):
    user = world.register()
    same_ids(world, [], email="null")
    same_ids(world, [], email=user.email, fullname="null")
    same_ids(world, [], email=user.email, roleId="null")
    same_ids(world, [user.id], email=user.email, roleId=["null", "user"])


@test
def wildcards_are_literals(world):
    word = tag()
    names = [f"{word} 100%", f"{word} a_b", f"{word} a*b", f"{word} a?b", f"{word} a\\b",
             f"{word} a.b", f"{word} a'b", f'{word} a"b', f"{word} [ab]", f"{word} (a|b)+",
             f"{word} axb"]
    users = {name: world.register(fullname=name).id for name in names}
    for name, identity in users.items():
        same_ids(world, [identity], fullname=name)
    for text in ("%", "_", "*", "?", ".*", f"{word}%", f"{word}*", f"{word[:3]}%{word[5:]}",
                 f"{word}?a"):
        found = set(ids(world, fullname=text, pageNumber=0)) & set(users.values())
        allowed = {identity for name, identity in users.items() if text in name}
        checks.same(found, allowed, f"users found by {text!r}", world.api.last)


@test
def an_unknown_filter_is_400_and_named(world):
    for name in ("preferredLanguage", "Email", "password", "isActive", "nonsense", "keyword"):
        answer = world.api.get("/v1/users", query={name: "x"}, token=world.root.token)
        checks.error(answer, 400, names=(name,))
    answer = world.api.get("/v1/searchusers?keyword=x&email=a", token=world.root.token)
    checks.error(answer, 400, names=("email",))


@test
def an_empty_filter_is_400(world):
    for name in ("email", "fullname", "roleId"):
        answer = world.api.get("/v1/users", query={name: ""}, token=world.root.token)
        checks.error(answer, 400, names=(name,))


@test
def no_filter_gives_no_filters(world):
    answer = world.api.get("/v1/users", token=world.root.token)
    checks.same(checks.status(answer, 200).json["filters"], [], "filters", answer)


@test
def the_newest_comes_first(world):
    word = tag()
    expected = [world.register(fullname=word).id for _ in range(6)][::-1]
    checks.same(ids(world, fullname=word), expected, "ids", world.api.last)
    found = rows(world, pageRowCount=500)
    order = [row["createdAt"] for row in found]
    checks.same(order, sorted(order, reverse=True), "createdAt", world.api.last)


@test
def sort_by_each_field(world):
    word = tag()
    made = [world.register(fullname=f"{word} {name}", email=f"{mail}{word}@example.com").id
            for name, mail in (("b", "z"), ("c", "x"), ("a", "y"))]
    one, two, three = made
    for value, expected in (
            ("fullname", [three, one, two]), ("fullname:asc", [three, one, two]),
            ("fullname:desc", [two, one, three]), ("email", [two, three, one]),
            ("email:desc", [one, three, two]), ("createdAt:asc", made),
            ("createdAt:desc", made[::-1])):
        got = ids(world, fullname=word, sortBy=value)
        checks.same(got, expected, f"ids by {value}", world.api.last)


@test
def ties_break_by_id(world):
    word = tag()
    made = sorted(world.register(fullname=word).id for _ in range(5))
    for value in ("fullname:asc", "fullname:desc", "roleId"):
        checks.same(ids(world, fullname=word, sortBy=value), made, value, world.api.last)


@test
def a_wrong_sort_is_400(world):
    for value in ("nonsense", "fullname:up", "password", "", "fullname:", ":asc", "fullname:asc:x"):
        answer = world.api.get("/v1/users", query={"sortBy": value}, token=world.root.token)
        checks.error(answer, 400, names=("sortBy",))
