#!/usr/bin/env python3
"""`authledger verify` and the sampler in both profiles: silent on a sound store, also under load; find each kind of damage
that is planted."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from types import SimpleNamespace

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from contract_py.client import Api
from contract_py.images import png, upload
from support_py.service import Report, Service, Store, profiles

PEOPLE = 30
KCAT = "kcat" if subprocess.run(["which", "kcat"], capture_output=True).returncode == 0 else "kafkacat"


def verify(store, *arguments, **env):
    ran = subprocess.run([os.environ.get("AUTHLEDGER_BIN", "build/release/authledger"), "verify", "--json", *arguments],
                         env={**store.env, **env}, capture_output=True, text=True)
    parts = {}
    if ran.stdout.strip():
        parts = {one["part"]: one for one in json.loads(ran.stdout)["parts"]}
    return ran.returncode, parts, ran.stderr


def fill(store):
    """A log with every kind of user event, sessions, a deleted and an archived user, grants and revoked ones."""
    service = Service(store)
    try:
        token = service.login()["accessToken"]
        for i in range(PEOPLE):
            body = {"email": f"p{i}@example.com", "username": f"person{i}", "fullname": f"Person {i}", "password": "a long enough one"}
            made = service.call("POST", "/v1/users", body, token=token).json()["user"]
            if i % 3 == 0:
                service.call("PATCH", f"/v1/userrole/{made['id']}", {"roleId": "editor"}, token=token)
            if i % 5 == 0:
                service.call("DELETE", f"/v1/users/{made['id']}", token=token)
            grant = {"permissionName": "orders.manage", "subjectUserId": made["id"], "canDo": i % 2 == 0}
            if i % 5:
                granted = service.call("POST", "/v1/permissions", grant, token=token).json()["permission"]
            if i % 7 == 1:
                service.call("DELETE", f"/v1/permissions/{granted['id']}", token=token)
        group = service.call("POST", "/v1/usergroups", {"groupName": "Readers"}, token=token).json()["userGroup"]
        service.call("POST", "/v1/usergroupmembers", {"groupId": group["id"], "userId": made["id"]}, token=token)
        assert upload(SimpleNamespace(api=Api(service.port)), png(), token=token).status == 201
        app = service.call("POST", "/manage/postAddApps", {"app_name": "Shop"}, token=token).json()["data"]
        service.call("POST", "/manage/postCreateRole", {"app_id": app["id"], "name": "editor"}, token=token)
        for i in range(6, 10):
            member = service.call("POST", "/manage/postAddUserToApp", {"app_id": app["id"], "email": f"p{i}@example.com"}, token=token).json()["data"]
        service.call("POST", "/manage/banUser", {"app_id": app["id"], "user_id": member["user_id"]}, token=token)
        own = service.login("p1@example.com", "a long enough one")
        service.call("DELETE", f"/v1/archiveprofile/{own['userId']}", token=own["accessToken"])
        service.call("POST", "/login", {"username": "p2@example.com", "password": "wrong"})
        settle(service)
        assert service.stop() == 0
    finally:
        service.kill()


def settle(service):
    """Until read model and relay are at the head."""
    while True:
        health = service.call("GET", "/admin/health").json()
        head = health["log"]["head"]
        behind = [one["checkpoint"] for one in health["readModels"].values()]
        if "relay" in health:
            behind.append(health["relay"]["checkpoint"])
        if all(one >= head for one in behind):
            return


class Log:
    """The log's database behind the product's back."""

    def __init__(self, store):
        self.store = store
        if store.profile == "embedded":
            self.database = sqlite3.connect(os.path.join(store.folder, "log.db"), isolation_level=None)
            self.run("DROP TRIGGER IF EXISTS events_no_update")
            self.run("DROP TRIGGER IF EXISTS events_no_delete")
        else:
            admin = urllib.parse.urlsplit(store.admin)
            self.url = admin._replace(path="/" + store.name).geturl()
            for index in self.rows("SELECT indexname FROM pg_indexes WHERE tablename LIKE 'events_from_%' AND indexname LIKE '%event_id_idx'"):
                self.run(f"DROP INDEX {index[0]}")

    def rows(self, sql):
        if self.store.profile == "embedded":
            return [tuple(map(str, row)) for row in self.database.execute(sql)]
        out = subprocess.run(["psql", "-qAt", "-F", "\t", "-v", "ON_ERROR_STOP=1", self.url, "-c", sql], check=True, capture_output=True, text=True)
        return [tuple(line.split("\t")) for line in out.stdout.splitlines()]

    run = rows

    def one(self, sql):
        return self.rows(sql)[0]


class Documents:
    """The live generation of users behind the product's back: get, put, delete by id."""

    def __init__(self, store):
        self.store = store
        if store.profile == "embedded":
            folder = os.path.join(store.folder, "projections")
            registry = sqlite3.connect(os.path.join(folder, "generations.db"))
            live = registry.execute("SELECT physical FROM generations WHERE name = 'users' AND state = 'live'").fetchone()[0]
            self.database = sqlite3.connect(os.path.join(folder, live + ".db"), isolation_level=None)
        else:
            self.url = os.environ["AUTHLEDGER__ELASTICSEARCH__URL"]
            self.index = next(name for name in self.call("GET", f"/{store.name}-users-v1-*") if "users" in name)

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"content-type": "application/json"}, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read())

    def remove(self, key):
        if self.store.profile == "embedded":
            self.database.execute("DELETE FROM documents WHERE id = ?", (key,))
        else:
            self.call("DELETE", f"/{self.index}/_doc/{key}")

    def rewrite(self, key, change, new_key=None):
        """Changes the stored row; under another key it becomes one more document."""
        if self.store.profile == "embedded":
            columns = [row[1] for row in self.database.execute("PRAGMA table_info(documents)")]
            row = dict(zip(columns, self.database.execute("SELECT * FROM documents WHERE id = ?", (key,)).fetchone()))
            row["body"] = change(row["body"])
            if new_key:
                row["id"] = new_key
                columns = [c for c in columns if c != "row"]
                self.database.execute(f'INSERT INTO documents ({",".join(columns)}) VALUES ({",".join("?" * len(columns))})', [row[c] for c in columns])
            else:
                self.database.execute("UPDATE documents SET body = ? WHERE id = ?", (row["body"], key))
        else:
            source = self.call("GET", f"/{self.index}/_doc/{key}")["_source"]
            source["body"] = change(source["body"])
            if new_key:
                source["doc_id"] = new_key
            self.call("PUT", f"/{self.index}/_doc/{new_key or key}", source)


def damage_in(parts, part):
    return parts.get(part, {}).get("damage", [])


def plant_in_log(store, report):
    """Each one on top of the others: what was found stays found."""
    log = Log(store)
    head = int(log.one("SELECT position FROM head")[0])

    def expect(name, part, *words):
        code, parts, error = verify(store, "--only", "log", "--only", "claims", "--only", "entries", "--lines", "200")
        lines = [line for line in damage_in(parts, part) if all(word in line for word in words)]
        report.check(f"{store.profile}: {name} is found", code == 3 and bool(lines), f"exit {code} {damage_in(parts, part)[:4]} {error[-200:]}")
        if lines:
            print(f"          {lines[0]}")

    kind, key, owner = log.one("SELECT kind, key, owner FROM claims WHERE kind = 'email' ORDER BY key LIMIT 1")
    log.run(f"DELETE FROM claims WHERE key = '{key}' AND kind = '{kind}'")
    expect("a removed claim", "claims", key[:12], "missing", owner)
    log.run(f"INSERT INTO claims (tenant_id, kind, key, owner) VALUES ('root', 'username', '{'ab' * 32}', '{owner}')")
    expect("an extra claim", "claims", "abababab", "does not take it", owner)
    log.run(f"UPDATE claims SET owner = 'user-00000000-0000-7000-8000-000000000000' WHERE key = (SELECT max(key) FROM claims WHERE kind = 'username' AND key <> '{'ab' * 32}')")
    expect("a claim with another owner", "claims", "username", "is held by user-00000000", "taken by user-")

    key, stream = log.one("SELECT key, stream_id FROM entries WHERE kind = 'grant_subject' ORDER BY key LIMIT 1")
    log.run(f"DELETE FROM entries WHERE key = '{key}' AND stream_id = '{stream}'")
    expect("a removed entry", "entries", key, stream, "is missing")
    revoked = log.one("SELECT stream_id FROM events WHERE type = 'permission.revoked' ORDER BY position LIMIT 1")[0]
    log.run(f"INSERT INTO entries (tenant_id, kind, key, stream_id) VALUES ('root', 'grant_subject', '{key}', '{revoked}')")
    expect("an entry of a revoked grant", "entries", key, revoked, "is not by its stream")
    log.run("INSERT INTO entries (tenant_id, kind, key, stream_id) VALUES ('root', 'grant_subject', 'role admin', 'permission-nowhere')")
    expect("an entry of no stream", "entries", "role admin", "permission-nowhere", "is not by its stream")

    position = log.one("SELECT max(position) FROM events WHERE type = 'user.role_changed'")[0]
    log.run(f"UPDATE events SET payload = replace(payload, 'editor', 'owners') WHERE position = {position}")
    expect("a changed payload", "log", f"position {position}: its hash")
    log.run(f"UPDATE events SET type = 'user.unheard_of' WHERE position = {int(position) - 1}")
    expect("an event that does not decode", "log", f"position {int(position) - 1},", "does not decode")
    columns = "event_id, tenant_id, stream_id, type, schema_version, recorded_at, subject, payload, meta, hash"
    if store.profile == "cluster":
        log.run(f"INSERT INTO events (position, stream_version, {columns}) SELECT {head + 1}, stream_version + 1, {columns} FROM events WHERE position = {head}")
        log.run(f"UPDATE head SET position = {head + 1}")
        expect("a doubled append", "log", "appended more than once", f"{head}, {head + 1}")
    else:
        fresh = columns.replace("event_id", "'01890000-0000-7000-8000-000000000001'", 1)
        log.run(f"INSERT INTO events (position, stream_version, {columns}) SELECT {head + 1}, stream_version + 1, {fresh} FROM events WHERE position = {head}")
        log.run(f"UPDATE head SET position = {head + 1}")
        expect("a doubled append", "log", f"position {head + 1}: its hash")
    expect("a stream version that was left behind", "log", "the stream versions say")
    archived = "SELECT stream_id FROM events WHERE type = 'user.archived'"
    skipped = log.one(f"SELECT min(position) FROM events WHERE type = 'user.registered' AND stream_id IN ({archived})")[0]
    log.run(f"DELETE FROM events WHERE position = {skipped}")
    expect("a skipped position", "log", f"position {skipped}: it is missing")
    expect("a skipped stream version", "log", "follows version")
    log.run(f"UPDATE head SET position = {head}")
    expect("an event behind the head", "log", f"position {head + 1}: it lies behind the head")


def plant_in_documents(store, report):
    documents = Documents(store)
    log = Log(store)
    ids = [row[0][5:] for row in log.rows("SELECT stream_id FROM events WHERE type = 'user.registered' ORDER BY position")]
    deleted = log.one("SELECT stream_id FROM events WHERE type = 'user.deleted' ORDER BY position LIMIT 1")[0][5:]

    def expect(name, key, *words):
        code, parts, error = verify(store, "--only", "documents")
        lines = [line for line in damage_in(parts, "documents of users") if key in line and all(word in line for word in words)]
        report.check(f"{store.profile}: {name} is found", code == 3 and bool(lines), f"exit {code} {damage_in(parts, 'documents of users')[:4]} {error[-200:]}")
        if lines:
            print(f"          {lines[0]}")

    documents.remove(ids[2])
    expect("a lost document", ids[2], "missing")
    documents.remove(deleted)
    expect("a lost tombstone", deleted, "missing")
    documents.rewrite(ids[4], lambda body: body.replace("Person", "Nobody"))
    expect("a changed document", ids[4], "body differs")
    extra = "018f0000-0000-7000-8000-00000000ffff"
    documents.rewrite(ids[8], lambda body: body, extra)
    expect("a document too many", extra, "no stream")


def records_of(topic):
    out = subprocess.run([KCAT, "-b", os.environ["AUTHLEDGER__KAFKA__BROKERS"], "-C", "-t", topic, "-e", "-q", "-o", "beginning", "-f", "%p\t%k\t%h\t%s\n"],
                         capture_output=True, text=True, check=True).stdout
    return [line.split("\t", 3) for line in out.splitlines()]


def produce(topic, records):
    """A new topic of 12 partitions; one call of kcat per record, because each has headers of its own."""
    for partition in range(12):
        for at, key, headers, value in (one for one in records if int(one[0]) == partition):
            options = [argument for header in headers.split(",") for argument in ("-H", header)]
            subprocess.run([KCAT, "-b", os.environ["AUTHLEDGER__KAFKA__BROKERS"], "-P", "-t", topic, "-p", at, "-k", key, *options],
                           input=value, text=True, check=True, capture_output=True)


def position_of(record):
    return int(dict(header.split("=", 1) for header in record[2].split(","))["position"])


def plant_in_topic(store, report):
    sound = records_of(store.name)
    busiest = max(range(12), key=lambda p: sum(int(r[0]) == p for r in sound))
    mine = [i for i, record in enumerate(sound) if int(record[0]) == busiest]
    a, b = mine[2], mine[3]

    def expect(name, change, *words):
        records = list(sound)
        change(records)
        topic = f"{store.name}-{name.replace(' ', '-')}"
        env = {"AUTHLEDGER__KAFKA__TOPIC": topic}
        subprocess.run([os.environ.get("AUTHLEDGER_BIN", "build/release/authledger"), "doctor"], env={**store.env, **env}, check=True, capture_output=True)
        only_partition = [r for r in records if int(r[0]) == busiest]
        produce(topic, only_partition)
        code, parts, error = verify(store, "--only", "topic", "--lines", "5000", **env)
        lines = [line for line in damage_in(parts, "topic") if all(word in line for word in words)]
        others = [line for line in damage_in(parts, "topic") if f"partition {busiest} " in line + " "]
        report.check(f"cluster: {name} is found", code == 3 and bool(lines), f"exit {code} {others[:4]} {error[-200:]}")
        if lines:
            print(f"          {lines[0]}")
        return others

    def swap(records):
        records[a], records[b] = records[b], records[a]

    first, second = position_of(sound[a]), position_of(sound[b])
    expect("a reordered key", swap, f"position {second}", "follows")
    expect("a missing record", lambda r: r.pop(a), f"position {first} has no record")
    expect("a changed record", lambda r: r.__setitem__(a, [*sound[a][:3], '{"userId":"x"}']), f"position {first} has a record that differs")
    same = expect("records published again", lambda r: r.insert(b, sound[a]), "has no record in partition")
    report.check("cluster: a record published again is no damage", not same, str(same[:3]))


def under_load(store, report):
    """Nothing is told while people are made, changed and deleted all the time."""
    service = Service(store)
    stop = threading.Event()
    writes = [0]

    def work(worker):
        token = service.login()["accessToken"]
        number = 0
        while not stop.is_set() and writes[0] < 1000:  # each is looked at once more by a check beside it
            number += 1
            body = {"email": f"load{worker}-{number % 7}-{number}@example.com", "username": f"load{worker}-{number % 7}", "fullname": "Load", "password": "a long enough one"}
            made = service.call("POST", "/v1/users", body, token=token)
            if made.status == 201:
                key = made.json()["user"]["id"]
                service.call("PATCH", f"/v1/userrole/{key}", {"roleId": "editor"}, token=token)
                grant = service.call("POST", "/v1/permissions", {"permissionName": "load", "subjectUserId": key}, token=token).json()["permission"]
                service.call("DELETE", f"/v1/permissions/{grant['id']}", token=token)
                service.call("DELETE", f"/v1/users/{key}", token=token)
                writes[0] += 5

    workers = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    try:
        for worker in workers:
            worker.start()
        codes, wrong = [], []
        began = time.monotonic()
        for _ in range(3):
            code, parts, error = verify(store)
            codes.append(code)
            wrong += [line for part in parts.values() for line in part["damage"]]
        # 4: a server had no answer in time, which a busy machine may bring about and which is no false alarm
        report.check(f"{store.profile}: nothing is told under load", not wrong and set(codes) <= {0, 4} and 0 in codes and writes[0] > 0, f"{codes} {wrong[:3]}")
        print(f"          3 checks in {time.monotonic() - began:.1f} s beside {writes[0]} writes")
    finally:
        stop.set()
        for worker in workers:
            worker.join()
        settle(service)
        service.stop()
        service.kill()


def metric(service, name):
    text = service.call("GET", "/metrics").body.decode()
    return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(name + "{"))


def wait_until(what, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
    return False


def sampler(store, report):
    """Quiet while people are made, changed and deleted; finds a document that somebody has damaged."""
    service = Service(store, AUTHLEDGER__PROJECTIONS__SAMPLES_PER_MINUTE="60000")
    samples, divergence = "authledger_projection_samples_total", "authledger_projection_divergence_total"
    try:
        token = service.login()["accessToken"]
        writes = 0
        while writes < 200 or metric(service, samples) < 200:
            made = service.call("POST", "/v1/users", {"email": f"s{writes}@example.com", "fullname": "Sampled", "password": "a long enough one"}, token=token)
            key = made.json()["user"]["id"]
            service.call("PATCH", f"/v1/userrole/{key}", {"roleId": "editor"}, token=token)
            service.call("DELETE", f"/v1/users/{key}", token=token)
            writes += 3
        report.check(f"{store.profile}: the sampler is quiet under load", metric(service, divergence) == 0, str(metric(service, divergence)))
        print(f"          {metric(service, samples):.0f} samples beside {writes} writes")
        settle(service)
        report.check(f"{store.profile}: health says nothing of it", "divergence" not in service.call("GET", "/admin/health").json()["readModels"]["users"])
        documents = Documents(store)
        for row in Log(store).rows("SELECT stream_id FROM events WHERE type = 'user.deleted'"):
            documents.rewrite(row[0][5:], lambda body: body.replace("Sampled", "Nobody"))
        found = wait_until(lambda: metric(service, divergence) > 0)
        health = service.call("GET", "/admin/health").json()
        shown = health["readModels"]["users"]
        report.check(f"{store.profile}: the sampler finds damaged documents", found and shown.get("divergence", 0) > 0 and health["status"] == "DEGRADED", str(health))
        print(f"          {shown.get('diverging')}")
    finally:
        service.stop()
        service.kill()


def main():
    report = Report()
    for profile in profiles():
        store = Store(profile)
        try:
            fill(store)
            code, parts, error = verify(store)
            counts = {name: (one["checked"], one["damaged"]) for name, one in parts.items()}
            expected = {"log", "claims", "entries", *(f"documents of {one}" for one in ("users", "permissions", "groups", "group_members", "avatar_files", "sessions", "apps", "app_roles", "memberships"))} | ({"topic"} if profile == "cluster" else set())
            good = code == 0 and set(parts) == expected and all(checked and not wrong for checked, wrong in counts.values())
            report.check(f"{profile}: a sound store is whole", good, f"exit {code} {counts} {error[-300:]}")
            if profile == "cluster":
                plant_in_topic(store, report)
                code, parts, _ = verify(store, AUTHLEDGER__ELASTICSEARCH__URL="http://127.0.0.1:1")
                report.check("cluster: a read model that cannot be reached is exit 4", code == 4 and "notChecked" in parts.get("documents of users", {}), f"exit {code}")
                code, _, error = verify(store, AUTHLEDGER__POSTGRES__URL="postgresql://nobody@127.0.0.1:1/none")
                report.check("cluster: a log that cannot be reached is exit 4", code == 4, f"exit {code} {error[-200:]}")
            under_load(store, report)
            plant_in_documents(store, report)
            plant_in_log(store, report)
            shown = store.run("verify", "--lines", "2")
            report.check(f"{profile}: as text, two lines per part and the rest counted", shown.returncode == 3 and "… and " in shown.stdout and "DAMAGED" in shown.stdout, shown.stdout[-300:])
        finally:
            store.remove()
        store = Store(profile)
        try:
            sampler(store, report)
        finally:
            store.remove()
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
