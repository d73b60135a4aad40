#!/usr/bin/env python3
"""Kafka and Elasticsearch down: the truth goes on, lists refuse, and everything converges by itself afterwards."""

import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support_py.service import ROOT, Report, Service, Store


def stack(*arguments):
    subprocess.run([os.path.join(ROOT, "scripts/stack"), *arguments], check=True, stdout=subprocess.DEVNULL)


def register(service, name):
    return service.call("POST", "/v1/registeruser", {"email": f"{name}@example.com", "password": "a long enough one", "fullname": name})


def wait_until(what, seconds=120):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
    return False


def while_down(service, token, report):
    made = register(service, "during")
    report.check("register works", made.status == 201, str(made.status))
    session = service.call("POST", "/login", {"username": "during@example.com", "password": "a long enough one"})
    report.check("log-in works", session.status == 200, str(session.status))
    report.check("current user works", service.call("GET", "/currentuser", token=session.json()["accessToken"]).status == 200)
    one = service.call("GET", "/v1/users/" + made.json()["user"]["id"], token=token)
    report.check("get by id works", one.status == 200, str(one.status))
    who, own = made.json()["user"]["id"], session.json()["accessToken"]
    grant = service.call("POST", "/v1/permissions", {"permissionName": "orders.manage", "subjectUserId": who}, token=token)
    report.check("a permission is granted", grant.status == 201, str(grant.status))
    asked = service.call("POST", "/v1/permissions/check", {"checks": [{"userId": who, "permissionName": "orders.manage"}]}, token=token)
    report.check("a permission check works", asked.status == 200 and asked.json()["results"][0]["canDo"], str(asked.body))
    mine = service.call("GET", "/permissions/orders.manage", token=own)
    report.check("and the own permission", mine.status == 200 and mine.json() == {"canDo": True, "exceptions": []}, str(mine.body))
    late = service.call("GET", "/v1/users?consistency=strong", token=token)
    report.check("a list that must show what is missing refuses at once", late.status == 503, str(late.status))
    refused = wait_until(lambda: service.call("GET", "/v1/users", token=token).status == 503, 2)
    report.check("a kept page is given no longer than it takes to notice", refused)
    for path in ("/v1/users", "/v1/searchusers?keyword=during", "/v1/users?pageNumber=0"):
        began = time.monotonic()
        answer = service.call("GET", path, token=token)
        took = time.monotonic() - began
        report.check(f"{path}: 503 with Retry-After", answer.status == 503 and int(answer.header("retry-after")) > 0, f"{answer.status} in {took:.2f} s")
    report.check("health says so", service.call("GET", "/admin/health").json()["status"] == "DEGRADED")


def main():
    report = Report()
    store = Store("cluster")
    service = Service(store)
    try:
        token = service.login()["accessToken"]
        register(service, "before")
        everybody = service.call("GET", "/v1/users?consistency=strong", token=token)
        while everybody.status == 503:  # a process that has just started opens its feeds first; each look waits by itself
            everybody = service.call("GET", "/v1/users?consistency=strong", token=token)
        report.check("a list before", everybody.json()["paging"]["totalRowCount"] == 2)
        stack("stop", "kafka")
        stack("stop", "elasticsearch")
        while_down(service, token, report)
        stack("start", "elasticsearch")
        stack("start", "kafka")
        listed = wait_until(lambda: service.call("GET", "/v1/users?consistency=strong", token=token).status == 200)
        rows = service.call("GET", "/v1/users?consistency=strong", token=token).json()
        report.check("lists converge by themselves", listed and rows["paging"]["totalRowCount"] == 3, str(rows)[:200])
        def published():
            health = service.call("GET", "/admin/health").json()
            return health["relay"]["checkpoint"] == health["log"]["head"] and health["status"] == "OK"
        report.check("so does the topic", wait_until(published), str(service.call("GET", "/admin/health").body))
    finally:
        stack("start", "elasticsearch")
        stack("start", "kafka")
        service.kill()
        store.remove()
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
