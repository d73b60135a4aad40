#!/usr/bin/python3
"""Mail and text messages of the real program, taken by a real SMTP server and a real webhook, in either profile: what
arrives is a correct mail; servers that are down, slow or say no; kill -9 at the worst moment; two processes.

Debian's own Python, which python3-aiosmtpd belongs to. Environment: as run_outage.py."""

import collections
import concurrent.futures
import email.utils
import json
import os
import secrets
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
from support_py.mail_servers import Inbox, SmtpServer, WebhookServer, certificate
from support_py.service import Report, Service, Store, profiles

MAILS = ("email_verification", "email_second_factor", "password_reset_by_email", "password_changed_notice")
TEXTS = ("mobile_verification", "mobile_second_factor", "password_reset_by_mobile")
LANGUAGES = ("de", "en", "es", "fr", "tr")
SUBJECTS = {"de": "Bestätigen", "en": "Confirm", "es": "Confirme", "fr": "Confirmez", "tr": "doğrulayın"}
LEASE_S = 12
NUMBER = "+491701234567"


class Bench:
    """One profile: a store, two SMTP servers and a webhook, and the service over them."""

    def __init__(self, profile, report):
        self.profile, self.report = profile, report
        self.store = Store(profile)
        tls = certificate(self.store.folder)
        self.inbox = Inbox()
        self.first = SmtpServer(self.inbox, tls)
        self.second = SmtpServer(self.inbox, tls, implicit=True)
        self.webhook = WebhookServer("secret of the webhook")
        self.store.env.update({
            "AUTHLEDGER_ENV": "production",
            "AUTHLEDGER__KEYS__MASTER_KEY": secrets.token_hex(32),
            "AUTHLEDGER__MAIL__SMTP_URL": f"{self.first.url()}, {self.second.url()}",
            "AUTHLEDGER__MAIL__USERNAME": self.first.user,
            "AUTHLEDGER__MAIL__PASSWORD": self.first.password,
            "AUTHLEDGER__MAIL__FROM": "Müller & Söhne <no-reply@mail.example.com>",
            "AUTHLEDGER__MAIL__CA_FILE": tls[0],
            "AUTHLEDGER__MAIL__TIMEOUT_S": "4",
            "AUTHLEDGER__SMS__WEBHOOK_URL": self.webhook.url(),
            "AUTHLEDGER__SMS__WEBHOOK_SECRET": self.webhook.secret,
            "AUTHLEDGER__SMS__WEBHOOK_STYLE": "json" if profile == "embedded" else "form",
            "AUTHLEDGER__SMS__FROM": "Söhne",
            "AUTHLEDGER__SMS__TIMEOUT_S": "4",
            "AUTHLEDGER__MESSAGES__LEASE_S": str(LEASE_S),
            "AUTHLEDGER__MESSAGES__RETRY_FIRST_S": "1",
            "AUTHLEDGER__MESSAGES__RETRY_MAX_S": "1",
            "AUTHLEDGER__LIMITS__ENABLED": "0",
        })
        self.service = Service(self.store)

    def check(self, name, good, detail=""):
        self.report.check(f"[{self.profile}] {name}", good, "" if good else str(detail)[:600])

    def send(self, template, to, language="en", *parameters):
        more = [word for one in parameters for word in ("--parameter", one)]
        done = self.store.run("messages", "send", template, "--to", to, "--language", language, *more)
        return done.stdout.strip().removeprefix("message-") if done.returncode == 0 else None

    def send_many(self, wanted):
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            return list(pool.map(lambda one: self.send(*one), wanted))

    def events(self, message):
        lines = self.store.run("events", "show", "message-" + message).stdout.splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def types(self, message):
        return [event["type"].removeprefix("message.") for event in self.events(message)]

    def wait_types(self, message, holds, seconds=30):
        end = time.monotonic() + seconds
        types = self.types(message)
        while not holds(types) and time.monotonic() < end:
            types = self.types(message)
        return types

    def mails_of(self, message, count=1):
        return self.inbox.wait(lambda one: message in one.id, count)

    def remove(self):
        self.service.kill()
        for server in (self.first, self.second, self.webhook):
            server.stop()
        self.store.remove()


def plain_and_html(message):
    return [part.get_content() for part in message.iter_parts()]


def check_mail(bench, message, template, language):
    mails = bench.mails_of(message)
    name = f"{template} in {language}"
    if not mails:
        return bench.check(name, False, f"it did not arrive; {bench.events(message)}")
    mail = mails[0].message
    wrong = []

    def expect(what, good, detail=""):
        if not good:
            wrong.append(f"{what} {detail!r}")

    expect("defects", not mail.defects and not any(part.defects for part in mail.walk()), mail.defects)
    expect("bare line ends", mails[0].raw.replace(b"\r\n", b"").isascii() and b"\n" not in mails[0].raw.replace(b"\r\n", b""))
    expect("long lines", max(map(len, mails[0].raw.split(b"\r\n"))) <= 78)
    expect("envelope", mails[0].sender == "no-reply@mail.example.com" and mails[0].recipients == ["ada@example.com"])
    expect("TLS and account", mails[0].tls and mails[0].user == "mailer")
    sender = mail["From"].addresses[0]
    expect("From", (sender.display_name, sender.addr_spec) == ("Müller & Söhne", "no-reply@mail.example.com"), mail["From"])
    expect("To", str(mail["To"]) == "ada@example.com", mail["To"])
    expect("Message-ID", mail["Message-ID"] == f"<{message}@mail.example.com>", mail["Message-ID"])
    expect("Date", abs(email.utils.parsedate_to_datetime(mail["Date"]).timestamp() - time.time()) < 120, mail["Date"])
    expect("headers", mail["Auto-Submitted"] == "auto-generated" and mail["Content-Language"] == language)
    expect("type", mail.get_content_type() == "multipart/alternative")
    expect("parts", [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"])
    text, html = plain_and_html(mail)
    if template == "email_verification":
        expect("subject", SUBJECTS[language] in mail["Subject"], mail["Subject"])
    if template != "password_changed_notice":
        expect("code and link", all("493817" in part for part in (text, html)) and "code=493817" in text
               and "&amp;code=493817" in html)
    expect("braces", "{{" not in text + html and "Ada Lovelace" in text)
    bench.check(name, not wrong, wrong)


def mails_are_correct(bench):
    languages = LANGUAGES if bench.profile == "embedded" else ("tr",)
    wanted = [(template, language) for template in MAILS for language in languages]
    messages = bench.send_many([(template, "ada@example.com", language) for template, language in wanted])
    for message, (template, language) in zip(messages, wanted):
        check_mail(bench, message, template, language)
    types = bench.wait_types(messages[0], lambda types: "sent" in types)
    bench.check("requested, then sent", types == ["requested", "sent"], types)
    shown = bench.store.run("events", "show", "message-" + messages[0]).stdout
    bench.check("the facts tell neither address nor code", "ada@" not in shown and "493817" not in shown, shown)


def texts_are_posted(bench):
    languages = LANGUAGES if bench.profile == "embedded" else ("tr",)
    wanted = [(template, NUMBER, language) for template in TEXTS for language in languages]
    messages = bench.send_many(wanted)
    for message in messages:
        posts = bench.webhook.inbox.wait(lambda post: post.fields["id"] == message)
        good = len(posts) == 1 and posts[0].signed and posts[0].fields["to"] == NUMBER and "493817" in posts[0].fields["text"]
        good = good and posts[0].fields["from"] == "Söhne" and posts[0].headers["idempotency-key"] == message
        bench.check("a signed post", good, [(post.fields, post.signed) for post in posts])
    style = "json" if bench.profile == "embedded" else "form"
    bench.check(f"as {style}", all(post.style == style for post in bench.webhook.inbox.all))
    answers = collections.deque([(503, {"retry-after": "2"}), (401, {}), (302, {"location": "/x"}), (200, {})])
    bench.webhook.answer = lambda post: answers.popleft()
    message = bench.send("mobile_verification", NUMBER)
    bench.webhook.inbox.wait(lambda post: post.fields["id"] == message, 4)
    types = bench.wait_types(message, lambda types: "sent" in types)
    bench.check("a provider that says later", types == ["requested", "failed", "failed", "failed", "sent"], types)
    facts = bench.events(message)
    bench.check("its reasons", [f["data"].get("reason") for f in facts[1:4]] == ["busy", "authentication", "busy"], facts)
    bench.webhook.answer = lambda post: (422, {})
    message = bench.send("mobile_verification", NUMBER)
    types = bench.wait_types(message, lambda types: "given_up" in types)
    bench.check("a provider that says never", types == ["requested", "given_up"], types)
    bench.webhook.answer = lambda post: (200, {})


def nothing_adds_a_header(bench):
    evil = "name=Eve\r\nBcc: eve@example.com\r\n\r\nhello"
    message = bench.send("email_verification", "ada@example.com", "en", evil, "code=1\r\nX-Evil: 1")
    mails = bench.mails_of(message)
    good = bool(mails) and mails[0].message["Bcc"] is None and mails[0].message["X-Evil"] is None
    bench.check("a name with line breaks", good and mails[0].recipients == ["ada@example.com"], mails and mails[0].raw)
    for wrong in ("ada@example.com\r\nRCPT TO:<eve@example.com>", "ada@example.com>, <eve@example.com", "ada"):
        bench.check("an address with more in it is refused", bench.send("email_verification", wrong) is None)
    message = bench.send("email_verification", "ada@example.com", "en", "link=.\r\n.\r\nQUIT")
    bench.check("a dot ends no mail", bool(bench.mails_of(message)))


def servers_that_fail(bench):
    first, second = bench.first, bench.second
    first.stop()
    message = bench.send("email_verification", "ada@example.com")
    mails = bench.mails_of(message)
    bench.check("the second server when the first is down", bool(mails) and mails[0].server is second and mails[0].tls, mails)
    second.stop()
    message = bench.send("email_verification", "ada@example.com")
    types = bench.wait_types(message, lambda types: "failed" in types)
    bench.check("both down: tried again later", types[:2] == ["requested", "failed"], types)
    bench.check("its reason", bench.events(message)[1]["data"]["reason"] == "unreachable", bench.events(message))
    health = health_of(bench, lambda queue: queue >= 1)
    bench.check("health counts it", health["queue"] >= 1 and health["lastFailure"] == "unreachable", health)
    first.start()
    second.start()
    mails = bench.mails_of(message)
    bench.check("and sent when they are back", bool(mails), bench.types(message))
    servers_that_say_no(bench)
    answers_in_time(bench)


def servers_that_say_no(bench):
    first, second = bench.first, bench.second
    seen = []

    def busy_twice(received):
        seen.append(received.raw)
        return "451 4.3.0 later" if len(seen) <= 4 else None

    first.answer = second.answer = busy_twice  # each attempt asks both
    message = bench.send("email_second_factor", "ada@example.com", "fr")
    types = bench.wait_types(message, lambda types: "sent" in types)
    bench.check("4xx: tried again", types == ["requested", "failed", "failed", "sent"], types)
    bench.check("the same bytes each time", len(seen) == 5 and len(set(seen)) == 1, len(set(seen)))
    first.answer = second.answer = lambda received: "554 5.7.1 no"
    message = bench.send("email_second_factor", "ada@example.com")
    types = bench.wait_types(message, lambda types: "given_up" in types)
    bench.check("5xx: given up", types == ["requested", "given_up"], types)
    first.answer = lambda received: "554 5.7.1 no"
    second.answer = lambda received: None
    message = bench.send("email_second_factor", "ada@example.com")
    bench.check("a server's no does not keep the next one from it", bool(bench.mails_of(message)))
    first.answer = lambda received: None
    first.refuse_recipient = second.refuse_recipient = lambda address: True
    message = bench.send("email_second_factor", "nobody@example.com")
    types = bench.wait_types(message, lambda types: "given_up" in types)
    bench.check("nobody of this name: given up", types == ["requested", "given_up"], types)
    first.refuse_recipient = second.refuse_recipient = None
    first.password = second.password = "another"
    message = bench.send("email_second_factor", "ada@example.com")
    bench.wait_types(message, lambda types: "failed" in types)
    first.password = second.password = "secret of the mailer"
    facts = bench.events(message)
    bench.check("our account is refused: tried again", facts[1]["data"].get("reason") == "authentication", facts)
    bench.check("and sent when it is right", bool(bench.mails_of(message)))


def answers_in_time(bench):
    first, second = bench.first, bench.second
    first.answer = second.answer = lambda received: "hang"
    message = bench.send("email_second_factor", "ada@example.com")
    bench.wait_types(message, lambda types: "failed" in types)
    reason = bench.events(message)[1]["data"]["reason"]
    bench.check("a server that does not answer", reason == "timeout", reason)
    first.answer = second.answer = lambda received: None
    for server in (first, second):
        server.release()
    bench.check("and sent when it does", bool(bench.mails_of(message)))


def killed_between(bench):
    """After the server has the mail, before the process could write that down."""
    def kill(_received):
        bench.first.on_data = lambda received: None
        bench.service.process.kill()

    bench.first.on_data = kill
    message = bench.send("password_reset_by_email", "ada@example.com", "de")
    bench.service.process.wait(timeout=30)
    bench.check("killed with the mail on its way", len(bench.mails_of(message)) == 1)
    bench.service.start()
    mails = bench.mails_of(message, 2)
    bench.check("sent again by the next process", len(mails) == 2, len(mails))
    bench.check("with the same Message-ID and bytes", len({mail.raw for mail in mails}) == 1)
    types = bench.wait_types(message, lambda types: "sent" in types)
    bench.check("one fact of it", types == ["requested", "sent"], types)


def stopped_while_sending(bench):
    bench.first.answer = bench.second.answer = lambda received: "hang"
    message = bench.send("email_verification", "ada@example.com")
    other = bench.send("email_verification", "ada@example.com")
    began = time.monotonic()
    code = bench.service.stop()
    took = time.monotonic() - began
    bench.check("SIGTERM while servers hang", code == 0 and took < 30, f"{code} after {took:.1f} s")
    bench.first.answer = bench.second.answer = lambda received: None
    for server in (bench.first, bench.second):
        server.release()
    bench.service.start()
    bench.check("the next process sends it", all(bench.mails_of(one) for one in (message, other)))


def two_processes(bench):
    """Only the cluster profile has more than one."""
    if bench.profile != "cluster":
        return
    other = Service(bench.store)
    try:
        messages = bench.send_many([("email_verification", "ada@example.com", "en")] * 40)
        for message in messages:
            bench.mails_of(message)
            bench.wait_types(message, lambda types: "sent" in types)
        counts = [len(bench.mails_of(message)) for message in messages]
        bench.check("each mail once", counts == [1] * 40, counts)
        sent = [sent_by(service) for service in (bench.service, other)]
        bench.check("both processes send", all(sent), sent)
    finally:
        bench.check("the other one stops well", other.stop() == 0)


def sent_by(service):
    lines = service.call("GET", "/metrics").body.decode().splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith("authledger_messages_sent_total"))


def health_of(bench, wanted):
    """Of the messages, once the queue is as wanted: it is counted once a second."""
    end = time.monotonic() + 10
    while True:
        health = json.loads(bench.service.call("GET", "/admin/health").body)["messages"]
        if wanted(health["queue"]) or time.monotonic() > end:
            return health


def nothing_leaks(bench):
    bench.check("no outbox in production", bench.service.call("GET", "/dev/outbox").status == 404)
    shown = bench.store.run("config", "show").stdout
    names = ("secret of the mailer", "secret of the webhook", "127.0.0.1:%d" % bench.first.port)
    bench.check("config show masks secrets", not any(name in shown for name in names) and "mail.smtp_url" in shown, shown)
    kept = b""
    for folder, _, files in os.walk(bench.store.folder):
        for file in files:
            with open(os.path.join(folder, file), "rb") as opened:
                kept += opened.read()
    bench.check("no code, address or secret in files and logs",
                not any(text in kept for text in (b"493817", b"ada@example.com", b"secret of the", NUMBER.encode())))
    health = health_of(bench, lambda queue: queue == 0)
    bench.check("the queue is empty in the end", health["queue"] == 0 and health["status"] == "OK", health)


def development(report, profile):
    """Without servers: the outbox alone."""
    store = Store(profile)
    service = Service(store)
    try:
        check = lambda name, good, detail="": report.check(f"[{profile}] {name}", good, "" if good else str(detail)[:600])
        root = service.login()["accessToken"]
        service.call("POST", "/v1/registeruser", {"email": "bob@example.com", "password": "a long enough one", "fullname": "Bob"})
        bob = service.login("bob@example.com", "a long enough one")["accessToken"]
        statuses = [service.call("GET", "/dev/outbox", token=token).status for token in (None, bob, root)]
        check("the outbox is the superAdmin's", statuses == [401, 403, 200], statuses)
        for code in ("111111", "222222"):
            store.run("messages", "send", "email_verification", "--to", "ada@example.com", "--parameter", "code=" + code)
        store.run("messages", "send", "mobile_verification", "--to", NUMBER, "--parameter", "code=333333")
        end = time.monotonic() + 20
        rows = service.call("GET", "/dev/outbox", token=root).json()
        while len(rows) < 3 and time.monotonic() < end:
            rows = service.call("GET", "/dev/outbox", token=root).json()
        check("newest last", [code in row["body"] for row, code in zip(rows, ("111111", "222222", "333333"))] == [True] * 3, rows)
        check("its members", [sorted(row) for row in rows] == [["body", "channel", "createdAt", "subject", "to"]] * 3, rows)
        check("channels", [(row["channel"], row["to"]) for row in rows[1:]] == [("email", "ada@example.com"), ("sms", NUMBER)], rows)
    finally:
        service.kill()
        store.remove()


def previews(report):
    store = Store("embedded")
    try:
        for template in MAILS + TEXTS:
            done = store.run("messages", "preview", template, "--language", "de", "--json")
            shown = json.loads(done.stdout) if done.returncode == 0 else {}
            report.check(f"preview of {template}", shown.get("language") == "de" and shown.get("text"), done.stderr)
        done = store.run("messages", "preview", "no_such")
        report.check("an unknown one is named", done.returncode == 1 and "email_verification" in done.stderr, done.stderr)
        folder = os.path.join(store.folder, "texts", "en")
        os.makedirs(folder)
        with open(os.path.join(folder, "mobile_verification.txt"), "w") as file:
            file.write("--- text\nOur own {{code}}\n")
        own = ("--set", "messages.templates_dir=" + os.path.dirname(folder))
        done = store.run("messages", "preview", "mobile_verification", "--format", "text", *own)
        report.check("own texts", done.stdout.strip() == "Our own 493817", done.stdout + done.stderr)
        with open(os.path.join(folder, "mobile_verification.txt"), "w") as file:
            file.write("--- text\n{{cod}}\n")
        done = store.run("serve", *own, timeout=30)
        report.check("a wrong one stops the start and is named", done.returncode == 1 and "mobile_verification.txt" in done.stderr)
    finally:
        store.remove()


def main():
    report = Report()
    previews(report)
    for profile in profiles():
        development(report, profile)
        bench = Bench(profile, report)
        try:
            for step in (mails_are_correct, texts_are_posted, nothing_adds_a_header, servers_that_fail, killed_between,
                         stopped_while_sending, two_processes, nothing_leaks):
                step(bench)
        finally:
            bench.remove()
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
