"""Starts and stops the real program, in either profile, each server with a store of its own."""

import base64
import itertools
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import urllib.parse

from support_py.several import Unsteady

from . import backends
from .client import Failed
from .world import World

START_S = 60
STOP_S = 60
QUICK = {"AUTHLEDGER__PASSWORD__MEMORY_KIB": "1024", "AUTHLEDGER__LIMITS__ENABLED": "0",
         "AUTHLEDGER__CONSISTENCY__WAIT_MS": "20000"}  # a machine may have much else to do
SETTINGS = {
    "development": {"AUTHLEDGER_ENV": "development", **QUICK},
    "limits": {"AUTHLEDGER_ENV": "development", **QUICK, "AUTHLEDGER__LIMITS__ENABLED": "1"},
    "short": {"AUTHLEDGER_ENV": "development", **QUICK, "AUTHLEDGER__TOKENS__ACCESS_TTL_S": "2",
              "AUTHLEDGER__USERS__ARCHIVE_WINDOW_DAYS": "0"},
    "nowindows": {"AUTHLEDGER_ENV": "development", **QUICK,
                  "AUTHLEDGER__VERIFICATION__CODE_TTL_S": "0",
                  "AUTHLEDGER__VERIFICATION__RESEND_WINDOW_S": "0",
                  "AUTHLEDGER__LOGIN__PENDING_SESSION_TTL_S": "0"},
    "rules": {"AUTHLEDGER_ENV": "development", **QUICK,
              "AUTHLEDGER__LOGIN__EMAIL_VERIFICATION_REQUIRED": "1",
              "AUTHLEDGER__LOGIN__SECOND_FACTOR_ROLES": "guarded=email,carried=mobile",
              "AUTHLEDGER__VERIFICATION__RESEND_WINDOW_S": "0"},
    "everyone": {"AUTHLEDGER_ENV": "development", **QUICK,
                 "AUTHLEDGER__LOGIN__MOBILE_VERIFICATION_REQUIRED": "1",
                 "AUTHLEDGER__LOGIN__SECOND_FACTOR": "mobile"},
    "revealing": {"AUTHLEDGER_ENV": "development", **QUICK,
                  "AUTHLEDGER__MANAGE__REVEAL_TOKENS": "true"},
    "browsers": {"AUTHLEDGER_ENV": "development", **QUICK,
                 "AUTHLEDGER__HTTP__CORS_ORIGINS": "https://app.example,https://other.example"},
    "production": {"AUTHLEDGER_ENV": "production", "AUTHLEDGER__LIMITS__ENABLED": "0"},
}


class Server:
    """One process and its store; it can be stopped and started again on the same store."""

    root_email = "root@example.com"
    root_password = "first-Among 3 equals"

    def __init__(self, binary, profile, kind, beside=None):
        """`beside`: another server, whose store this one shares (cluster profile)."""
        self.binary, self.profile, self.kind, self.beside = binary, profile, kind, beside
        self.folder = tempfile.mkdtemp(prefix="authledger-contract-")
        if beside:
            self.store, self.master_key = beside.store, beside.master_key
        else:
            self.store = backends.Store() if profile == "cluster" else None
            self.master_key = base64.b64encode(secrets.token_bytes(32)).decode()
        self.process, self.port = None, None
        self.extra = {}  # settings of this start alone

    def environment(self):
        kept = {key: value for key, value in os.environ.items() if not key.startswith("AUTHLEDGER")}
        kept.update(SETTINGS[self.kind])
        if self.store:
            kept.update(self.store.settings())
            kept["AUTHLEDGER__KEYS__MASTER_KEY"] = self.master_key
        return {**kept, "AUTHLEDGER_SUPERADMIN_EMAIL": self.root_email,
                "AUTHLEDGER_SUPERADMIN_PASSWORD": self.root_password,
                "AUTHLEDGER_PASSWORD": self.root_password, **self.extra}

    def command(self, *words):
        return [self.binary, *words, "--profile", self.profile, "--data-dir", self.folder]

    def start(self):
        log = open(os.path.join(self.folder, "stderr.log"), "ab")
        self.process = subprocess.Popen(self.command("serve") + ["--listen", "127.0.0.1:0"],
                                        env=self.environment(), stdout=subprocess.PIPE, stderr=log,
                                        text=True)
        log.close()
        line = self.process.stdout.readline()
        while line and "listens on http://" not in line:
            line = self.process.stdout.readline()
        if not line:
            code = self.process.wait(START_S)
            raise Failed(f"the server ended with {code} before it listened:\n{self.log_tail()}")
        self.port = urllib.parse.urlsplit(line.split("listens on ")[1].split()[0]).port
        return self

    def run(self, *words):
        """Another command of the program on the same store; returns what it printed."""
        done = subprocess.run(self.command(*words), env=self.environment(), capture_output=True,
                              text=True, timeout=60)
        if done.returncode:
            raise Failed(f"{words} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def end(self, how=signal.SIGTERM):
        """Stops the process and returns its exit code."""
        if self.process is None:
            return None
        process, self.process = self.process, None
        process.send_signal(how)
        try:
            return process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            raise Failed(f"the server did not end within {STOP_S} s of {how.name}") from None
        finally:
            process.stdout.close()

    def kill(self):
        self.end(signal.SIGKILL)

    def log_tail(self):
        with open(os.path.join(self.folder, "stderr.log"), errors="replace") as log:
            return "".join(log.readlines()[-20:])

    def remove(self):
        try:
            self.end(signal.SIGKILL)
        finally:
            if self.store and not self.beside:
                self.store.drop()
            shutil.rmtree(self.folder, ignore_errors=True)


class Servers:
    """The servers of one profile: one per settings, started when first asked for. `several`: for most of the tests it is
    two processes on one store, which the tests use in turn, beside a third that is killed and started again all the time
    (cluster profile)."""

    def __init__(self, binary, profile, several=False):
        self.binary, self.profile, self.several = binary, profile, several
        self.shared, self.all = {}, []
        self.third, self.unsteady = None, None

    def make(self, kind="development", beside=None):
        """A server that no other test sees, not started yet."""
        server = Server(self.binary, self.profile, kind, beside)
        self.all.append(server)
        return server

    def open(self, server, settings=None):
        """Starts a server, with these settings beside those of its kind."""
        server.extra = settings or {}
        return World(server.start())

    def launch(self, kind="development", beside=None):
        """A server that no other test sees."""
        return self.open(self.make(kind, beside))

    def world(self, kind):
        worlds = self.shared.get(kind)
        if worlds is None or any(one.server.process.poll() is not None for one in worlds):
            worlds = self.shared[kind] = [self.launch(kind)]
            if self.several and kind == "development":
                first = worlds[0].server
                worlds.append(self.launch(kind, first))
                self.third = self.make(kind, first).start()
                self.unsteady = Unsteady(self.third, [self.third]).start()
        worlds.append(worlds.pop(0))
        worlds[-1].stay_logged_in()
        return worlds[-1]

    def remove_own(self):
        """Ends what the test at hand launched for itself: each takes a dozen connections to PostgreSQL, which has some hundred."""
        shared = [world.server for worlds in self.shared.values() for world in worlds] + [self.third]
        for server in [one for one in self.all if one not in shared]:
            server.remove()
            self.all.remove(server)

    def remove(self):
        if self.unsteady:
            self.unsteady.stop()
            print(f"        beside a process that was killed {self.unsteady.kills} times", flush=True)
        for server in reversed(self.all):  # who began a store ends it
            server.remove()
