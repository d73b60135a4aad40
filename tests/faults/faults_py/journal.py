"""What the clients did and were told, kept outside of the server: the account that the store is held against."""

import bisect
import dataclasses
import json
import threading
import time

# The events that a command's effect consists of, by kind; at most one command of each kind of key.
EFFECTS = {
    "register": ["user.registered"],
    "profile": ["user.profile_updated"],
    "role": ["user.role_changed"],
    "password": ["user.password_changed", "message.requested"],  # the notice by mail
    "archive": ["user.archived"],
    "restore": ["user.restored"],
    "delete": ["user.deleted"],
    "login": ["session.started"],
    "relogin": ["session.refreshed", "session.started"],
    "logout": ["session.ended"],
}


@dataclasses.dataclass
class Command:
    """One write under one Idempotency-Key. Its id is the key, and as x-request-id the correlation id of its events."""

    id: str
    kind: str
    user: str = ""  # the id of the user it is about; of a register: known when answered
    session: str = ""  # the session that it came with
    want: dict = dataclasses.field(default_factory=dict)  # what the user shall look like afterwards
    attempts: int = 0
    sent_at: float = 0.0
    answered_at: float = 0.0
    by: str = ""  # the process that answered, and which life of it
    status: int = 0  # 0: unknown for ever, because the driver ended first
    position: int = 0
    started: str = ""  # the session that it opened

    def acknowledged(self):
        return 200 <= self.status < 300

    def refused(self):
        return 400 <= self.status < 500


@dataclasses.dataclass
class Ending:
    """A session that is over, and since when the clients know."""

    session: str
    at: float
    by: str


@dataclasses.dataclass
class Probe:
    """A request that was sent with the token of an ended session."""

    session: str
    sent_at: float
    by: str
    life_began: float  # of the process that answered
    status: int


@dataclasses.dataclass
class Read:
    """A list that was asked for with the position of a write, and what it showed of the user written."""

    user: str
    position: str
    by: str
    status: int
    shown: dict
    want: dict


class Served:
    """Answers that clients got, and when: recovery is the first one to a request sent since a fault. Thread-safe, under the condition given."""

    def __init__(self, changed):
        self._changed = changed
        self._answers = []  # (sent_at, answered_at, process), as they came

    def add(self, sent_at, by):
        """REQUIRES: the condition is held."""
        self._answers.append((sent_at, time.monotonic(), by.split("#")[0]))
        self._changed.notify_all()

    def wait(self, since, seconds, by=None):
        """When the first request sent after `since` was answered (by that process), which may be long ago; None: not in time."""
        return self._wait(seconds, lambda: self._first(since, by))

    def wait_for(self, more, seconds):
        """Until so many more were answered; None: not in time."""
        with self._changed:
            until = len(self._answers) + more
        return self._wait(seconds, lambda: len(self._answers) >= until or None)

    def _first(self, since, by):
        start = bisect.bisect_left(self._answers, since, key=lambda answer: answer[1])
        return next((answered for sent, answered, process in self._answers[start:] if sent > since and by in (None, process)), None)

    def _wait(self, seconds, look):
        deadline = time.monotonic() + seconds
        with self._changed:
            while (found := look()) is None:
                left = deadline - time.monotonic()
                if left <= 0:
                    return None
                self._changed.wait(left)
            return found


class Journal:
    """Thread-safe. Every line is on disk before the command is sent, and again when it is answered."""

    def __init__(self, path):
        self.path = path
        self.commands = {}
        self.endings = {}
        self.probes = []
        self.reads = []
        self.faults = []  # (from, until, target)
        self._file = open(path, "a", encoding="utf-8")
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self.acks = Served(self._changed)

    def sending(self, command):
        with self._lock:
            self.commands[command.id] = command
            self._write("sent", dataclasses.asdict(command))

    def answered(self, command):
        with self._changed:
            self._write("answered", dataclasses.asdict(command))
            if command.acknowledged():
                self.acks.add(command.sent_at, command.by)

    def ended(self, session, by):
        with self._lock:
            self.endings.setdefault(session, Ending(session, time.monotonic(), by))

    def probed(self, probe):
        with self._lock:
            self.probes.append(probe)
            self._write("probe", dataclasses.asdict(probe))

    def read(self, read):
        with self._lock:
            self.reads.append(read)
            self._write("read", dataclasses.asdict(read))

    def fault(self, began, until, what, target):
        with self._lock:
            self.faults.append((began, until, target))
            self._write("fault", {"began": began, "until": until, "kind": what, "target": target})

    def acknowledged(self):
        return [c for c in list(self.commands.values()) if c.acknowledged()]

    def close(self):
        self._file.close()

    def _write(self, what, line):
        self._file.write(json.dumps({"what": what, **line}) + "\n")
        self._file.flush()
