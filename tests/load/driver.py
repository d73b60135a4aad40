"""Drives authledger_load (tests/load/load.cpp) against a running server, and reads what processes cost."""

import json
import os
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LOAD = os.path.join(ROOT, "build/release/tests/authledger_load")
TICKS = os.sysconf("SC_CLK_TCK")


def group(name, method="GET", path="/", connections=1, rate=0, body=None, token=None, **more):
    """One kind of request: see Group in tests/load/plan.h. `rate` 0: the next one after each answer."""
    headers = []
    if body is not None:
        headers.append("content-type: application/json")
    if token is not None:
        headers.append("authorization: Bearer " + token)
    return {"name": name, "method": method, "path": path, "connections": connections, "rate": float(rate), "headers": headers,
            "body": json.dumps(body) if body is not None else "", "values": [], "tokens": [], "tokenHeader": "", **more}


class Outcome:
    """What one group met."""

    def __init__(self, result, seconds):
        self.__dict__.update(result)
        self.seconds = seconds
        self.counts = {one["status"]: one["count"] for one in result["statuses"]}
        self.rate = result["good"]["count"] / seconds
        self.answers = sum(self.counts.values())
        self.odd_count = sum(count for status, count in self.counts.items() if status // 100 != 2 and status not in (429, 503))

    def __str__(self):
        good, refused = self.good, self.refused
        shed = f", shed {refused['count']} p50 {refused['p50']:.1f} p99 {refused['p99']:.1f} max {refused['max']:.1f} ms" if refused["count"] else ""
        late = f", sent late p99 {self.sendLag['p99']:.1f} ms" if self.sendLag["count"] else ""
        return (f"{self.name:14} {self.rate:8.0f}/s good, p50 {good['p50']:.2f} p99 {good['p99']:.2f} max {good['max']:.1f} ms{shed}{late}"
                + (f", ODD {self.counts}" if self.odd_count else ""))


def run(port, groups, seconds, warm_up_s=0.3, first_n=0, priority=0):
    """Runs the groups side by side; their outcomes by name. `outcomes["all"]` tells what the generator itself used."""
    plan = {"port": port, "seconds": float(seconds), "warmUp_s": float(warm_up_s), "firstN": first_n, "groups": groups}
    command = ["nice", "-n", str(priority), LOAD] if priority else [LOAD]
    done = subprocess.run(command, input=json.dumps(plan), stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    answer = json.loads(done.stdout)
    outcomes = {one["name"]: Outcome(one, answer["seconds"]) for one in answer["groups"]}
    outcomes["all"] = answer
    return outcomes


def cpu_s(pid):
    """Processor time that a process has used, its finished threads included."""
    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mb(pid):
    """Resident now, and its greatest so far."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        lines = dict(line.split(":", 1) for line in status if line.startswith("Vm"))
    return int(lines["VmRSS"].split()[0]) / 1024, int(lines["VmHWM"].split()[0]) / 1024
