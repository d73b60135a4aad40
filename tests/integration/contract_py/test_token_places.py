"""Where the token is looked for, in which order, and that the first place decides."""

from . import checks
from .registry import test
from .world import COOKIE

PLACES = ("query", "bearer", "header", "cookie")


def call(world, path, tokens):
    """`tokens`: place → token."""
    query, headers = {}, {}
    for place, token in tokens.items():
        if place == "query":
            query["access_token"] = token
        elif place == "bearer":
            headers["authorization"] = "Bearer " + token
        elif place == "header":
            headers[COOKIE] = token
        else:
            headers["cookie"] = f"theme=dark; {COOKIE}={token}; other=1"
    return world.api.get(path, query=query, headers=headers)


@test
def each_place_is_enough(world):
    user = world.user()
    for place in PLACES:
        for path in ("/currentuser", f"/v1/users/{user.id}"):
            checks.status(call(world, path, {place: user.token}), 200)


@test
def a_first_place_with_a_bad_token_is_401(world):
    user, ended = world.user(), world.user()
    checks.status(world.api.post("/logout", token=ended.token), 200)
    for bad in ("nonsense", "a.b.c", ended.token):
        for index, first in enumerate(PLACES):
            for second in PLACES[index + 1:]:
                tokens = {first: bad, second: user.token}
                checks.error(call(world, f"/v1/users/{user.id}", tokens), 401)
                checks.short_401(call(world, "/currentuser", tokens))


@test
def a_first_place_with_a_good_token_is_enough(world):
    user, other = world.user(), world.user()
    for index, first in enumerate(PLACES):
        for second in PLACES[index + 1:]:
            for token in ("nonsense", other.token):
                answer = call(world, "/currentuser", {first: user.token, second: token})
                checks.same(checks.status(answer, 200).json["userId"], user.id, "userId", answer)


@test
def no_place_with_a_token_is_401(world):
    user = world.user()
    checks.error(world.api.get(f"/v1/users/{user.id}"), 401)
    checks.short_401(world.api.get("/currentuser"))
    headers = {"cookie": f"x{COOKIE}={user.token}; {COOKIE}x={user.token}"}
    checks.short_401(world.api.get("/currentuser", headers=headers))
    checks.short_401(world.api.get("/currentuser", query={"Access_Token": user.token}))


@test
def a_place_that_holds_no_token_is_passed_over(world):
    user = world.user()
    later = ({COOKIE: user.token}, {"cookie": f"{COOKIE}={user.token}"})
    empty = ({"authorization": "Basic dXNlcjpwYXNz"}, {"authorization": "Bearer"},
             {"authorization": "Bearer "}, {"authorization": ""}, {"authorization": "Digest a=b"})
    for headers in later:
        for nothing in empty:
            answer = world.api.get("/currentuser", headers={**nothing, **headers})
            checks.same(checks.status(answer, 200).json["userId"], user.id, "userId", answer)
        answer = world.api.get("/currentuser", query={"access_token": ""}, headers=headers)
        checks.same(checks.status(answer, 200).json["userId"], user.id, "userId", answer)
    bearer = {"authorization": "Bearer " + user.token}
    checks.status(world.api.get("/currentuser", query={"access_token": ""}, headers=bearer), 200)
    cookie = {COOKIE: "", "cookie": f"{COOKIE}={user.token}"}
    checks.status(world.api.get("/currentuser", headers=cookie), 200)
    for nothing in empty:
        checks.short_401(world.api.get("/currentuser", headers=nothing))


@test
def the_scheme_is_read_in_any_case(world):
    user = world.user()
    for scheme in ("bearer", "BEARER"):
        headers = {"authorization": f"{scheme} {user.token}"}
        checks.status(world.api.get("/currentuser", headers=headers), 200)
