"""Goes on in build/venv, where scripts/setup has put the Python packages that tests import."""

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
VENV = os.path.join(ROOT, "build/venv")
NODE = os.path.join(ROOT, "build/node")


def enter():
    """Restarts this script there, unless it runs there already."""
    python = os.path.join(VENV, "bin/python")
    if sys.prefix == VENV:
        return
    if not os.access(python, os.X_OK):
        sys.exit(f"{python} is not there: scripts/setup test")
    os.execv(python, [python, *sys.argv])
