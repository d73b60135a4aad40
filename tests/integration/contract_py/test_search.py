"""searchusers: the keyword over e-mail, full name and username."""

from . import checks
from .registry import test
from .world import tag


def search(world, keyword, **query):
    answer = world.api.fresh("/v1/searchusers", {"keyword": keyword, **query},
                             token=world.root.token)
    return [row["id"] for row in checks.status(answer, 200).json["users"]]


def found(world, expected, keyword, **query):
    checks.same(sorted(search(world, keyword, **query)), sorted(expected),
                f"ids of {keyword!r}", world.api.last)


@test
def the_keyword_is_looked_for_in_three_fields(world):
    word = tag()
    users = [world.register(email=f"a.{word}@example.com").id,
             world.register(fullname=f"Ann {word}").id, world.register(username=word).id]
    world.register(bio=word)
    found(world, users, word)


@test
def case_and_accents_do_not_matter(world):
    word = tag()
    user = world.register(fullname=f"José Ñandú {word}ÀÉÎõü Straße")
    for keyword in (f"{word}aeiou", f"{word}ÀÉÎÕÜ", f"{word.upper()}AEIOU", f"ndu {word}",
                    f"ÑANDÚ {word}"):
        found(world, [user.id], keyword)
    plain = world.register(fullname=f"{word}eee")
    found(world, [plain.id], f"{word}éèê")


@test
def parts_of_words_are_enough(world):
    word = tag(12)
    user = world.register(fullname=f"Ann {word} Lee")
    for keyword in (word[:6], word[3:9], word[-5:]):
        found(world, [user.id], keyword)


@test
def the_best_match_comes_first(world):
    word = tag()
    whole = world.register(fullname=word).id
    within = world.register(fullname=f"pre{word}post and more").id
    checks.same(search(world, word), [whole, within], "ids", world.api.last)
    whole = world.register(fullname=f"best {word}q").id
    world.register(email=f"x{word}qy@example.com")
    checks.same(search(world, f"{word}q")[0], whole, "the first id", world.api.last)


@test
def wildcards_are_literals(world):
    word = tag()
    plain = world.register(fullname=f"{word} plain")
    percent = world.register(fullname=f"{word}%x")
    found(world, [percent.id], f"{word}%x")
    found(world, [], f"{word[:4]}*{word[6:]}")
    found(world, [], f"{word[:4]}?{word[5:]}")
    found(world, [], f"{word[:4]}_{word[5:]}")
    found(world, [plain.id, percent.id], word)
    for keyword in (f'{word}" OR "x', f"{word} AND", f"({word}", f"{word}:*", f"-{word}"):
        checks.check(isinstance(search(world, keyword), list), "no list", world.api.last)


@test
def the_keyword_is_required(world):
    for query in ({}, {"keyword": ""}):
        answer = world.api.get("/v1/searchusers", query=query, token=world.root.token)
        checks.error(answer, 400, names=("keyword",))


@test
def the_role_filter_works_here_too(world):
    word, role = tag(), tag()
    first, second = world.register(fullname=word), world.register(fullname=word)
    world.set_role(first, role)
    found(world, [first.id], word, roleId=role[:6].upper())
    found(world, [first.id, second.id], word, roleId=[role, "user"])
    found(world, [], word, roleId="null")
    checks.check({"field": "roleId", "values": ["null"]} in world.api.last.json["filters"],
                 "filters", world.api.last)


@test
def nothing_found_is_an_empty_list(world):
    answer = world.api.get("/v1/searchusers", query={"keyword": tag()}, token=world.root.token)
    rows = checks.envelope(answer, 200, method="GET", action="list", source=world.read_model,
                           name="users", caller=world.root)
    checks.same(rows, [], "users", answer)
    checks.same(answer.json["paging"]["pageCount"], 0, "pageCount", answer)
