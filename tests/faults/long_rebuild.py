#!/usr/bin/env python3
"""run_rebuild.py with a million people and 200 writes a second."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
os.environ.setdefault("ROWS", "1000000")
os.environ.setdefault("RATE", "200")
script = os.path.join(HERE, "run_rebuild.py")
os.execv(sys.executable, [sys.executable, script])
