"""Pages: their numbers, their ends, all rows at once, and what is refused."""

from . import checks
from .registry import test
from .world import tag


def page(world, **query):
    return checks.status(world.api.fresh("/v1/users", query, token=world.root.token), 200)


def numbers(number, rows, total, count):
    return {"pageNumber": number, "pageRowCount": rows, "totalRowCount": total, "pageCount": count}


@test
def pages_cut_the_list_without_gap_or_overlap(world):
    word = tag()
    expected = [world.register(fullname=word).id for _ in range(5)][::-1]
    got = []
    for number, count in ((1, 2), (2, 2), (3, 1), (4, 0), (1000000, 0)):
        answer = page(world, fullname=word, pageRowCount=2, pageNumber=number)
        body = answer.json
        checks.same(body["rowCount"], count, "rowCount", answer)
        checks.same(body["paging"], numbers(number, 2, 5, 3), "paging", answer)
        got += [row["id"] for row in body["users"]]
    checks.same(got, expected, "ids of all pages", answer)


@test
def pages_cut_a_sorted_list_and_a_search_too(world):
    word = tag()
    made = [world.register(fullname=f"{word} {n}").id for n in range(5)]
    for path, query, expected in (
            ("/v1/users", {"fullname": word, "sortBy": "fullname:desc"}, made[::-1]),
            ("/v1/searchusers", {"keyword": word, "sortBy": "fullname:asc"}, made)):
        got = []
        for number in (1, 2, 3):
            query = {**query, "pageRowCount": 2, "pageNumber": number}
            answer = world.api.fresh(path, query, token=world.root.token)
            checks.same(checks.status(answer, 200).json["paging"], numbers(number, 2, 5, 3),
                        "paging", answer)
            got += [row["id"] for row in answer.json["users"]]
        checks.same(got, expected, "ids of all pages", answer)


@test
def page_zero_is_all_rows(world):
    word = tag()
    expected = [world.register(fullname=word).id for _ in range(30)][::-1]
    for query in ({}, {"pageRowCount": 7}):
        answer = page(world, fullname=word, pageNumber=0, **query)
        body = answer.json
        checks.same([row["id"] for row in body["users"]], expected, "ids", answer)
        checks.same(body["rowCount"], 30, "rowCount", answer)
        checks.same(body["paging"], numbers(0, 30, 30, 1), "paging", answer)
    answer = page(world, fullname=word)
    checks.same(answer.json["paging"], numbers(1, 25, 30, 2), "paging", answer)


@test
def page_zero_has_the_whole_envelope(world):
    word = tag()
    user = world.register(fullname=word)
    answer = page(world, fullname=word, pageNumber=0)
    found = checks.envelope(answer, 200, method="GET", action="list", source=world.read_model,
                            name="users", caller=world.root)
    checks.user(answer, found[0], id=user.id)


@test
def no_rows_make_no_pages(world):
    answer = page(world, fullname=tag())
    checks.same(answer.json["paging"], numbers(1, 25, 0, 0), "paging", answer)
    checks.same(answer.json["users"], [], "users", answer)
    answer = page(world, fullname=tag(), pageNumber=0)
    checks.same(answer.json["users"], [], "users", answer)
    checks.same(answer.json["paging"]["totalRowCount"], 0, "totalRowCount", answer)


@test
def bad_pages_are_400(world):
    for path, query in (("/v1/users", {}), ("/v1/searchusers", {"keyword": "person"})):
        for name, values in (("pageNumber", ("-1", "one", "1.5", "", "1e3", " 1", "+1", "0x1")),
                             ("pageRowCount", ("0", "-5", "501", "ten", "2.0", ""))):
            for value in values:
                answer = world.api.get(path, query={**query, name: value}, token=world.root.token)
                checks.error(answer, 400, names=(name,))


@test
def the_largest_page_has_500_rows(world):
    answer = page(world, pageRowCount=500)
    checks.same(answer.json["paging"]["pageRowCount"], 500, "pageRowCount", answer)
    checks.same(page(world, pageRowCount=1).json["rowCount"], 1, "rowCount", world.api.last)


@test
def a_huge_page_number_is_an_empty_page_or_400(world):
    for value in ("2147483648", "9223372036854775807", "99999999999999999999"):
        answer = world.api.get("/v1/users", query={"pageNumber": value}, token=world.root.token)
        checks.status(answer, 200, 400)
        if answer.status == 200:
            checks.same(answer.json["users"], [], "users", answer)
