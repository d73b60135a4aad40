"""Real servers that take messages: SMTP with TLS and authentication, and a provider's webhook."""

import asyncio
import email
import email.policy
import hashlib
import hmac
import http.server
import json
import os
import ssl
import subprocess
import threading
import time
import urllib.parse

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult


def certificate(folder):
    """A certificate for 127.0.0.1 that vouches for itself: its file and its key's."""
    cert, key = os.path.join(folder, "smtp-cert.pem"), os.path.join(folder, "smtp-key.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", cert,
                    "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    return cert, key


class Received:
    """One mail as it came over the wire."""

    def __init__(self, server, envelope, session):
        self.server, self.raw = server, envelope.original_content
        self.sender, self.recipients = envelope.mail_from, list(envelope.rcpt_tos)
        self.user = session.auth_data
        self.tls = server.implicit or session.ssl is not None
        self.message = email.message_from_bytes(self.raw, policy=email.policy.default)
        self.id = self.message["Message-ID"]


class Inbox:
    """Everything that came, whichever server took it."""

    def __init__(self):
        self.changed = threading.Condition()
        self.all = []

    def add(self, one):
        with self.changed:
            self.all.append(one)
            self.changed.notify_all()

    def wait(self, wanted, count=1, seconds=30):
        """Those that `wanted` picks, once there are `count` of them; fewer when the time is over."""
        with self.changed:
            self.changed.wait_for(lambda: sum(map(wanted, self.all)) >= count, seconds)
            return [one for one in self.all if wanted(one)]


class SmtpServer:
    """`answer` is asked for every mail: None takes it, a text such as "451 later" is the answer instead, "hang" is none.
    `on_data` is called when a mail has arrived, before the answer."""

    def __init__(self, inbox, tls, user="mailer", password="secret of the mailer", implicit=False):
        self.inbox, self.tls, self.implicit = inbox, tls, implicit
        self.user, self.password = user, password
        self.answer = lambda received: None
        self.on_data = lambda received: None
        self.refuse_recipient = None
        self.released = None
        self.port = 0
        self.start()

    def start(self):
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(*self.tls)
        self.controller = _Controller(self, port=self.port)
        self.controller.start()
        self.port = self.controller.server.sockets[0].getsockname()[1]

    def stop(self):
        self.release()
        self.released = None
        self.controller.stop()

    def release(self):
        """Lets go of the mails that hang."""
        if self.released is not None:
            self.controller.loop.call_soon_threadsafe(self.released.set)

    def url(self):
        return f"{'smtps' if self.implicit else 'smtp'}://127.0.0.1:{self.port}"

    # ---- what aiosmtpd calls
    def authenticate(self, _server, _session, _envelope, _mechanism, data):
        good = data.login == self.user.encode() and data.password == self.password.encode()
        return AuthResult(success=good, handled=False, auth_data=data.login.decode() if good else None)

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if self.refuse_recipient and self.refuse_recipient(address):
            return "550 5.1.1 nobody of this name here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, session, envelope):
        received = Received(self, envelope, session)
        answer = self.answer(received)
        if answer == "hang":
            self.released = asyncio.Event()
            await self.released.wait()
            return "451 too late"
        if answer:
            return answer
        self.inbox.add(received)
        self.on_data(received)
        return "250 taken"


class _Controller(Controller):
    def __init__(self, owner, port):
        self.owner = owner
        super().__init__(owner, hostname="127.0.0.1", port=port, ssl_context=owner.context if owner.implicit else None)

    def factory(self):
        starttls = None if self.owner.implicit else self.owner.context
        return SMTP(self.owner, authenticator=self.owner.authenticate, auth_required=True, hostname="mail.example",
                    require_starttls=starttls is not None, tls_context=starttls,
                    auth_require_tls=starttls is not None, enable_SMTPUTF8=True)

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class WebhookServer:
    """A provider of text messages. `answer` is asked for every post: (status, headers)."""

    def __init__(self, secret):
        self.secret, self.inbox = secret, Inbox()
        self.answer = lambda post: (200, {})
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                post = Post(owner.secret, self.headers, self.rfile.read(int(self.headers["content-length"])))
                status, headers = owner.answer(post)
                owner.inbox.add(post)
                self.send_response(status)
                for name, value in {**headers, "content-length": "0"}.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}/send?account=7"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Post:
    def __init__(self, secret, headers, body):
        self.headers, self.body = headers, body
        kind = headers["content-type"]
        self.fields = (json.loads(body) if kind == "application/json" else
                       dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True)))
        self.style = "json" if kind == "application/json" else "form"
        parts = dict(part.split("=", 1) for part in headers["authledger-signature"].split(","))
        wanted = hmac.new(secret.encode(), parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
        self.signed = hmac.compare_digest(wanted, parts["v1"]) and abs(time.time() - int(parts["t"])) < 60
