#!/usr/bin/env python3
"""Stock OAuth and JWT libraries of another language against the real program, in either profile: Authlib gets tokens,
introspects, refreshes and revokes; PyJWT verifies them through discovery and JWKS, and across a rotation of the keys.
None of the two is told anything but the issuer, and an app's id and secret.

Environment: as run_outage.py."""

import base64
import os
import secrets
import socket
import sys
import warnings

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
from support_py import venv

venv.enter()
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # plain HTTP on this machine
warnings.filterwarnings("ignore")  # deprecations inside the libraries
import jwt
import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url

from support_py.service import Report, Service, Store, profiles

AUDIENCE = "airbnb3"  # service.codename
SECRET = "a+b %2B:& " + secrets.token_urlsafe(12)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Bench:
    """A server whose issuer is its address, an app, and a member of it."""

    def __init__(self, profile, report):
        self.profile, self.report = profile, report
        self.store = Store(profile)
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self.service = Service(self.store, AUTHLEDGER__HTTP__LISTEN=f"127.0.0.1:{self.port}", AUTHLEDGER__TOKENS__ISSUER=self.issuer)
        self.root = self.service.login()["accessToken"]
        app = self.manage("postAddApps", self.root, app_name="shop", description="a shop", secret=SECRET)
        self.app_id = app["id"]
        self.manage("putUpdateApps", self.root, "PUT", app_id=self.app_id, url="https://shop.example.com/welcome")
        self.person = self.sign_up("ada@example.com")
        self.manage("postAddUserToApp", self.root, app_id=self.app_id, user_id=self.person)

    def check(self, name, good, detail=""):
        self.report.check(f"[{self.profile}] {name}", good, "" if good else str(detail)[:600])

    def manage(self, operation, token, method="POST", **body):
        answer = self.service.call(method, "/manage/" + operation, body, token=token)
        assert answer.status in (200, 201), (operation, answer.status, answer.body)
        return answer.json()["data"]

    def sign_up(self, email):
        body = {"email": email, "password": "a fresh password", "fullname": "Ada Lovelace"}
        return self.service.call("POST", "/v1/registeruser", body).json()["user"]["id"]

    def log_in(self):
        answer = self.service.call("POST", "/auth/login", {"email": "ada@example.com", "password": "a fresh password"})
        assert answer.status == 200, answer.body
        return answer.json()["data"]["tokens"]

    def remove(self):
        self.service.kill()
        self.store.remove()


class Library:
    """What an app has of its own: the two libraries, and what discovery told them."""

    def __init__(self, bench, secret=SECRET):
        self.bench = bench
        self.metadata = requests.get(get_well_known_url(bench.issuer, external=True), timeout=10).json()
        self.keys = jwt.PyJWKClient(self.metadata["jwks_uri"], cache_keys=True, cooldown_duration=0)  # a rotation is not waited for
        self.client = OAuth2Session(bench.app_id, secret, token_endpoint_auth_method="client_secret_basic")

    def claims(self, token, audience=AUDIENCE):
        key = self.keys.get_signing_key_from_jwt(token)
        return jwt.decode(token, key.key, algorithms=self.metadata["id_token_signing_alg_values_supported"], audience=audience,
                          issuer=self.metadata["issuer"], options={"require": ["exp", "iat", "iss", "aud", "sub", "jti"]})

    def refused(self, token, **options):
        try:
            self.claims(token, **options)
            return None
        except jwt.exceptions.PyJWTError as error:
            return type(error).__name__

    def own(self):
        return self.client.fetch_token(self.metadata["token_endpoint"], grant_type="client_credentials")

    def told(self, token, hint="access_token"):
        answer = self.client.introspect_token(self.metadata["introspection_endpoint"], token=token, token_type_hint=hint)
        return answer.json()

    def refresh(self, token):
        return OAuth2Session(AUDIENCE, token_endpoint_auth_method="none").refresh_token(self.metadata["token_endpoint"], refresh_token=token)

    def revoke(self, token, hint):
        return self.client.revoke_token(self.metadata["revocation_endpoint"], token=token, token_type_hint=hint).status_code


def discovery(bench, library):
    found = OpenIDProviderMetadata(library.metadata)
    wrong = []
    for name in ("jwks_uri", "token_endpoint", "revocation_endpoint", "introspection_endpoint", "response_types_supported",
                 "grant_types_supported", "token_endpoint_auth_methods_supported", "subject_types_supported",
                 "id_token_signing_alg_values_supported", "claims_supported"):
        try:
            getattr(found, "validate_" + name)()
        except (ValueError, AttributeError) as error:
            wrong.append(f"{name}: {error}")
    bench.check("Authlib finds the discovery document sound", not wrong, wrong)
    bench.check("its issuer is where it was found", found["issuer"] == bench.issuer, found)


def an_app_for_itself(bench, library):
    got = library.own()
    bench.check("client_credentials: a Bearer token", got["token_type"] == "Bearer" and got["expires_in"] > 0, got)
    said = library.claims(got["access_token"])
    bench.check("PyJWT verifies it by discovery and JWKS", said["sub"] == said["client_id"] == bench.app_id, said)
    told = library.told(got["access_token"])
    bench.check("introspection agrees", told["active"] and told["sub"] == bench.app_id, told)
    encoded = requests.auth._basic_auth_str(requests.utils.quote(bench.app_id), requests.utils.quote(SECRET, safe=""))
    answer = requests.post(library.metadata["token_endpoint"], {"grant_type": "client_credentials"}, headers={"authorization": encoded}, timeout=10)
    bench.check("a client that form-encodes its secret gets one, too", answer.status_code == 200, answer.text)
    try:
        Library(bench, "wrong").own()
        bench.check("a wrong secret is an error of the library", False)
    except OAuthError as error:
        bench.check("a wrong secret is an error of the library", error.error == "invalid_client", error)


def a_person(bench, library):
    tokens = bench.log_in()
    said = library.claims(tokens["access_token"])
    bench.check("a person's token is verified", said["sub"] == bench.person and said["sid"], said)
    bench.check("for somebody else it is not", library.refused(tokens["access_token"], audience="elsewhere") == "InvalidAudienceError")
    head, payload, signature = tokens["access_token"].split(".")
    forged = base64.urlsafe_b64encode(base64.urlsafe_b64decode(payload + "==").replace(b'"user"', b'"root"')).rstrip(b"=").decode()
    bench.check("nor with another role in it", library.refused(f"{head}.{forged}.{signature}") == "InvalidSignatureError")
    visit = bench.manage("getUrlAndToken", tokens["access_token"], app_id=bench.app_id)
    said = library.claims(visit["token"], audience=bench.app_id)
    bench.check("the token of getUrlAndToken is verified, for this app", said["sub"] == bench.person
                and visit["url"].startswith("https://shop.example.com/") and said["exp"] - said["iat"] == 300, (visit["url"], said))
    bench.check("and for no other", library.refused(visit["token"], audience=AUDIENCE) == "InvalidAudienceError")
    bench.check("introspection tells it is alive", library.told(visit["token"]).get("sub") == bench.person)
    told = library.told(tokens["access_token"])
    bench.check("introspection tells of the session", told["active"] and told["sub"] == bench.person, told)
    bench.check("and of the refresh token", library.told(tokens["refresh_token"], "refresh_token")["active"])


def refreshed_and_revoked(bench, library):
    tokens = bench.log_in()
    next_one = library.refresh(tokens["refresh_token"])
    bench.check("refresh_token: new tokens", library.claims(next_one["access_token"])["sub"] == bench.person
                and next_one["refresh_token"] != tokens["refresh_token"], next_one.keys())
    bench.check("revocation is acknowledged", library.revoke(next_one["refresh_token"], "refresh_token") == 200)
    bench.check("then the access token is inactive", library.told(next_one["access_token"]) == {"active": False})
    answer = bench.service.call("GET", "/currentuser", token=next_one["access_token"])
    bench.check("and refused by the service", answer.status == 401, answer.body)
    try:
        library.refresh(next_one["refresh_token"])
        bench.check("and the refresh token is an error of the library", False)
    except OAuthError as error:
        bench.check("and the refresh token is an error of the library", error.error == "invalid_grant", error)
    tokens = bench.log_in()
    bench.check("an access token is revoked as well", library.revoke(tokens["access_token"], "access_token") == 200
                and not library.told(tokens["refresh_token"])["active"])


def banned(bench, library):
    tokens = bench.log_in()
    where = {"app_id": bench.app_id, "user_id": bench.person}
    bench.manage("banUser", bench.root, **where)
    bench.check("banned: inactive from the next question on", library.told(tokens["access_token"]) == {"active": False})
    bench.manage("unbanUser", bench.root, **where)
    bench.check("unbanned: a new log-in is active", library.told(bench.log_in()["access_token"])["active"])


def rotated(bench, library):
    before = bench.log_in()["access_token"]
    old = jwt.get_unverified_header(before)["kid"]
    done = bench.store.run("keys", "rotate")
    bench.check("the signing key is rotated", done.returncode == 0, done.stdout + done.stderr)
    new = old
    for _ in range(200):  # another process has to hear of it; each try is a log-in
        after = bench.log_in()["access_token"]
        new = jwt.get_unverified_header(after)["kid"]
        if new != old:
            break
    bench.check("tokens name the new key", new != old)
    bench.check("PyJWT finds it, and the old one is still served", library.claims(after)["sub"] == bench.person
                and library.claims(before)["sub"] == bench.person)


def gone(bench, library):
    token = library.own()["access_token"]
    bench.manage(f"deleteApp/{bench.app_id}", bench.root, "DELETE")
    try:
        library.own()
        bench.check("a deleted app gets nothing", False)
    except OAuthError as error:
        bench.check("a deleted app gets nothing", error.error == "invalid_client", error)
    answer = requests.post(library.metadata["introspection_endpoint"], {"token": token}, auth=(bench.app_id, SECRET.encode()), timeout=10)
    bench.check("nor does it learn anything", answer.status_code == 401, answer.text)


def main():
    report = Report()
    for profile in profiles():
        bench = Bench(profile, report)
        try:
            library = Library(bench)
            for case in (discovery, an_app_for_itself, a_person, refreshed_and_revoked, banned, rotated, gone):
                case(bench, library)
        finally:
            bench.remove()
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
