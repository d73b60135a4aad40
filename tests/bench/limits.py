"""The limits of the parts, measured in the same run: Argon2, and the log without a server around it."""

import os
import re
import subprocess

import driver
from people import SECRET

TESTS = os.path.join(driver.ROOT, "build/release/tests")


def run(name, *arguments):
    done = subprocess.run([os.path.join(TESTS, name), *arguments], capture_output=True, text=True)
    print(done.stdout, flush=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout


def argon2():
    """{engine: (CPU ms, per second on all cores)}, quickest first, and a hash of SECRET."""
    out = run("authledger_argon2_bench", "--phc", SECRET)
    rows = re.findall(r"^(\w+) +([\d.]+) +([\d.]+)$", out, re.M)
    return {name: (float(cpu_ms), float(rate)) for name, cpu_ms, rate in rows}, re.search(r"^\$argon2.*$", out, re.M).group(0)


def appends(seconds):
    """{(store, event, how): (per second, CPU µs of the caller)}"""
    out = run("authledger_append_bench", str(seconds))
    rows = re.findall(r"^(\w+) +(event only|registration) +(raw batches|group, \d+ callers) +([\d.]+) /s, +([\d.]+) us CPU here, +([\d.]+) per", out, re.M)
    return {(store, event, f"{how} of {float(size):.0f}" if how == "raw batches" else how): (float(rate), float(cpu_us))
            for store, event, how, rate, cpu_us, size in rows}


def measure():
    engines, password_hash = argon2()
    return {"argon2": engines, "password_hash": password_hash, "appends": appends(1.5)}
