#!/usr/bin/env python3
"""The second request: a thousand registrations of one e-mail, and one command under one key a hundred times; both profiles."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support_py.service import Report, Service, Store, in_parallel, profiles


def same_email(service, token, report):
    body = {"email": "wanted@example.com", "password": "a long enough one", "fullname": "Wanted"}
    answers = in_parallel(1000, lambda i: service.call("POST", "/v1/registeruser", {**body, "fullname": f"Wanted {i}"}).status, threads=200)
    counts = {status: answers.count(status) for status in set(answers)}
    report.check("1,000 registrations at once: one 201, the others refused", counts.get(201) == 1 and set(counts) <= {201, 409, 503}, str(counts))
    listed = service.call("GET", "/v1/users?email=wanted@example.com&consistency=strong", token=token)
    while listed.status == 503:  # the process has just started, and opens its feeds
        listed = service.call("GET", "/v1/users?email=wanted@example.com&consistency=strong", token=token)
    users = listed.json()["users"]
    report.check("exactly one user", len(users) == 1, str(len(users)))


def same_key(store, service, report):
    body = {"email": "keyed@example.com", "password": "a long enough one", "fullname": "Keyed"}
    answers = in_parallel(100, lambda i: service.call("POST", "/v1/registeruser", body, headers={"Idempotency-Key": "k-1"}), threads=50)
    bodies = {a.body for a in answers if a.status == 201}
    statuses = [a.status for a in answers]
    report.check("100 times the same key: one answer", statuses == [201] * 100 and len(bodies) == 1, str({s: statuses.count(s) for s in set(statuses)}) + f", {len(bodies)} bodies")
    positions = {a.header("x-position") for a in answers}
    report.check("one position", len(positions) == 1, str(positions))
    user = answers[0].json()["user"]["id"]
    shown = store.run("events", "show", "user-" + user)
    report.check("one event", len(shown.stdout.splitlines()) == 1, shown.stdout[:200] + shown.stderr[:200])
    other = service.call("POST", "/v1/registeruser", {**body, "fullname": "Other"}, headers={"Idempotency-Key": "k-1"})
    report.check("the same key with another body is 422", other.status == 422, str(other.status))
    first = service.call("POST", "/v1/registeruser", {**body, "email": "bad"}, headers={"Idempotency-Key": "k-2"})
    again = service.call("POST", "/v1/registeruser", {**body, "email": "bad"}, headers={"Idempotency-Key": "k-2"})
    report.check("a refusal is remembered too", first.status == 400 and again.body == first.body, str(again.body[:200]))


def restart(store, service, report):
    """kill -9 and start again: what was acknowledged is there."""
    session = service.login()
    service.kill()
    service.start()
    current = service.call("GET", "/currentuser", token=session["accessToken"])
    report.check("a session survives kill -9", current.status == 200, str(current.body[:200]))
    answer = service.call("POST", "/v1/registeruser", {"email": "keyed@example.com", "password": "a long enough one", "fullname": "Keyed"},
                          headers={"Idempotency-Key": "k-1"})
    report.check("so does a remembered answer", answer.status == 201 and answer.json()["user"]["email"] == "keyed@example.com")


def main():
    report = Report()
    for profile in profiles():
        print(f"--- {profile}", flush=True)
        store = Store(profile)
        service = Service(store)
        try:
            token = service.login()["accessToken"]
            same_email(service, token, report)
            same_key(store, service, report)
            restart(store, service, report)
        finally:
            service.kill()
            store.remove()
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
