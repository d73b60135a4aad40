"""Somebody who minds their own business: sends ordinary requests while others attack, and measures.

A process of its own, so that the attacker's work in Python is not taken for the server's slowness.
Reads lines on stdin ("mark") and answers each with one line of JSON: what it saw since the last.
"""

import http.client
import json
import subprocess
import sys
import threading
import time

EVERY_S = 0.005
PATIENCE_S = 10
NEW_CONNECTION_EVERY = 10  # requests; the others keep the connection


class Bystander:
    """Starts the process. mark() ends one window and begins the next."""

    def __init__(self, port, token, password):
        self.process = subprocess.Popen(
            [sys.executable, __file__, str(port), token, password], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def mark(self):
        self.process.stdin.write("mark\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        self.process.wait(30)


class Window:
    """What was seen since the last mark."""

    def __init__(self):
        self.lock = threading.Lock()
        self.times, self.errors, self.begun, self.retried = [], [], None, 0

    def add(self, seconds, error):
        with self.lock:
            self.times.append(seconds)
            self.begun = None
            if error:
                self.errors.append(error)

    def begin(self, now):
        with self.lock:
            self.begun = now

    def take(self):
        with self.lock:
            times, self.times = sorted(self.times), []
            errors, self.errors = self.errors, []
            retried, self.retried = self.retried, 0
            if self.begun:  # one that hangs counts as long as it has lasted
                times.append(time.monotonic() - self.begun)
        at = max(0, -(-99 * len(times) // 100) - 1)
        return {"requests": len(times), "errors": len(errors), "first_errors": errors[:3],
                "retried": retried,
                "p50_ms": times[len(times) // 2] * 1000 if times else 0,
                "p99_ms": sorted(times)[at] * 1000 if times else 0}


def requests(token, password):
    """Ordinary requests, over and over: what is asked, and the status that it deserves."""
    bearer = {"Authorization": "Bearer " + token}
    login = json.dumps({"username": "root@example.com", "password": password})
    cycle = [("GET", "/currentuser", None, bearer), ("GET", "/health", None, {}),
             ("GET", "/v1/users?pageRowCount=5", None, bearer), ("GET", "/login", None, {})] * 10
    cycle.append(("POST", "/login", login, {"Content-Type": "application/json"}))
    while True:
        yield from cycle


class Client:
    """Keeps its connection for a while. An idempotent request on a connection that ends without an
    answer is sent once more, as browsers do (RFC 9110 9.2.2)."""

    def __init__(self, port, window):
        self.port, self.window, self.link = port, window, None

    def fresh(self):
        if self.link:
            self.link.close()
        self.link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)

    def ask(self, method, path, body, headers, again=True):
        """The status; raises OSError or HTTPException when there is none."""
        try:
            self.link.request(method, path, body, headers)
            answer = self.link.getresponse()
            answer.read()
            return answer.status
        except (ConnectionError, http.client.RemoteDisconnected):
            if not again or method == "POST":
                raise
            self.window.retried += 1
            self.fresh()
            return self.ask(method, path, body, headers, again=False)


def run(port, token, password, window):
    client = Client(port, window)
    due = time.monotonic()
    for number, (method, path, body, headers) in enumerate(requests(token, password)):
        due = max(due + EVERY_S, time.monotonic())
        time.sleep(max(0.0, due - time.monotonic()))
        begun = time.monotonic()
        window.begin(begun)
        error = None
        try:
            if number % NEW_CONNECTION_EVERY == 0:
                client.fresh()
            status = client.ask(method, path, body, headers)
            if status != 200:
                error = f"{method} {path}: {status}"
        except (OSError, http.client.HTTPException) as failure:
            error = f"{method} {path}: {failure!r}"
            client.fresh()
        window.add(time.monotonic() - begun, error)


def main():
    port, token, password = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    window = Window()
    threading.Thread(target=run, args=(port, token, password, window), daemon=True).start()
    for _ in sys.stdin:
        print(json.dumps(window.take()), flush=True)


if __name__ == "__main__":
    main()
