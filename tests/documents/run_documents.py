#!/usr/bin/env python3
"""Holds the documents that the service serves against their official validators and against what
it does: OpenAPI, AsyncAPI, Postman, and every event that it streams."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "integration"))
sys.dont_write_bytecode = True
from support_py import venv  # noqa: E402

venv.enter()

import jsonschema  # noqa: E402
from openapi_spec_validator import OpenAPIV31SpecValidator  # noqa: E402

from contract_py.event_reader import EventReader  # noqa: E402
from support_py.service import EMAIL, PASSWORD, Report, Service, Store  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent


def examples_of(document):
    """(where, schema, example) of every body that has both."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            where = f"{method.upper()} {path}"
            bodies = [("body", operation.get("requestBody", {}))]
            for status, response in operation["responses"].items():
                if "$ref" in response:
                    response = document["components"]["responses"][response["$ref"].split("/")[-1]]
                bodies.append((status, response))
            for name, body in bodies:
                for kind, media in body.get("content", {}).items():
                    if "json" not in kind:
                        continue
                    shown = [media["example"]] if "example" in media else []
                    shown += [one["value"] for one in media.get("examples", {}).values()]
                    for one in shown:
                        yield f"{where} {name}", media["schema"], one


def check_openapi(report, document):
    errors = [str(one.message) for one in OpenAPIV31SpecValidator(document).iter_errors()]
    report.check("openapi-spec-validator: OpenAPI 3.1", not errors, "; ".join(errors[:3]))
    wrong, seen = [], 0
    for where, schema, example in examples_of(document):
        seen += 1
        whole = {**schema, "components": document["components"]}
        checker = jsonschema.Draft202012Validator(
            whole, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
        wrong += [f"{where}: {one.message}" for one in checker.iter_errors(example)]
    report.check(f"{seen} examples fit their schemas", seen and not wrong, "; ".join(wrong[:3]))
    bare = [f"{method} {path}" for path, methods in document["paths"].items()
            for method, one in methods.items() if "requestBody" in one and not any(
                "example" in media for kind, media in one["requestBody"]["content"].items()
                if "json" in kind) and "application/json" in one["requestBody"]["content"]]
    report.check("every JSON body has an example", not bare, str(bare))


def check_asyncapi(report, document):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(document, file)
        file.flush()
        done = subprocess.run(["node", str(HERE / "validate_asyncapi.cjs"), file.name],
                              capture_output=True, text=True, timeout=120,
                              env={**os.environ, "NODE_PATH": venv.NODE + "/node_modules"})
    report.check("@asyncapi/parser: AsyncAPI 3", done.returncode == 0, done.stdout + done.stderr)
    wrong = []
    for name, message in document["components"]["messages"].items():
        for one in message["examples"]:
            wrong += [f"{name}: {error.message}" for error in
                      jsonschema.Draft202012Validator(message["payload"]).iter_errors(one["payload"])]
    report.check(f"{len(document['components']['messages'])} events have fitting examples",
                 not wrong, "; ".join(wrong[:3]))


def check_events(report, document, service, token):
    """Everything that happened fits the document."""
    schemas = {one["name"]: one["payload"] for one in document["components"]["messages"].values()}
    head = int(service.call("GET", "/metrics").body.decode()
               .split("\nauthledger_log_head_position ")[1].split()[0].split(".")[0])
    wrong, seen = [], set()
    with EventReader(service.port, "/v1/events", query={"after": "0"}, token=token) as reader:
        for frame in reader.until(lambda one: int(one["id"]) >= head):
            seen.add(frame["event"])
            checker = jsonschema.Draft202012Validator(schemas[frame["event"]])
            wrong += [f"{frame['event']}: {one.message}" for one in
                      checker.iter_errors(frame["data"]["data"])]
    report.check(f"{head} streamed events of {len(seen)} types fit AsyncAPI", seen and not wrong,
                 "; ".join(wrong[:3]))


def check_collection(report, collection, operations):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(collection, file)
        file.flush()
        done = subprocess.run(["node", str(HERE / "validate_postman.cjs"), file.name],
                              capture_output=True, text=True, timeout=120,
                              env={**os.environ, "NODE_PATH": venv.NODE + "/node_modules"})
    report.check(f"postman-collection: all {operations} requests are read and converted",
                 done.returncode == 0 and done.stdout.strip() == str(operations),
                 done.stdout + done.stderr)


def check_postman(report, service, collection):
    """newman reads the collection, logs in, and goes on with the token that the script stored."""
    wanted = ["login", "currentUser", "listUsers", "relogin"]
    for folder in collection["item"]:
        folder["item"] = [one for one in folder["item"] if one["name"] in wanted]
    items = [one for folder in collection["item"] for one in folder["item"]]
    items.sort(key=lambda one: wanted.index(one["name"]))
    collection["item"] = items
    for one in items:
        if one["name"] == "login":
            one["request"]["body"]["raw"] = json.dumps({"username": EMAIL, "password": PASSWORD})
    with tempfile.TemporaryDirectory() as folder:
        path, out = os.path.join(folder, "collection.json"), os.path.join(folder, "out.json")
        with open(path, "w") as file:
            json.dump(collection, file)
        done = subprocess.run(
            [venv.NODE + "/node_modules/.bin/newman", "run", path, "--reporters", "json",
             "--reporter-json-export", out, "--env-var", "unused=1", "--global-var", "unused=1",
             "--timeout-request", "10000", "--env-var",
             f"baseUrl=http://127.0.0.1:{service.port}"],
            capture_output=True, text=True, timeout=120)
        if not os.path.exists(out):
            return report.check("newman runs the collection", False, done.stdout + done.stderr)
        with open(out) as file:
            runs = json.load(file)["run"]["executions"]
    got = {one["item"]["name"]: one.get("response", {}).get("code") for one in runs}
    report.check("newman: log in, then requests with the stored token",
                 got == dict.fromkeys(wanted, 200) and not done.returncode,
                 f"{got} {done.stdout[-500:]}")


def exercise(service, token):
    """A little of everything, so that there are events of many types."""
    form = {"email": "ada@example.com", "fullname": "Ada Lovelace", "username": "ada",
            "password": "correct horse battery"}
    user = service.call("POST", "/v1/registeruser", form).json()["user"]["id"]
    own = service.login("ada@example.com")["accessToken"]
    service.call("PATCH", f"/v1/profile/{user}", {"bio": "Wrote the first program."}, own)
    service.call("PATCH", f"/v1/userrole/{user}", {"roleId": "librarian"}, token)
    service.call("POST", "/login", {"username": "ada", "password": "wrong, very wrong"})
    service.call("PATCH", f"/v1/userpassword/{user}",
                 {"oldPassword": form["password"], "newPassword": "another horse, 9 batteries"}, own)
    service.call("DELETE", f"/v1/archiveprofile/{user}", None, own)
    service.call("DELETE", f"/v1/users/{user}", None, token)


def main():
    report, store = Report(), Store("embedded")
    service = Service(store)
    try:
        token = service.login()["accessToken"]
        exercise(service, token)
        check_openapi(report, service.call("GET", "/openapi.json").json())
        asyncapi = service.call("GET", "/asyncapi.json").json()
        check_asyncapi(report, asyncapi)
        check_events(report, asyncapi, service, token)
        collection = service.call("GET", "/getPostmanCollection").json()
        operations = json.loads(store.run("routes", "--json").stdout)
        check_collection(report, collection, len(operations))
        check_postman(report, service, collection)
    finally:
        service.stop()
        store.remove()
    sys.exit(report.finish())


if __name__ == "__main__":
    main()
