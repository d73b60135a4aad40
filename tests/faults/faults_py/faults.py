"""The faults: kill and start again, or pause and go on; and how long it takes until clients are served again."""

import dataclasses
import statistics
import threading
import time

RECOVERY_S_MAX = 120
SLOW = ("kafka", "elasticsearch")  # to start


@dataclasses.dataclass(frozen=True)
class Fault:
    what: str  # kill or pause
    target: str  # server, postgres, kafka, elasticsearch
    seconds: float  # killed: until it is started again; paused: how long

    def __str__(self):
        return f"{self.what} {self.target}"


@dataclasses.dataclass
class Recovery:
    """Seconds. `began`: from the kill, or from the end of the pause."""

    fault: Fault
    up: float = 0.0  # until the killed server was ready
    write: float = None  # until a command sent since then was acknowledged
    list: float = None  # until a strong list asked for since then was answered; not told while Elasticsearch is away anyway
    own: float = None  # server: until that very process acknowledged one


def plan(rng, counts, long_pause=0.1):
    """A shuffled list of faults; counts: {(what, target): n}. Some pauses outlast the time limits of the clients and the service."""
    faults = []
    for (what, target), count in counts.items():
        for _ in range(count):
            if what == "kill":
                seconds = rng.choice([0.0, rng.uniform(0, 0.5), rng.uniform(0, 2)])
            else:
                seconds = rng.uniform(4, 8) if rng.random() < long_pause else rng.uniform(0.1, 3)
            faults.append(Fault(what, target, seconds))
    rng.shuffle(faults)
    return faults


def lists_first(rng, faults):
    """The same faults with the kills of Elasticsearch in the second half: the first one tells how soon lists are back."""
    def deadly(fault):
        return (fault.what, fault.target) == ("kill", "elasticsearch")

    others = [fault for fault in faults if not deadly(fault)]
    half = len(others) // 2
    second = others[half:] + [fault for fault in faults if deadly(fault)]
    rng.shuffle(second)
    return others[:half] + second


class Injector:
    """Does faults to a stack and its nodes, and watches the load recover."""

    def __init__(self, rng, stack, nodes, journal, lister, acks_between=100):
        self.rng = rng
        self.stack = stack
        self.nodes = nodes
        self.journal = journal
        self.lister = lister
        self.acks_between = acks_between  # commands acknowledged before the next fault, at most
        self.recoveries = []
        self._away = {}  # server → the thread that brings it back
        self._problems = []
        self._wait = threading.Event()  # never set: the length of a fault

    def inject(self, todo):
        """All of them. Kafka and Elasticsearch take long to come back: the faults of the others go on meanwhile."""
        todo = list(todo)
        try:
            self._in_turn(todo)
        finally:
            for thread in self._away.values():
                thread.join()
        if self._problems:
            raise self._problems[0]

    def _in_turn(self, todo):
        while todo and not self._problems:
            self._away = {target: thread for target, thread in self._away.items() if thread.is_alive()}
            fault = next((one for one in todo if one.target not in self._away), None)
            if fault is None:
                next(iter(self._away.values())).join()
                continue
            todo.remove(fault)
            if self.journal.acks.wait_for(self.rng.randint(1, self.acks_between), RECOVERY_S_MAX) is None:
                raise RuntimeError(f"the load stands still before: {fault}")
            if fault.what == "kill" and fault.target in SLOW:
                self._away[fault.target] = threading.Thread(target=self._noting_problems, args=(fault,))
                self._away[fault.target].start()
            else:
                self._do(fault)

    def _noting_problems(self, fault):
        try:
            self._do(fault)
        except Exception as problem:
            self._problems.append(problem)

    def _do(self, fault):
        node = self.rng.choice(self.nodes) if fault.target == "server" else None
        recovery = Recovery(fault)
        began = time.monotonic()
        (self._kill if fault.what == "kill" else self._pause)(fault, node)
        since = began if fault.what == "kill" else time.monotonic()
        recovery.up = time.monotonic() - since

        def first(served, by=None):
            at = served.wait(since, RECOVERY_S_MAX, by)
            if at is None:
                raise RuntimeError(f"no recovery within {RECOVERY_S_MAX} s of: {fault}")
            return at - since

        recovery.write = first(self.journal.acks)
        recovery.own = first(self.journal.acks, node.name) if node else None
        if fault.target == "elasticsearch" or "elasticsearch" not in self._away:
            recovery.list = first(self.lister.lists)
        self.journal.fault(began, time.monotonic(), fault.what, fault.target)
        self.recoveries.append(recovery)

    def _kill(self, fault, node):
        if node:
            node.kill()
        else:
            self.stack.kill(fault.target)
        self._wait.wait(fault.seconds)
        if node:
            node.start()
        else:
            self.stack.start(fault.target)

    def _pause(self, fault, node):
        target = node or self.stack
        arguments = () if node else (fault.target,)
        target.pause(*arguments)
        try:
            self._wait.wait(fault.seconds)
        finally:
            target.resume(*arguments)


def summary(recoveries):
    """Lines of a table: per kind of fault, median, 95th percentile and maximum of each time, in seconds."""
    def cell(values):
        values = sorted(v for v in values if v is not None)
        if not values:
            return " " * 19
        at = values[min(len(values) - 1, int(0.95 * len(values)))]
        return f"{statistics.median(values):5.2f} {at:6.2f} {values[-1]:6.2f}"

    lines = ["fault                  count | ready again       s | next write        s | next strong list  s | same process      s",
             "                             |  med    p95    max  |  med    p95    max  |  med    p95    max  |  med    p95    max"]
    for kind in sorted({str(r.fault) for r in recoveries}):
        some = [r for r in recoveries if str(r.fault) == kind]
        cells = " | ".join(cell(getattr(r, name) for r in some) for name in ("up", "write", "list", "own"))
        lines.append(f"{kind:22} {len(some):5} | {cells}".rstrip())
    return lines
