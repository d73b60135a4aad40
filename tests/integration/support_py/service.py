"""The real program under test: a fresh store per instance, in either profile."""

import http.client
import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
import urllib.parse
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
BINARY = os.environ.get("AUTHLEDGER_BIN", os.path.join(ROOT, "build/release/authledger"))
EMAIL = "root@example.com"
PASSWORD = "correct horse battery"


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)

    def header(self, name):
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)


class Store:
    """What outlives a process: a data folder; in the cluster profile a database, a topic and an index prefix."""

    def __init__(self, profile):
        self.profile = profile
        self.name = "t" + secrets.token_hex(6)
        self.folder = tempfile.mkdtemp(prefix="authledger-")
        self.env = {
            **os.environ,
            "AUTHLEDGER_ENV": "development",
            "AUTHLEDGER_SUPERADMIN_EMAIL": EMAIL,
            "AUTHLEDGER_SUPERADMIN_PASSWORD": PASSWORD,
            "AUTHLEDGER__SERVICE__PROFILE": profile,
            "AUTHLEDGER__SERVICE__DATA_DIR": self.folder,
            "AUTHLEDGER__PASSWORD__MEMORY_KIB": "1024",
            "AUTHLEDGER__PASSWORD__ITERATIONS": "1",
            "AUTHLEDGER__HTTP__LISTEN": "127.0.0.1:0",
        }
        if profile == "cluster":
            self.admin = os.environ["AUTHLEDGER_PG_ADMIN_URL"]
            self.psql(f"CREATE DATABASE {self.name} OWNER authledger")
            base = urllib.parse.urlsplit(os.environ["AUTHLEDGER__POSTGRES__URL"])
            self.env["AUTHLEDGER__POSTGRES__URL"] = base._replace(path="/" + self.name).geturl()
            self.env["AUTHLEDGER__KAFKA__TOPIC"] = self.name
            self.env["AUTHLEDGER__ELASTICSEARCH__PREFIX"] = self.name + "-"

    def psql(self, sql):
        subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", self.admin, "-c", sql], check=True)

    def run(self, *arguments, **more):
        return subprocess.run([BINARY, *arguments], env=self.env, capture_output=True, text=True, **more)

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.profile == "cluster":
            self.psql(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
            url = os.environ["AUTHLEDGER__ELASTICSEARCH__URL"]
            with urllib.request.urlopen(f"{url}/_cat/indices/{self.name}-*?h=index") as answer:
                names = answer.read().decode().split()
            for name in names:
                urllib.request.urlopen(urllib.request.Request(f"{url}/{name}", method="DELETE")).close()


class Service:
    """A running server."""

    def __init__(self, store, preexec=None, **settings):
        """`preexec` runs in the new process before the program does."""
        self.store, self.preexec = store, preexec
        self.env = {**store.env, **settings}
        self.start()

    def start(self):
        self.log = open(os.path.join(self.store.folder, "stderr.log"), "ab")
        self.process = subprocess.Popen([BINARY, "serve"], env=self.env, stdout=subprocess.PIPE, stderr=self.log, text=True,
                                        preexec_fn=self.preexec)
        line = self.process.stdout.readline()
        if "listens on" not in line:
            raise RuntimeError("the server did not start: " + open(self.log.name).read()[-2000:])
        self.port = int(line.split("127.0.0.1:")[1].split()[0])

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def call(self, method, path, body=None, token=None, headers=None, timeout=60):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            sent = dict(headers or {})
            if token:
                sent["Authorization"] = "Bearer " + token
            data = None
            if body is not None:
                data = json.dumps(body)
                sent.setdefault("Content-Type", "application/json")
            connection.request(method, path, data, sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()

    def login(self, email=EMAIL, password=PASSWORD):
        answer = self.call("POST", "/login", {"username": email, "password": password})
        assert answer.status == 200, (answer.status, answer.body)
        return answer.json()


def in_parallel(count, work, threads=50):
    """Runs work(0) … work(count-1) on some threads; the results in order."""
    results = [None] * count
    todo = iter(range(count))
    lock = threading.Lock()

    def run():
        while True:
            with lock:
                index = next(todo, None)
            if index is None:
                return
            try:
                results[index] = work(index)
            except Exception as error:  # a lost connection is a result too
                results[index] = error

    workers = [threading.Thread(target=run) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return results


class Report:
    """Counts checks, prints the failed ones, and ends with the line that scripts/test reads."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, name, good, detail=""):
        if good:
            self.passed += 1
            print(f"ok      {name} {detail}".rstrip(), flush=True)
        else:
            self.failed += 1
            print(f"FAILED  {name}: {detail}", flush=True)

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0


def profiles():
    return os.environ.get("AUTHLEDGER_PROFILES", "embedded,cluster").split(",")
