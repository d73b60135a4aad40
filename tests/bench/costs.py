"""What processes use: the server's, and those of the databases it works with."""

import os
import subprocess
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "load"))
import driver


def listener(port):
    """The process that listens on a port; none when it is not ours to see."""
    out = subprocess.run(["ss", "-Hltnp", f"sport = :{port}"], capture_output=True, text=True).stdout
    return int(out.split("pid=")[1].split(",")[0]) if "pid=" in out else None


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(one) for one in file.read().split()]


def title(pid):
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        return file.read().replace(b"\0", b" ").decode(errors="replace")


class Meter:
    """CPU seconds of a server and of its databases. PostgreSQL: backends of this database and the cluster's own processes."""

    def __init__(self, store, pid):
        self.pid = pid
        self.database = store.name if store.profile == "cluster" else None
        self.postmaster = self.others = None
        if self.database:
            self.postmaster = listener(urllib.parse.urlsplit(store.env["AUTHLEDGER__POSTGRES__URL"]).port)
            kafka = int(store.env["AUTHLEDGER__KAFKA__BROKERS"].split(",")[0].rsplit(":", 1)[1])
            self.others = [listener(kafka), listener(urllib.parse.urlsplit(store.env["AUTHLEDGER__ELASTICSEARCH__URL"]).port)]

    def read(self):
        used = {"server": driver.cpu_s(self.pid), "postgres": 0.0, "kafka": 0.0, "elasticsearch": 0.0}
        if not self.database:
            return used
        for pid in children(self.postmaster):
            try:
                name = title(pid)
                if self.database in name or "authledger" not in name:
                    used["postgres"] += driver.cpu_s(pid)
            except (FileNotFoundError, ProcessLookupError):
                continue  # a backend that ended meanwhile
        used["kafka"], used["elasticsearch"] = (driver.cpu_s(one) for one in self.others)
        return used


def difference_ms(before, after, operations):
    """CPU milliseconds per operation, by process."""
    return {name: 1000 * (after[name] - before[name]) / max(1, operations) for name in after}
