"""Log-in by Google, against a local issuer: id_tokens, keys that change, the code flow."""

import contextlib
import urllib.parse

from . import checks, codes, pool
from .issuer import Issuer, Key
from .manage import patiently
from .registry import test
from .world import tag


@contextlib.contextmanager
def google(servers, **settings):
    issuer = Issuer()
    try:
        yield servers.open(servers.make(), issuer.settings(**settings)), issuer
    finally:
        issuer.close()


def post(world, token, mount="", **more):
    return world.api.post(mount + "/login_google", {"id_token": token, **more})


def address():
    return f"{tag()}@example.com"


@test(server="own")
def somebody_new_and_somebody_known(servers):
    with google(servers) as (world, issuer):
        for mount in pool.MOUNTS:
            email = address()
            first = pool.session(post(world, issuer.token(email=email), mount))
            again = pool.session(post(world, issuer.token(email=email.upper()), mount),
                                 first["identity_id"])
            pool.good(world.api.post("/test", token=again["token"]), {})
            pool.session(pool.refresh(world, first["refresh_token"]))
            user = world.api.get(f"/v1/users/{first['identity_id']}",
                                 token=world.root.token).json["user"]
            checks.same((user["email"].lower(), user["emailVerified"], user["fullname"]),
                        (email, True, "Grace H."), "user", world.api.last)
            made = pool.confirmed(world)
            held = pool.log_in(world, made)
            pool.session(post(world, issuer.token(email=made["email"])), held["identity_id"])
            pool.log_in(world, made)
            checks.check(pool.lives(world, held["token"]), "the session ended", world.api.last)


@test(server="own")
def who_took_the_address_first_is_out(servers):
    with google(servers) as (world, issuer):
        thief = world.user()
        codes.verify_mobile(world, thief)
        checks.check(world.lives(thief), "the thief is in", world.api.last)
        data = pool.session(post(world, issuer.token(email=thief.email)), thief.id)
        checks.check(not world.lives(thief), "the thief's session lives", world.api.last)
        login = {"username": thief.email, "password": thief.password}
        checks.error(world.api.post("/login", login), 401)
        pool.refused(world.api.post("/user_login", login), 401)
        user = world.get(thief)
        checks.same((user["emailVerified"], user["mobile"], user["mobileVerified"]),
                    (True, None, False), "user", world.api.last)
        checks.check(pool.lives(world, data["token"]), "the owner is out", world.api.last)


@test(server="own")
def tokens_that_are_refused(servers):
    with google(servers) as (world, issuer):
        stranger, mine = Key(), issuer.keys[0]
        now = 2_000_000_000
        bad = {
            "another issuer": issuer.token(iss="https://accounts.example.org"),
            "no issuer": issuer.token(iss=None),
            "another audience": issuer.token(aud="somebody-else"),
            "no audience": issuer.token(aud=None),
            "several, not given to us": issuer.token(aud=["somebody-else", "pool-client.apps."
                                                          "example.com"]),
            "expired": issuer.token(iat=1_000_000_000, exp=1_000_003_600),
            "no exp": issuer.token(exp=None),
            "of the future": issuer.token(iat=now * 2, exp=now * 2 + 60),
            "not yet": issuer.token(nbf=now * 2),
            "no sub": issuer.token(sub=None),
            "no email": issuer.token(email=None),
            "no address": issuer.token(email="grace"),
            "a nonce of another log-in": issuer.token(nonce="x"),
            "another's key under our kid": issuer.token(key=stranger, headers={"kid": mine.kid}),
            "unknown key": issuer.token(key=stranger),
            "no kid": issuer.token(headers={"kid": ""}),
            "HS256": issuer.token(algorithm="HS256", secret="x" * 64),
            "RS512": issuer.token(algorithm="RS512"),
            "none": issuer.token().rsplit(".", 1)[0] + ".",
            "an access token's type": issuer.token(headers={"typ": "at+jwt"}),
            "crit": issuer.token(headers={"crit": ["b64"]}),
            "cut": issuer.token()[:-8], "text": "nonsense", "dots": "..", "long": "x" * 8000,
        }
        for what, token in bad.items():
            answer = post(world, token)
            checks.check(answer.status == 401, f"{what} was taken: {answer.status}", answer)
            pool.refused(answer, 401)
        pool.refused(post(world, issuer.token(), nonce="x"), 401)
        pool.refused(post(world, issuer.token(nonce="x"), nonce="y"), 401)
        pool.refused(post(world, issuer.token(email_verified=False)), 403)
        pool.refused(post(world, issuer.token(email_verified=None)), 403)
        pool.refused(post(world, issuer.token(email_verified="true")), 403)
        pool.refused(world.api.post("/login_google", {}), 400, names=("id_token",))
        pool.refused(post(world, "x" * 9000), 400, names=("id_token",))
        pool.session(post(world, issuer.token(nonce="x"), nonce="x"))
        # An id_token of our own is none of Google's.
        mine = pool.session(post(world, issuer.token()))
        pool.refused(post(world, mine["id_token"]), 401)


@test(server="own")
def keys_are_kept_and_fetched_again_when_they_change(servers):
    with google(servers) as (world, issuer):
        for _ in range(5):
            pool.session(post(world, issuer.token()))
        checks.same(issuer.asked["keys"], 1, "fetches of the keys", world.api.last)
        issuer.broken = True
        pool.session(post(world, issuer.token()))
        issuer.broken = False
        stranger = Key()
        for _ in range(20):  # a stranger's nonsense does not become the issuer's load
            pool.refused(post(world, issuer.token(key=stranger, email=address())), 401)
        checks.check(issuer.asked["keys"] <= 2, f"{issuer.asked} fetches", world.api.last)
        issuer.keys.insert(0, Key())
        answer = post(world, issuer.token())
        for _ in range(100_000):  # each look is a request; anew after ten seconds
            if answer.status == 200:
                break
            answer = post(world, issuer.token())
        pool.session(answer)
        pool.session(post(world, issuer.token(key=issuer.keys[1])))


@test(server="own")
def an_issuer_that_is_away_is_a_503(servers):
    with google(servers) as (world, issuer):
        issuer.broken = True
        pool.refused(post(world, issuer.token()), 503)
        pool.refused(world.api.get("/login_google"), 503)
        issuer.broken = False
        pool.session(patiently(lambda: post(world, issuer.token())))  # it is asked again in a second


@test(server="own")
def audience_and_keys_by_setting(servers):
    issuer = Issuer()
    try:
        world = servers.open(servers.make(), {
            "AUTHLEDGER__GOOGLE__ISSUER": issuer.url, "AUTHLEDGER__GOOGLE__AUDIENCE": "one, two",
            "AUTHLEDGER__GOOGLE__JWKS_URL": issuer.url + "/keys"})
        pool.session(post(world, issuer.token(aud="two")))
        pool.session(post(world, issuer.token(aud=["one"])))
        pool.session(post(world, issuer.token(aud=["one", "three"], azp="one")))
        pool.refused(post(world, issuer.token(aud="three")), 401)
        pool.refused(world.api.get("/login_google"), 404)  # without a client_id
    finally:
        issuer.close()


@test
def without_settings_there_is_none(world):
    for mount in pool.MOUNTS:
        pool.refused(post(world, "none", mount), 404)
        pool.refused(world.api.get(mount + "/login_google"), 404)


COOKIE = "airbnb3-google-flow"


def begin(world, mount=""):
    """(where the browser is sent, its cookie)."""
    answer = checks.status(world.api.get(mount + "/login_google"), 302)
    value, attributes = answer.cookie(COOKIE)
    checks.check("httponly" in attributes and attributes["samesite"] == "Lax", "cookie", answer)
    return answer.header("location"), {"cookie": f"{COOKIE}={value}"}


def back(world, location, cookie):
    url = urllib.parse.urlsplit(location)
    return world.api.get(url.path + "?" + url.query, headers=cookie)


@test(server="own")
def the_code_flow(servers):
    with google(servers) as (world, issuer):
        for mount in pool.MOUNTS:
            issuer.person["email"] = address()
            there, cookie = begin(world, mount)
            asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(there).query))
            checks.same(asked["redirect_uri"],
                        f"http://127.0.0.1:{world.api.port}{mount}/login_google", "redirect_uri",
                        world.api.last)
            answer = back(world, issuer.consent(there), cookie)
            data = pool.session(answer)
            checks.same(answer.cookie(COOKIE)[0], "", "the cookie afterwards", answer)
            user = world.api.get(f"/v1/users/{data['identity_id']}",
                                 token=world.root.token).json["user"]
            checks.same(user["email"], issuer.person["email"], "email", world.api.last)


@test(server="own")
def a_flow_is_of_the_browser_that_began_it(servers):
    with google(servers) as (world, issuer):
        there, cookie = begin(world)
        _, other = begin(world)
        location = issuer.consent(there)
        before = dict(issuer.asked)
        pool.refused(back(world, location, {}), 400)
        pool.refused(back(world, location, other), 400)
        pool.refused(back(world, location, {"cookie": f"{COOKIE}=AAAA"}), 400)
        forged = urllib.parse.urlsplit(location)
        pool.refused(back(world, f"{forged.path}?code=x&state=", cookie), 400)
        pool.refused(back(world, f"{forged.path}?code=x", cookie), 400)
        pool.refused(back(world, f"{forged.path}?error=access_denied", {}), 400)
        checks.same(issuer.asked, before, "asked", world.api.last)
        state = dict(urllib.parse.parse_qsl(forged.query))["state"]
        pool.refused(back(world, f"{forged.path}?error=access_denied&state={state}", cookie), 403)
        pool.refused(back(world, f"{forged.path}?code=invented&state={state}", cookie), 401)
        pool.session(back(world, location, cookie))
        pool.refused(back(world, location, cookie), 401)  # a code is good once


@test(server="own")
def pkce_and_nonce_hold_the_flow_together(servers):
    with google(servers) as (world, issuer):
        first, cookie = begin(world)
        second, _ = begin(world)
        location = issuer.consent(first)
        code = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query))["code"]
        # A code of another flow: its challenge is not answered by our verifier.
        issuer.codes[code] = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(second).query))
        pool.refused(back(world, location, cookie), 401)
        # The right verifier, but a token that was made for another log-in.
        location = issuer.consent(first)
        code = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query))["code"]
        issuer.codes[code]["nonce"] = "another"
        pool.refused(back(world, location, cookie), 401)


@test(server="own")
def archived_people_and_second_factors(servers):
    with google(servers, AUTHLEDGER__LOGIN__SECOND_FACTOR_ROLES="guarded=email") as (world, issuer):
        known = pool.session(post(world, issuer.token(email=address())))
        mine = world.api.get("/currentuser", token=known["token"]).json
        checks.status(world.api.delete(f"/v1/archiveprofile/{mine['userId']}", token=known["token"]), 200)
        body = pool.refused(post(world, issuer.token(email=mine["email"])), 403)
        checks.same(body["errCode"], "UserArchived", "errCode", world.api.last)
        stranger = world.user()  # who has not verified the address, and archives what it took
        checks.status(world.api.delete(f"/v1/archiveprofile/{stranger.id}", token=stranger.token), 200)
        owner = pool.session(post(world, issuer.token(email=stranger.email)))
        checks.same(owner["identity_id"], stranger.id, "identity_id", world.api.last)
        form = {"username": stranger.email, "password": stranger.password}
        for path in ("/login", "/v1/restoreprofile"):
            checks.error(world.api.post(path, form), 401)
        email = address()
        data = pool.session(post(world, issuer.token(email=email)))
        world.api.patch(f"/v1/userrole/{data['identity_id']}", {"roleId": "guarded"},
                        token=world.root.token)
        body = pool.refused(post(world, issuer.token(email=email)), 403)
        checks.same(body["errCode"], "EmailTwoFactorNeeded", "errCode", world.api.last)
