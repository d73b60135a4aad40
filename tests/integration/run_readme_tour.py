#!/usr/bin/env python3
"""The README's tour, word for word but for the port: every block of shell runs, and shows what its text says."""

import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support_py.service import BINARY, ROOT, Report

MARK = "end of block"
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# A word of the paragraph before a block, and what the block must print.
EXPECTED = [
    ("**Register.**", rf"^{UUID}$"),
    ("**Log in**", r"^$"),
    ("**Current user**", r'"email": "ada@example.com"'),
    ("**List, as an administrator.**", r'"totalRowCount": 2'),
    ("**Filter**", r'"Ada Lovelace"'),
    ("**Search**", r"ada@example.com"),
    ("**Change a role", r'"roleId": "librarian"[\s\S]*"ada@example.com"'),
    ("**Hand a write over", r'^1-\d+\n\[\s*"Ada King"\s*\]'),
    ("**Send the same write twice.**", rf"^({UUID})\n\1$"),
    ("**Verify the e-mail address", r'^true[\s\S]*"secondFactor": "email"[\s\S]*"sessionNeedsEmail2FA": false'),
    ("**Archive and restore.**", r"^false\nUserArchived\ntrue$"),
    ("**Look at the log.**", r'"type":"user.restored"[\s\S]*"type": "user.registered"'),
    ("**Import people**", r'"Edsger Dijkstra"'),
    ("**Follow the events.**", r"\d+ event: authledger.user.registered.v2"),
    ("**Click instead.**", r'^\d+\n\[[\s\S]*"UserRegistered"[\s\S]*"authledger"$'),
    ("**Put people into a group.**", r'^true\n.*"a\*\*\*@example.com"'),
    ("**Upload an avatar.**", r"^200 image/png$"),
    ("**Sign up with a code,", r'^Signed up[\s\S]*"error":false}\n{"address":"127.0.0.1","isCurrent":true}$'),
    ("**Health and metrics.**", r"authledger_log_head_position \d+"),
]


def tour():
    """The blocks of the chapter, each with the paragraph before it."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        chapter = file.read().split("\n## A tour")[1].split("\n## ")[0]
    parts = re.split(r"```bash\n(.*?)```\n", chapter, flags=re.S)
    return list(zip(parts[0::2], parts[1::2]))


def serve(folder, password):
    os.makedirs(os.path.join(folder, "build/release"))
    os.symlink(BINARY, os.path.join(folder, "build/release/authledger"))
    os.mkdir(os.path.join(folder, ".data"))
    with open(os.path.join(folder, ".data/superadmin-password"), "w", encoding="utf-8") as file:
        file.write(password)
    env = {name: value for name, value in os.environ.items() if not name.startswith("AUTHLEDGER")}
    env |= {"AUTHLEDGER_ENV": "development", "AUTHLEDGER_SUPERADMIN_EMAIL": "admin@example.com",
            "AUTHLEDGER_SUPERADMIN_PASSWORD": password}
    process = subprocess.Popen(["build/release/authledger", "serve", "--profile", "embedded", "--listen", "127.0.0.1:0", "--data-dir", ".data"],
                               cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return process, process.stdout.readline().split("127.0.0.1:")[1].split()[0]


def main():
    report = Report()
    folder = tempfile.mkdtemp(prefix="authledger-tour-")
    process, port = serve(folder, secrets.token_urlsafe(18))
    try:
        blocks = tour()
        script = "set -euo pipefail\n"
        for _, block in blocks:
            script += block.replace("127.0.0.1:3011", f"127.0.0.1:{port}") + f"\necho '{MARK}'\n"
        env = {name: value for name, value in os.environ.items() if not name.startswith("AUTHLEDGER")}
        ran = subprocess.run(["bash", "-c", script], cwd=folder, env=env, capture_output=True, text=True)
        report.check("every command of the tour succeeds", ran.returncode == 0, ran.stderr[-500:] if ran.returncode else "")
        printed = [text.strip() for text in ran.stdout.split(MARK)]
        expected = dict(EXPECTED)
        for (before, _), text in zip(blocks, printed):
            title = next((title for title in expected if title in before), None)
            if title:
                shown = re.search(expected.pop(title), text)
                report.check(title, shown, "" if shown else text[-300:])
        report.check("nothing is missing from the tour", not expected, str(list(expected)) if expected else "")
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
