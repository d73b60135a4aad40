"""Runs schemathesis over the service's own /openapi.json and reports what it found."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "integration"))
sys.dont_write_bytecode = True
from support_py import venv  # noqa: E402

venv.enter()

from support_py.service import BINARY, Service, Store  # noqa: E402


def answered(service):
    """How many requests the service has answered, by its own account, and how many with 5xx."""
    text = service.call("GET", "/metrics").body.decode()
    counts = re.findall(r'^authledger_http_requests_total\{([^}]*)\} (\S+)$', text, re.M)
    every = sum(float(count) for _, count in counts)
    faults = sum(float(count) for labels, count in counts if 'status="5' in labels)
    return int(every), int(faults)


def run(service, store, seed, *options, limit_s):
    """One run; (exit code, what it printed)."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("schemathesis.toml", "hooks.py"):
            shutil.copy(HERE / name, folder)
        base = f"http://127.0.0.1:{service.port}"
        done = subprocess.run(
            [os.path.join(venv.VENV, "bin/schemathesis"), "run", base + "/openapi.json",
             "--checks", "all", "--seed", str(seed), "--workers", "1", "--no-color",
             "--continue-on-failure", "--warnings", "off", *options],
            cwd=folder, capture_output=True, text=True, timeout=limit_s,
            env={**store.env, "AUTHLEDGER_TESTED": base, "AUTHLEDGER_BIN": os.path.abspath(BINARY),
                 "PYTHONPATH": folder})
    return done.returncode, done.stdout + done.stderr


def campaign(report, profile, seed, wanted, rounds_max, options, limit_s):
    """Rounds with new seeds until the service of that profile has answered `wanted` requests."""
    print("---", profile, flush=True)
    store = Store(profile)
    store.env["AUTHLEDGER__CONSISTENCY__WAIT_MS"] = "20000"  # 503 is an answer, and here a fault
    service = Service(store)
    try:
        requests = faults = rounds = 0
        while requests < wanted and rounds < rounds_max:
            code, text = run(service, store, seed + rounds, *options, limit_s=limit_s)
            rounds += 1
            report.check(f"schemathesis, seed {seed + rounds - 1}: all checks hold", code == 0,
                         text[-6000:])
            requests, faults = answered(service)
            print(f"round {rounds}: {requests} requests so far, {faults} of them 5xx", flush=True)
        report.check(f"{requests} requests, of {wanted} wanted", requests >= wanted)
        report.check("no 5xx", faults == 0, str(faults))
        report.check("the service still lives", service.process.poll() is None)
    finally:
        service.stop()
        store.remove()
