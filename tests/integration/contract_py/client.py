"""A small HTTP client that hides nothing: every request and answer can be printed as it was."""

import http.client
import json as jsonlib
import time
import urllib.parse

from .seed_operations import SEEN

NO_BODY = object()
SHOWN_BYTES = 3000


class Failed(AssertionError):
    """A broken promise of the contract; `answer` is the exchange that broke it."""

    def __init__(self, text, answer=None):
        super().__init__(text)
        self.answer = answer


class Answer:
    """One exchange: the request as sent and the answer as received."""

    def __init__(self, sent, status, headers, body):
        self.sent, self.status, self.headers, self.body = sent, status, headers, body

    def header(self, name, default=None):
        values = self.header_list(name)
        return values[0] if values else default

    def header_list(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def cookie(self, name):
        """The Set-Cookie line of that name as (value, {attribute in lower case: value})."""
        for line in self.header_list("set-cookie"):
            first, *rest = [part.strip() for part in line.split(";")]
            key, _, value = first.partition("=")
            if key == name:
                pairs = (part.partition("=") for part in rest)
                return value, {attribute.lower(): text for attribute, _, text in pairs}
        raise Failed(f"no Set-Cookie of {name}", self)

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def json(self):
        kind = self.header("content-type", "")
        if not kind.startswith("application/json"):
            raise Failed(f"content type {kind!r}, expected application/json", self)
        try:
            return jsonlib.loads(self.body)
        except ValueError as error:
            raise Failed(f"the body is no JSON: {error}", self) from None

    def __str__(self):
        method, target, headers, body = self.sent
        shown = "" if body is None else repr(body[:SHOWN_BYTES])[2:-1]
        lines = [f"> {method} {target}"] + [f"> {key}: {value}" for key, value in headers.items()]
        lines += [f"> {shown}"] if shown else []
        lines += [f"< {self.status}"] + [f"< {key}: {value}" for key, value in self.headers]
        return "\n".join(lines + [f"< {self.text[:SHOWN_BYTES]}"])


class Api:
    """One server. `position` is the newest x-position that any write answered."""

    def __init__(self, port):
        self.port, self.position, self.last = port, None, None

    def request(self, method, path, *, query=None, json=NO_BODY, raw=None, headers=None,
                token=None, source="127.0.0.1"):
        """`query`: dict (list values repeat the name); `json` or `raw` is the body."""
        target = path + ("?" + urllib.parse.urlencode(query, doseq=True) if query else "")
        sent_headers = dict(headers or {})
        if json is not NO_BODY:
            raw = jsonlib.dumps(json).encode()
            sent_headers.setdefault("content-type", "application/json")
        if token:
            sent_headers["authorization"] = "Bearer " + token
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30,
                                          source_address=(source, 0))
        try:
            link.request(method, target, body=raw, headers=sent_headers)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the server may answer and close before it has read a body that it refuses
        try:
            reply = link.getresponse()
            endless = reply.getheader("content-type") == "text/event-stream"
            answer = Answer((method, target, sent_headers, raw), reply.status,
                            reply.getheaders(), b"" if endless else reply.read())
        except (OSError, http.client.HTTPException) as error:
            sent = Answer((method, target, sent_headers, raw), 0, [], b"")
            raise Failed(f"no answer: {error!r}", sent) from None
        finally:
            link.close()
        self.last = answer
        SEEN.add(method, target, answer.status)
        self.position = answer.header("x-position") or self.position
        return answer

    def get(self, path, **options):
        return self.request("GET", path, **options)

    def post(self, path, json=NO_BODY, **options):
        return self.request("POST", path, json=json, **options)

    def patch(self, path, json=NO_BODY, **options):
        return self.request("PATCH", path, json=json, **options)

    def delete(self, path, **options):
        return self.request("DELETE", path, **options)

    def fresh(self, path, query=None, *, token, **options):
        """A list that must show every write made through this object, by whichever session."""
        headers = dict(options.pop("headers", None) or {})
        if self.position:
            headers.setdefault("x-position", self.position)
        deadline = time.monotonic() + 30
        while True:
            answer = self.get(path, query=query, token=token, headers=headers, **options)
            if answer.status != 503 or time.monotonic() > deadline:  # behind: it says so, and is asked again
                return answer
