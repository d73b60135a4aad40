"""Who calls, and what passwords look like. Sessions that a test case ends are replaced."""

import base64
import json
import os
import re
import secrets
import subprocess
import threading
import urllib.error
import urllib.request

import schemathesis
from hypothesis import strategies

BASE = os.environ["AUTHLEDGER_TESTED"]
PASSWORD = "a horse of 12 batteries"
VERSION = '"[1-9][0-9]{0,17}"'
OF_APPS = ("oauthIntrospect", "oauthToken")
ENDS_SESSIONS = ("logout", "relogin", "poolLogout", "endSession", "manageLogout")

# New passwords must be no common ones, which a schema cannot say.
schemathesis.openapi.format("password", strategies.text(
    alphabet="abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", min_size=14, max_size=40))


def post(path, body, token=None):
    headers = {"content-type": "application/json", **({"authorization": "Bearer " + token} if token else {})}
    call = urllib.request.Request(BASE + path, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(call, timeout=30) as answer:
        return json.load(answer)


def login(email):
    return post("/login", {"username": email, "password": PASSWORD})["accessToken"]


class Caller:
    """A superAdmin; another one when test cases have deleted it or changed its password."""

    def __init__(self):
        self.lock, self.email, self.shared, self.app = threading.Lock(), None, None, None

    def fresh(self):
        try:
            if self.email:
                return login(self.email)
        except urllib.error.HTTPError:
            pass
        self.email = f"tester-{secrets.token_hex(6)}@example.com"
        subprocess.run([os.environ["AUTHLEDGER_BIN"], "users", "create-admin", self.email, "--role",
                        "superAdmin"], check=True, capture_output=True,
                       env={**os.environ, "AUTHLEDGER_PASSWORD": PASSWORD})
        return login(self.email)

    def token(self, own):
        with self.lock:
            if own:
                return self.fresh()
            self.shared = self.shared or self.fresh()
            return self.shared

    def basic(self):
        """The credentials of an app."""
        token = self.token(own=False)
        with self.lock:
            if not self.app:
                name = "Tester " + secrets.token_hex(6)
                answer = post("/manage/postAddApps", {"app_name": name, "secret": PASSWORD}, token)
                self.app = base64.b64encode(f"{answer['data']['id']}:{PASSWORD}".encode()).decode()
            return self.app

    def lost(self, credentials):
        with self.lock:
            if credentials == "Bearer " + str(self.shared):
                self.shared = None
            if credentials == "Basic " + str(self.app):
                self.app = None


CALLER = Caller()


def is_positive(case):
    return case.meta is None or case.meta.generation.mode.value == "positive"


def made_up_tokens(case):
    """(place, name) of tokens that were made up for the case."""
    places = (case.query or {}, case.headers or {}, case.cookies or {})
    return [(place, name) for place in places for name in list(place)
            if name == "access_token" or name.lower().endswith("-access-token")]


@schemathesis.auth(refresh_interval=None)
class Session:
    def get(self, case, context):
        return "unused"

    def set(self, case, data, context):
        operation = context.operation.definition.raw.get("operationId")
        if operation in OF_APPS:
            case.headers["Authorization"] = "Basic " + CALLER.basic()
        else:
            case.headers["Authorization"] = "Bearer " + CALLER.token(operation in ENDS_SESSIONS)


@schemathesis.hook
def before_call(context, case, kwargs):
    """Boundary cases make up an If-Match without the quotation marks that its pattern demands, and
    still expect success. Cases about wrong tokens may take one that a log-in has answered: a right
    one."""
    if not getattr(case, "_has_explicit_auth", True):
        for place, name in made_up_tokens(case):
            place[name] = "made-up"
        if "Authorization" in (case.headers or {}):
            case.headers["Authorization"] = "Bearer made-up"
    if is_positive(case) and not re.fullmatch(VERSION, (case.headers or {}).get("If-Match", '"1"')):
        del case.headers["If-Match"]


@schemathesis.hook
def after_call(context, case, response):
    if response.status_code == 401:
        CALLER.lost((case.headers or {}).get("Authorization", ""))
