"""The processes under test: started, killed, paused, and known by name and life."""

import http.client
import json
import os
import signal
import subprocess
import threading
import time

from support_py.service import BINARY, Answer

CLIENT_PATIENCE_S = 3.0


class Node:
    """One server process of a store, started again under the same name. Thread-safe."""

    def __init__(self, store, name):
        self.store = store
        self.name = name
        self.life = 0  # counts the starts
        self.began = 0.0
        self.port = 0
        self.process = None

    def label(self):
        return f"{self.name}#{self.life}"

    def start(self, seconds=60):
        """Returns when the process listens; a process that cannot start (no log) is started again."""
        deadline = time.monotonic() + seconds
        while True:
            began = time.monotonic()
            line = self._spawn()
            if "listens on" in line:
                self.port = int(line.split("127.0.0.1:")[1].split()[0])
                self.began = began
                self.life += 1
                return
            self.process.wait()
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} does not start, see {self._log_path()}")

    def _log_path(self):
        return os.path.join(self.store.folder, self.name + ".log")

    def _spawn(self):
        log = open(self._log_path(), "ab")
        self.process = subprocess.Popen([BINARY, "serve"], env=self.store.env, stdout=subprocess.PIPE, stderr=log)
        pipe = self.process.stdout
        line = pipe.readline().decode()

        def drain():  # a full pipe would stop the process
            with log, pipe:
                for more in pipe:
                    log.write(more)

        threading.Thread(target=drain, daemon=True).start()
        return line

    def kill(self):
        self.process.kill()
        self.process.wait()

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def stop(self):
        if self.process is None or self.process.poll() is not None:
            return
        self.resume()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()


class Wire:
    """One client's connections, kept open, one per life of a process. Not thread-safe."""

    def __init__(self):
        self._open = {}

    def call(self, node, method, path, body=None, token=None, headers=None, patience=CLIENT_PATIENCE_S):
        """The answer and who gave it (label, when its life began). OSError and HTTPException: nobody knows what became of it."""
        label, began, port = node.label(), node.began, node.port
        connection = self._open.get(node.name)
        if connection is None or connection[0] != label:
            self._drop(node.name)
            connection = (label, http.client.HTTPConnection("127.0.0.1", port, timeout=patience))
            self._open[node.name] = connection
        sent = dict(headers or {})
        if token:
            sent["Authorization"] = "Bearer " + token
        data = None
        if body is not None:
            data = json.dumps(body)
            sent["Content-Type"] = "application/json"
        try:
            connection[1].request(method, path, data, sent)
            answer = connection[1].getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read()), label, began
        except (OSError, http.client.HTTPException):
            self._drop(node.name)
            raise

    def _drop(self, name):
        connection = self._open.pop(name, None)
        if connection:
            connection[1].close()

    def close(self):
        for name in list(self._open):
            self._drop(name)
