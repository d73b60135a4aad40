#!/usr/bin/env python3
"""The main job on a large input, in both profiles: import, list, filter, search, deep pages, writes seen at once, and the
events on the topic. ROWS (default 100000) people, 100 bad rows among them."""

import crypt
import json
import os
import random
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support_py.service import BINARY, PASSWORD, Report, Service, Store, profiles

ROWS = int(os.environ.get("ROWS", "100000"))
BAD = 100
SECRET = "open sesame please"
NAMES = ["Ada", "Émile", "Zoë", "Linus", "Grace", "Søren", "Łukasz", "Noor", "Yuki", "Iñaki"]
BAD_KINDS = [
    lambda i: "{not json",
    lambda i: json.dumps({"fullname": "No Mail"}),
    lambda i: json.dumps({"email": "no-at-sign", "fullname": "X"}),
    lambda i: json.dumps({"email": f"bad{i}@example.com", "fullname": ""}),
    lambda i: json.dumps({"email": f"bad{i}@example.com", "fullname": "X", "passwordHash": "md5:abc"}),
    lambda i: json.dumps({"email": "person0@example.com", "fullname": "Twice"}),
    lambda i: json.dumps({"email": f"bad{i}@example.com", "fullname": 7}),
    lambda i: json.dumps({"email": f"bad{i}@example.com", "fullname": "X", "password": "short"}),
    lambda i: json.dumps(["not", "an", "object"]),
    lambda i: json.dumps({"email": f"bad{i}@example.com", "fullname": "X", "roleId": "no spaces allowed"}),
]


def generate(path):
    """Writes the file; answers the numbers of its bad lines."""
    rng = random.Random(7)
    bad = set(rng.sample(range(2, ROWS + 1), BAD))
    hashed = crypt.crypt(SECRET, crypt.mksalt(crypt.METHOD_BLOWFISH, rounds=16))
    person = 0
    with open(path, "w", encoding="utf-8") as out:
        for line in range(1, ROWS + 1):
            if line in bad:
                out.write(BAD_KINDS[line % len(BAD_KINDS)](line) + "\n")
                continue
            row = {
                "email": f"person{person}@example.com",
                "fullname": f"{NAMES[person % len(NAMES)]} Person {person}",
                "roleId": "editor" if person % 10 == 0 else "user",
                "emailVerified": True,
                "passwordHash": hashed,
            }
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            person += 1
    return bad


def import_file(report, store, path, bad):
    started = time.monotonic()
    process = subprocess.Popen([BINARY, "users", "import", path], env=store.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    first = process.stderr.readline()  # some progress was printed: interrupt, then go on
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate()
    report.check("import shows progress and can be interrupted", "%" in first and "run it again" in out, out[-200:])
    done = store.run("users", "import", path)
    seconds = time.monotonic() - started
    reported = {int(line.split()[1].rstrip(":")) for line in done.stdout.splitlines() if line.startswith("line ")}
    report.check("every bad row is reported by its line", reported == bad, f"{len(reported)} of {len(bad)}")
    summary = done.stdout.splitlines()[-1]
    again = store.run("users", "import", path)
    report.check("a third run adds nothing", " 0 imported" in again.stdout.splitlines()[-1], again.stdout.splitlines()[-1])
    print(f"        import with an interruption: {seconds:.1f} s ({summary})")


def expected_page(service, token, report):
    people = ROWS - BAD + 1
    first = service.call("GET", "/v1/users", token=token).json()
    report.check("list: exact total", first["paging"]["totalRowCount"] == people, str(first["paging"]))
    last_page = (people + 24) // 25
    page = min(3999, last_page)
    began = time.monotonic()
    deep = service.call("GET", f"/v1/users?pageNumber={page}", token=token).json()
    took = (time.monotonic() - began) * 1000
    everything = service.call("GET", "/v1/users?pageNumber=0", token=token, timeout=300).json()
    report.check("page 0 streams every row", len(everything["users"]) == people and everything["paging"]["pageCount"] == 1)
    wanted = [u["id"] for u in everything["users"]][(page - 1) * 25 : page * 25]
    report.check(f"page {page} is that slice of all rows", [u["id"] for u in deep["users"]] == wanted and wanted, f"{took:.1f} ms")
    order = [(u["createdAt"], u["id"]) for u in everything["users"]]
    report.check("newest first, then by id", all(a[0] > b[0] or (a[0] == b[0] and a[1] < b[1]) for a, b in zip(order, order[1:])))
    beyond = service.call("GET", "/v1/users?pageNumber=3999&pageRowCount=500", token=token)
    report.check("a page beyond the end is empty", beyond.status == 200 and beyond.json()["users"] == [])
    return everything["users"]


def queries(service, token, everything, report):
    def total(path):
        return service.call("GET", path, token=token).json()["paging"]["totalRowCount"]

    report.check("filter by role", total("/v1/users?roleId=editor") == sum(u["roleId"] == "editor" for u in everything))
    report.check("filter by substring", total("/v1/users?email=ERSON99") == sum("erson99" in u["email"] for u in everything))
    report.check("repeated filter", total("/v1/users?fullname=ada&fullname=grace") == sum("Ada" in u["fullname"] or "Grace" in u["fullname"] for u in everything))
    report.check("search without accents", total("/v1/searchusers?keyword=zoe%20person") == sum("Zoë" in u["fullname"] for u in everything))
    best = service.call("GET", "/v1/searchusers?keyword=person77%40example.com", token=token).json()["users"]
    report.check("best match first", best and best[0]["email"] == "person77@example.com")


def writes(service, token, report):
    made = service.call("POST", "/v1/registeruser", {"email": "new@example.com", "password": "a fresh password", "fullname": "Fresh Face"}).json()["user"]
    written = service.call("PATCH", f"/v1/userrole/{made['id']}", {"roleId": "editor"}, token=token)
    listed = service.call("GET", "/v1/users?email=new@example", token=token).json()["users"]
    report.check("a registration and a role are in the next list", [u["roleId"] for u in listed] == ["editor"], str(written.body[:200]))
    session = service.login("new@example.com", "a fresh password")
    archived = service.call("DELETE", f"/v1/archiveprofile/{made['id']}", token=session["accessToken"])
    seen = service.call("GET", "/v1/users?email=new@example", token=token, headers={"x-position": archived.header("x-position")}).json()
    report.check("an archived user is gone from the next list", seen["users"] == [], str(seen)[:200])
    person = service.login("person5@example.com", SECRET)
    report.check("an imported hash logs in", person["fullname"].endswith("Person 5"))
    again = service.login("person5@example.com", SECRET)
    report.check("and again after it was re-hashed", again["userId"] == person["userId"])


def topic(store, service, report):
    head = service.call("GET", "/admin/health").json()["log"]["head"]
    brokers = os.environ["AUTHLEDGER__KAFKA__BROKERS"]
    deadline = time.monotonic() + 120
    while service.call("GET", "/admin/health").json()["relay"]["checkpoint"] < head and time.monotonic() < deadline:
        pass
    kcat = "kcat" if subprocess.run(["which", "kcat"], capture_output=True).returncode == 0 else "kafkacat"
    out = subprocess.run([kcat, "-b", brokers, "-C", "-t", store.name, "-e", "-q", "-o", "beginning", "-f", "%p\t%k\t%h\t%s\n"],
                         capture_output=True, text=True, check=True).stdout
    positions, chains, wrong = set(), {}, []
    for line in out.splitlines():
        partition, key, headers, value = line.split("\t", 3)
        fields = dict(h.split("=", 1) for h in headers.split(","))
        for name in ("ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time", "ce_subject", "position", "prevposition"):
            if name not in fields:
                wrong.append(name)
        if fields["ce_subject"] != key:
            wrong.append("subject is not the key")
        position, previous = int(fields["position"]), int(fields["prevposition"])
        if position not in positions:
            if chains.get(partition, 0) != previous:
                wrong.append(f"chain of partition {partition} at {position}")
            chains[partition] = position
        positions.add(position)
        json.loads(value)
    report.check("the topic holds every position", positions == set(range(1, head + 1)), f"{len(positions)} of {head}")
    report.check("CloudEvents headers and the prevposition chain", not wrong, str(wrong[:3]))
    readable = [word for word in ("example.com", "Person", "Fresh Face", "argon2", "$2b$", SECRET, PASSWORD) if word in out]
    report.check("no secret and no readable personal data on the topic", not readable, str(readable))


def main():
    report = Report()
    for profile in profiles():
        print(f"--- {profile}", flush=True)
        store = Store(profile)
        path = os.path.join(store.folder, "people.ndjson")
        bad = generate(path)
        import_file(report, store, path, bad)
        service = Service(store)
        try:
            token = service.login()["accessToken"]
            began = time.monotonic()
            strong = None
            while strong is None or strong.status == 503:
                strong = service.call("GET", "/v1/users?consistency=strong", token=token)
            print(f"        read model at the head after {time.monotonic() - began:.1f} s")
            everything = expected_page(service, token, report)
            queries(service, token, everything, report)
            writes(service, token, report)
            if profile == "cluster":
                topic(store, service, report)
            report.check("SIGTERM ends it with 0", service.stop() == 0)
        finally:
            service.kill()
            store.remove()
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
