"""One round: a fresh store, load, faults, drain, checks."""

import json
import os
import random
import threading
import time

from faults_py import checks, evidence
from faults_py.clients import Client, Contest, Lister
from faults_py.faults import RECOVERY_S_MAX, Injector
from faults_py.journal import Journal
from faults_py.nodes import Node, Wire
from support_py.service import Store

DRAIN_S_MAX = 120


class Round:
    """Use: start, inject faults, finish. `keep` the store of a round that found something."""

    def __init__(self, profile, stack, seed, clients=8, think_s=0.05):
        self.rng = random.Random(seed)
        self.stack = stack
        self.store = Store(profile)
        self.journal = Journal(os.path.join(self.store.folder, "journal.ndjson"))
        self.nodes = [Node(self.store, f"node-{i + 1}") for i in range(2 if profile == "cluster" else 1)]
        contest = Contest()
        self.clients = [Client(i + 1, random.Random(self.rng.random()), self.nodes, self.journal, contest, think_s) for i in range(clients)]
        self.lister = Lister(random.Random(self.rng.random()), self.nodes, lambda: self.clients[0].admin)
        self.injector = Injector(random.Random(self.rng.random()), stack, self.nodes, self.journal, self.lister)

    def start(self):
        for node in self.nodes:  # the first makes the schema and the superAdmin
            node.start()
        began = time.monotonic()
        for thread in [*self.clients, self.lister]:
            thread.start()
        if self.journal.acks.wait(began, RECOVERY_S_MAX) is None or self.lister.lists.wait(began, RECOVERY_S_MAX) is None:
            raise RuntimeError("the load does not start")

    def finish(self):
        """Stops the load, waits until everything has caught up, and gathers the evidence."""
        self.lister.stopping.set()
        for client in self.clients:
            client.stopping.set()
        deadline = time.monotonic() + DRAIN_S_MAX
        for client in self.clients:
            client.join(max(0.0, deadline - time.monotonic()))
            if client.is_alive() or client.failure:
                raise RuntimeError(f"{client.name} does not end: {client.failure}")
        self.lister.join()
        drained_in = self.drain(deadline)
        return evidence.gather(self.store, self.nodes[0], self.token(), self.journal, self.try_ended()), drained_in

    def token(self):
        return self.clients[0].open_admin_session()

    def health(self, node):
        try:
            return json.loads(Wire().call(node, "GET", "/admin/health")[0].body)
        except OSError:
            return None

    def drain(self, deadline):
        """Until relay and projections are at the head of the log, by every process's account."""
        began = time.monotonic()
        pause = threading.Event()
        while True:
            seen = [self.health(node) for node in self.nodes]
            if all(seen) and self.at_head(seen):
                return time.monotonic() - began
            if time.monotonic() > deadline:
                raise RuntimeError(f"does not drain: {seen}")
            pause.wait(0.05)

    def at_head(self, seen):
        head = max(one["log"]["head"] for one in seen)
        level = all(one["log"]["head"] == head and one["status"] == "OK" and one["readModels"]
                    and all(model["checkpoint"] == head for model in one["readModels"].values()) for one in seen)
        return level and ("relay" not in seen[0] or max(one["relay"]["checkpoint"] for one in seen) == head)

    def try_ended(self):
        """Every token of an ended session that a client still holds, at every process."""
        tokens = [(session, token) for client in self.clients for person in client.people + client.gone for session, token in person.over.items()]
        wire = Wire()
        return [(session, node.label(), wire.call(node, "GET", "/currentuser", token=token, patience=30)[0].status)
                for node in self.nodes for session, token in tokens]

    def stop_nodes(self):
        for node in self.nodes:
            node.stop()

    def close(self, keep):
        for client in self.clients:
            client.giving_up.set()
            client.stopping.set()
        self.lister.stopping.set()
        self.stop_nodes()
        self.journal.close()
        if not keep:
            self.store.remove()


def check_all(report, label, one, found):
    """Runs every check over the evidence of a round, then `authledger verify` for the read models that the checks don't look at;
    True when all hold."""
    well = not one.lister.wrong
    report.check(f"{label}: a list is answered or refused", well, str(one.lister.wrong[:3] or ""))
    for name in checks.applicable(found):
        findings = checks.findings(name, found)
        well &= not findings
        report.check(f"{label}: {name}", not findings, f"{len(findings)} findings, the first: {findings[:5]}" if findings else "")
    verified = one.store.run("verify")
    report.check(f"{label}: verify finds nothing in any read model", verified.returncode == 0, (verified.stdout + verified.stderr).strip()[-600:])
    return well and verified.returncode == 0


def size_of(found):
    commands = list(found.journal.commands.values())
    acked = sum(c.acknowledged() for c in commands)
    retried = sum(c.attempts > 1 for c in commands)
    topic = f", {len(found.topic)} records on the topic" if found.topic is not None else ""
    return (f"{len(commands)} commands ({acked} acknowledged, {retried} sent more than once), {len(found.log.events)} events{topic}, "
            f"{len(found.documents)} documents, {len(found.journal.reads)} writes looked for in lists, {len(found.journal.endings)} ended sessions tried {len(found.journal.probes) + len(found.late)} times"
            f"{_late_acceptance(found.journal)}")


def _late_acceptance(journal):
    """How long another process than the one that ended a session went on accepting it."""
    late = sorted(probe.sent_at - journal.endings[probe.session].at for probe in journal.probes
                  if probe.status == 200 and probe.session in journal.endings)
    return f", {len(late)} times accepted by another process, at most {late[-1]:.2f} s after the end" if late else ""
