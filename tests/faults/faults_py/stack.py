"""Real servers of our own, so that they may be killed: scripts/stack beside the one of the other tests."""

import fcntl
import os
import socket
import subprocess
import threading

from support_py.service import ROOT

SERVERS = ("postgres", "kafka", "elasticsearch")
_PORTS = {"PG": 0, "KAFKA": 1, "ES": 3}  # Kafka and Elasticsearch take two


def _all_free(ports):
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True


class Stack:
    """A folder per server, so that one may start while another one does; they keep their data, so that the next run starts
    warm. Methods return when it is done; a start: when the server is ready. Thread-safe."""

    def __init__(self):
        self.ports = {}
        self.folder = os.environ.get("AUTHLEDGER_FAULTS_STACK_DIR", os.path.join(ROOT, ".stack", "faults"))
        os.makedirs(self.folder, exist_ok=True)
        self._lock = open(os.path.join(self.folder, "lock"), "w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise RuntimeError(f"another run uses the servers in {self.folder}; set AUTHLEDGER_FAULTS_STACK_DIR") from None
        for name in SERVERS:
            self._run("down", name)  # left by a run that was killed
        base = next(p for p in range(23000, 32000, 10) if _all_free(range(p, p + 5)))
        self.ports = {f"AUTHLEDGER_STACK_{name}_PORT": str(base + offset) for name, offset in _PORTS.items()}
        self._threads = []
        self._problems = []

    def begin(self):
        """Starts all of them in the background; `ready` waits for it."""
        self._threads = [threading.Thread(target=self._begin_one, args=(name,)) for name in SERVERS]
        for thread in self._threads:
            thread.start()

    def _begin_one(self, name):
        try:
            self.start(name)
        except RuntimeError as problem:
            self._problems.append(str(problem))

    def ready(self):
        for thread in self._threads:
            thread.join()
        if self._problems:
            raise RuntimeError("the servers did not start: " + self._problems[0])
        for line in self._run("env", "postgres").splitlines():
            name, _, value = line.partition("=")
            if name != "AUTHLEDGER_STACK_DIR":
                os.environ[name] = value  # Store reads them

    def down(self):
        for thread in self._threads:
            thread.join()
        for name in SERVERS:
            self._run("down", name)

    def start(self, name):
        self._run("start", name)

    def kill(self, name):
        self._run("kill", name)

    def pause(self, name):
        self._run("pause", name)

    def resume(self, name):
        self._run("resume", name)

    def _run(self, command, name):
        arguments = [os.path.join(ROOT, "scripts/stack"), command, *([] if command == "env" else [name])]
        env = {**os.environ, **self.ports, "AUTHLEDGER_STACK_DIR": os.path.join(self.folder, name)}
        done = subprocess.run(arguments, env=env, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"scripts/stack {command} {name}: {done.stderr[-2000:]}")
        return done.stdout
