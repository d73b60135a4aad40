#!/usr/bin/python3
"""Second factors and new passwords in production settings, with codes that are read from a real SMTP server and a real
webhook; and a search for those codes, and for what else is secret, in all that the service answered, wrote and
published.

Debian's own Python, which python3-aiosmtpd belongs to. Environment: as run_outage.py."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
from run_mail import Bench
from support_py.service import Report

KCAT = "kcat" if shutil.which("kcat") else "kafkacat"
BASE = "/verification-services/"
MOBILE = "+491709876543"
FIRST, SECOND, THIRD = "correct horse battery", "a canary of a password", "another canary password"


class Case:
    def __init__(self, profile, report):
        self.bench = Bench(profile, report)
        self.answers, self.secrets = [], {"first": FIRST, "second": SECOND, "third": THIRD}
        self.seen = 0

    def post(self, path, form, status, token=None):
        answer = self.bench.service.call("POST", path, form, token=token)
        self.answers.append((path, repr(answer.headers) + answer.body.decode()))
        self.bench.check(f"{path} is {status}", answer.status == status, (answer.status, answer.body))
        return answer.json()

    def mail(self, template, to):
        """The newest mail of that kind to that address: its plain text."""
        found = self.wait_new(lambda one: to in one.recipients, self.bench.inbox)
        self.bench.check(f"a mail for {template}", bool(found))
        return next(part.get_content() for part in found.message.iter_parts()) if found else ""

    def text(self, template):
        found = self.wait_new(lambda post: post.fields["to"] == MOBILE, self.bench.webhook.inbox)
        self.bench.check(f"a text message for {template}", bool(found) and found.signed)
        return found.fields["text"] if found else ""

    def wait_new(self, wanted, inbox):
        marked = getattr(inbox, "marked", 0)
        found = inbox.wait(wanted, marked + 1)
        if len(found) <= marked:
            return None
        inbox.marked = len(found)
        return found[marked]

    def code(self, name, text):
        found = re.search(r"(?<!\d)\d{6}(?!\d)", text)
        self.bench.check(f"a code for {name}", bool(found), text)
        self.secrets[f"code for {name}"] = found.group(0) if found else "no code"
        return self.secrets[f"code for {name}"]


def register(case):
    """A person with a verified address and a verified mobile."""
    row = {"email": "ada@example.com", "fullname": "Ada Lovelace", "password": FIRST, "mobile": MOBILE,
           "mobileVerified": True}
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write(json.dumps(row) + "\n")
        file.flush()
        done = case.bench.store.run("users", "import", file.name)
    case.bench.check("a person", done.returncode == 0, done.stderr)
    case.post(f"{BASE}email-verification/start", {"email": row["email"]}, 200)
    code = case.code("the address", case.mail("email_verification", row["email"]))
    case.post(f"{BASE}email-verification/complete", {"email": row["email"], "secretCode": code}, 200)
    login = case.post("/login", {"username": row["email"], "password": FIRST}, 200)
    case.secrets["token"] = login["accessToken"]
    return login


def second_factor(case, login, kind, err_code, read):
    answer = case.bench.service.call("PATCH", f"/v1/secondfactor/{login['userId']}", {"secondFactor": kind},
                                     token=login["accessToken"])
    case.bench.check(f"{kind} as second factor", answer.status == 200, answer.body)
    refused = case.post("/login", {"username": "ada@example.com", "password": FIRST}, 403)
    case.bench.check("the log-in waits", refused["errCode"] == err_code, refused)
    pending = {"userId": refused["userId"], "sessionId": refused["sessionId"]}
    started = case.post(f"{BASE}{kind}-2factor-verification/start", pending, 200)
    case.bench.check("no code in the answer", "secretCode" not in started, started)
    code = case.code(f"{kind} as second factor", read())
    case.post(f"{BASE}{kind}-2factor-verification/complete", {**pending, "secretCode": "0" * 7}, 403)
    passed = case.post(f"{BASE}{kind}-2factor-verification/complete", {**pending, "secretCode": code}, 200)
    current = case.bench.service.call("GET", "/currentuser", token=passed["accessToken"])
    case.bench.check(f"logged in with {kind}", current.status == 200 and
                     current.json()["sessionId"] == pending["sessionId"], current.body)
    return passed


def reset(case, service, asked, named, password, read):
    started = case.post(f"{BASE}{service}/start", asked, 200)
    case.bench.check("nothing but what was asked for", set(started) == set(asked) | {"expireTime", "date"}, started)
    code = case.code(service, read())
    form = {**named, "password": password}
    form["secretCode" if "email" in named else "code"] = code
    case.post(f"{BASE}{service}/complete", form, 200)
    notice = case.mail("password_changed_notice", "ada@example.com")
    case.bench.check("a notice without a code", bool(notice) and code not in notice, notice)


def published(case):
    """Everything that left the log: topic, indices, database dump, files of the data folder."""
    store = case.bench.store
    kept = {}
    for folder, _, files in os.walk(store.folder):
        for name in files:
            if name.endswith((".pem", ".lock")):
                continue
            with open(os.path.join(folder, name), "rb") as file:
                kept[name] = file.read()
    kept["events"] = store.run("events", "tail", "--once").stdout.encode()
    if store.profile == "cluster":
        database = store.env["AUTHLEDGER__POSTGRES__URL"]
        kept["database"] = subprocess.run(["pg_dump", "--inserts", database], capture_output=True, check=True).stdout
        url = store.env["AUTHLEDGER__ELASTICSEARCH__URL"]
        with urllib.request.urlopen(f"{url}/{store.name}-*/_search?size=1000") as answer:
            kept["indices"] = answer.read()
        kept["topic"] = topic(store)
    return kept


def topic(store):
    brokers, name = store.env["AUTHLEDGER__KAFKA__BROKERS"], store.env["AUTHLEDGER__KAFKA__TOPIC"]
    return subprocess.run([KCAT, "-C", "-q", "-e", "-o", "beginning", "-b", brokers, "-t", name, "-f", "%k %h %s\n"],
                          capture_output=True, check=True).stdout


def search(case):
    places = published(case)
    for path, text in case.answers:
        places[f"answer of {path}"] = places.get(f"answer of {path}", b"") + text.encode()
    case.bench.check("places to look at", all(places.values()), [name for name, text in places.items() if not text])
    for what, secret in case.secrets.items():
        # A number may stand inside a longer one by chance; as a word of its own it is the code.
        pattern = re.compile(rb"(?<![0-9A-Za-z_+/-])" + re.escape(secret.encode()) + rb"(?![0-9A-Za-z_+/-])")
        found = [name for name, text in places.items() if pattern.search(text)]
        if what == "token":
            found = [name for name in found if name not in ("answer of /login",)]
        case.bench.check(f"{what} is nowhere", not found, found)
    personal = [name for name, text in places.items() if MOBILE.encode() in text and not name.startswith("answer")
                and name != "indices" and not name.startswith(("users_", "memberships_"))]
    case.bench.check("the mobile stands in clear in the read models of people alone", not personal, personal)


def run(profile, report):
    case = Case(profile, report)
    try:
        login = register(case)
        second_factor(case, login, "email", "EmailTwoFactorNeeded",
                      lambda: case.mail("email_second_factor", "ada@example.com"))
        second_factor(case, login, "mobile", "MobileTwoFactorNeeded", lambda: case.text("mobile_second_factor"))
        reset(case, "password-reset-by-email", {"email": "ada@example.com"}, {"email": "ada@example.com"}, SECOND,
              lambda: case.mail("password_reset_by_email", "ada@example.com"))
        reset(case, "password-reset-by-mobile", {"mobile": MOBILE}, {"userId": login["userId"]}, THIRD,
              lambda: case.text("password_reset_by_mobile"))
        refused = case.post("/login", {"username": "ada@example.com", "password": THIRD}, 403)
        case.bench.check("the new password works", refused["errCode"] == "MobileTwoFactorNeeded", refused)
        gone = case.bench.service.call("GET", "/currentuser", token=login["accessToken"])
        case.bench.check("every session has ended", gone.status == 401, gone.body)
        case.post(f"{BASE}password-reset-by-email/start", {"email": "nobody@example.com"}, 200)
        search(case)
        to_nobody = [one.recipients for one in case.bench.inbox.all if "nobody@example.com" in one.recipients]
        case.bench.check("nobody gets no mail", not to_nobody, to_nobody)
    finally:
        case.bench.remove()


def main():
    report = Report()
    for profile in os.environ.get("AUTHLEDGER_PROFILES", "embedded,cluster").split(","):
        run(profile, report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
