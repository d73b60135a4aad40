"""Stores with many people in them, imported as an operator would."""

import json
import os
import subprocess
import time

from support_py.service import BINARY

SECRET = "open sesame please"
NAMES = ["Ada", "Émile", "Zoë", "Linus", "Grace", "Søren", "Łukasz", "Noor", "Yuki", "Iñaki"]


def write_rows(path, count, password_hash):
    with open(path, "w", encoding="utf-8") as out:
        for i in range(count):
            row = {"email": f"person{i}@example.com", "fullname": f"{NAMES[i % 10]} Person {i}", "roleId": "editor" if i % 10 == 0 else "user",
                   "emailVerified": True, "passwordHash": password_hash}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def import_people(store, count, password_hash):
    """Seconds taken."""
    path = os.path.join(store.folder, "people.ndjson")
    write_rows(path, count, password_hash)
    began = time.monotonic()
    done = subprocess.run([BINARY, "users", "import", path], env=store.env, capture_output=True, text=True)
    took = time.monotonic() - began
    if f" {count} imported" not in " " + done.stdout.splitlines()[-1]:
        raise RuntimeError(done.stdout[-500:] + done.stderr[-500:])
    os.remove(path)
    return took
