#!/usr/bin/python3
"""Runs the HTTP contract against the real program, profile by profile.

Environment: AUTHLEDGER_BIN (default build/release/authledger), AUTHLEDGER_PROFILES (default
"embedded", plus "cluster" when AUTHLEDGER__POSTGRES__URL is set; `scripts/stack env` prints what
the cluster needs). AUTHLEDGER_SEVERAL: in the cluster profile the tests use two processes on one
store in turn, beside a third that is killed and started again all the time. Arguments select tests
by a part of their name. Exit code 1 on any failure.

A whole run ends with a table: every operation of the three seeds, the test that first used it with
success, and in which profiles. One that no test used is a failure, and so is a status that OpenAPI
does not have for the operation.
"""

import importlib
import importlib.util
import multiprocessing
import os
import pathlib
import signal
import sys
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

if not importlib.util.find_spec("jwt") and sys.executable != "/usr/bin/python3":
    os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])  # Debian's, with python3-jwt

from contract_py import registry, servers  # noqa: E402
from contract_py.client import Failed  # noqa: E402
from contract_py.seed_operations import SEEN  # noqa: E402

for one in sorted(pathlib.Path(__file__).parent.glob("contract_py/test_*.py")):
    importlib.import_module("contract_py." + one.stem)  # each adds its tests to the registry


def run_one(name, profile, body, argument, api):
    """None when the test holds, else the report."""
    try:
        body(argument)
        return None
    except Failed as failure:
        answer = failure.answer or (api.last if api else None)
        lines = traceback.extract_tb(failure.__traceback__)
        place = next((f"{frame.name}:{frame.lineno}" for frame in lines
                      if pathlib.Path(frame.filename).name.startswith("test_")), "")
        return f"FAILED [{profile}] {name} ({place})\n  {failure}\n{answer or ''}\n"
    except Exception:  # noqa: BLE001  a test that breaks is a failure of that test alone
        return f"FAILED [{profile}] {name}\n{traceback.format_exc()}{api.last if api else ''}\n"


def run_profile(binary, profile, chosen):
    failures, passed = [], 0
    fleet = servers.Servers(binary, profile, "AUTHLEDGER_SEVERAL" in os.environ and profile == "cluster")
    try:
        for name, kind, body in chosen:
            api, argument = None, fleet
            started = time.monotonic()
            SEEN.begin(profile, name)
            try:
                if kind != "own":
                    argument = fleet.world(kind)
                    api = argument.api
                report = run_one(name, profile, body, argument, api)
            except Failed as failure:
                report = f"FAILED [{profile}] {name}\n  {failure}\n{failure.answer or ''}\n"
            fleet.remove_own()
            if report:
                SEEN.drop(name)
                print(report, flush=True)
                failures.append(name)
            else:
                passed += 1
            if os.environ.get("AUTHLEDGER_CONTRACT_TIMES"):
                print(f"{time.monotonic() - started:7.2f} s [{profile}] {name}", flush=True)
    finally:
        fleet.remove()
    return passed, failures


def one_profile(binary, profile, words):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers are ended all the same
    chosen = [row for row in registry.TESTS
              if not words or any(part in row[0] for part in words)]
    return profile, *run_profile(binary, profile, chosen), SEEN.by_profile[profile]


def in_parallel(binary, profiles, words):
    """A process per profile: most of the time they wait for their servers."""
    with multiprocessing.get_context("fork").Pool(len(profiles)) as pool:
        yield from pool.starmap(one_profile, [(binary, profile, words) for profile in profiles])


def main():
    binary = os.path.abspath(os.environ.get("AUTHLEDGER_BIN", "build/release/authledger"))
    if not os.access(binary, os.X_OK):
        sys.exit(f"{binary} is no program: build it, or name it in AUTHLEDGER_BIN")
    has_cluster = "AUTHLEDGER__POSTGRES__URL" in os.environ
    default = "embedded,cluster" if has_cluster else "embedded"
    profiles = os.environ.get("AUTHLEDGER_PROFILES", default).split(",")
    passed, failures = 0, []
    for profile, held, broken, seen in in_parallel(binary, profiles, sys.argv[1:]):
        passed += held
        failures += [f"[{profile}] {name}" for name in broken]
        SEEN.by_profile[profile] = seen
    if not sys.argv[1:]:
        lines, missing = SEEN.table(profiles)
        print("\n".join(lines))
        passed += len(profiles) * (len(lines) - 1) - len(missing)
        failures += [f"{operation} has no test" for operation in missing]
        print(f"operations without a test: {', '.join(missing) or 'none'}")
        undocumented = SEEN.undocumented(profiles)
        failures += undocumented
        print(f"statuses that OpenAPI does not have: {len(undocumented) or 'none'}")
    for name in failures:
        print("failed:", name)
    print(f"{passed} passed, {len(failures)} failed")
    sys.exit(1 if failures or not passed else 0)


if __name__ == "__main__":
    main()
