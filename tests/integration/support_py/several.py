"""Several processes on one store, one of which is killed and started again all the time."""

import collections
import http.client
import secrets
import threading
import time


class Unsteady:
    """`with Unsteady(service, alive):` kills that process and starts it again, every so many seconds. `alive` lists who may
    be asked right now."""

    def __init__(self, service, alive, every_s=2.0):
        self.service, self.alive, self.every_s = service, alive, every_s
        self.kills, self.error = 0, None
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self):
        try:
            while not self.over.wait(self.every_s):
                self.alive.remove(self.service)
                self.service.kill()
                self.kills += 1
                self.service.start()
                self.alive.append(self.service)
        except Exception as error:  # noqa: BLE001  told at the end
            self.error = error

    def start(self):
        self.thread.start()
        return self

    def stop(self):
        self.over.set()
        self.thread.join()
        if self.error:
            raise self.error

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


class Client:
    """Asks one of several servers at a time, any of which may be gone: a write is sent again, under its key, until
    somebody has answered it; a read shows every write that was answered here."""

    def __init__(self, servers, dice):
        """`servers` answers those that may be asked."""
        self.servers, self.dice, self.position, self.retried = servers, dice, None, 0
        self.latest = collections.deque(maxlen=40)  # what was asked and answered, for a report

    def call(self, method, path, body=None, token=None):
        headers = {"idempotency-key": secrets.token_hex(16)} if method != "GET" or "/deleteApp/" in path else {}
        if self.position and not headers:
            headers["x-position"] = self.position
        end, before = time.monotonic() + 60, self.retried
        while True:
            try:
                answer = self.dice.choice(self.servers()).call(method, path, body, token=token, headers=headers, timeout=20)
                if answer.status != 503:
                    self.latest.append((method, path, body, answer.status, self.retried - before))
                    self.position = answer.header("x-position") or self.position
                    return answer
            except (OSError, http.client.HTTPException):
                pass
            self.retried += 1
            if time.monotonic() > end:
                raise AssertionError(f"no answer for a minute: {method} {path}")
